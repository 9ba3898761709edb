"""Admin pages of the site’s content; importing them registers them."""

from summit.home.admin import copy, legal, log, news  # noqa: F401

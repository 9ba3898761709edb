"""The programme editor's pages: live rows in both languages, and publishing."""

from agenda.admin import access, business, lists, places, releases, sessions  # noqa: F401

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "summit.home"
    label = "home"
    verbose_name = _("Site content")

    def ready(self) -> None:
        from summit.edition.editing import log_changes
        from summit.home import checks  # noqa: F401

        log_changes("home")

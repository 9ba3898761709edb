from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EditionConfig(AppConfig):
    name = "summit.edition"
    label = "edition"
    verbose_name = _("Edition")

    def ready(self) -> None:
        from summit.edition import checks  # noqa: F401

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CheckinConfig(AppConfig):
    name = "registration.checkin"
    label = "checkin"
    verbose_name = _("Doors")

    def ready(self) -> None:
        from auditlog.registry import auditlog

        from registration.checkin.models import Door
        from registration.checkin.services.doors import people_who_came
        from registration.checkin.services.forgetting import forget_bearer, section_of
        from registration.services.exporting import add_section
        from registration.services.replacing import add_parting
        from registration.services.retained import add_figure

        auditlog.register(Door)
        add_parting(forget_bearer)
        add_section(section_of)
        add_figure(people_who_came)

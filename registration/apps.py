from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistrationConfig(AppConfig):
    name = "registration"
    verbose_name = _("Registrations")

    def ready(self) -> None:
        from registration import auditing
        from registration.services.purging import purge_access_needs
        from summit.mail import due_work
        from summit.mail.kinds import name_kinds

        auditing.register_models()
        due_work.register("access needs", purge_access_needs)
        name_kinds(
            {
                "registration_confirmed_in_person": _("Confirmation, in person"),
                "registration_confirmed_online": _("Confirmation, online"),
                "registration_waiting": _("Waiting list, confirmed online"),
                "registration_waiting_only": _("Waiting list"),
                "registration_moved": _("Other way of coming"),
                "registration_cancelled": _("Cancellation"),
                "registration_already": _("Already registered"),
                "registration_lost_link": _("Lost link"),
            }
        )

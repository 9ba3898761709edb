from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    name = "summit.mail"
    label = "mail"
    verbose_name = _("Outgoing mail")

    def ready(self) -> None:
        from summit.mail import due_work, services

        due_work.register("mail", services.deliver_due_emails)
        due_work.register("mail to erase", services.erase_done_emails)

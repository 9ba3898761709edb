from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsletterConfig(AppConfig):
    name = "summit.newsletter"
    label = "newsletter"
    verbose_name = _("Newsletter")

    def ready(self) -> None:
        from summit.edition.editing import log_changes
        from summit.mail import due_work
        from summit.mail.kinds import name_kinds
        from summit.newsletter.services.subscribing import forget_unconfirmed

        due_work.register("unconfirmed addresses", forget_unconfirmed)
        log_changes("newsletter", unlogged={"subscription": ["email", "email_key"]})
        name_kinds(
            {
                "newsletter_confirm": _("Newsletter, to be confirmed"),
                "newsletter_welcome": _("Newsletter, confirmed"),
            }
        )

"""What each fact of the legal texts is, for organisers, in their language."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MEANINGS: dict[str, Promise] = {
    "organiser_name": _("Name of the body that publishes the site"),
    "organiser_legal_form": _("Legal form (public body, association…)"),
    "organiser_address": _("Postal address"),
    "organiser_registration": _("Registration number, or why there is none"),
    "publication_director": _("Name and function of the publication director"),
    "contact_email": _("General contact address"),
    "contact_phone": _("General telephone number"),
    "dpo_contact": _("How to reach the data protection officer"),
    "processors": _("List of service providers that handle data"),
    "retention_registration": _(
        "How long registrations are kept, where the edition does not erase them by itself"
    ),
    "retention_newsletter": _("How long newsletter addresses are kept"),
    "retention_logs": _("How long technical logs are kept"),
    "cookie_list": _("Cookies used, with purpose and lifetime"),
    "host_name": _("Hosting company"),
    "host_address": _("Hosting company address"),
    "host_phone": _("Hosting company telephone"),
    "conformity_status": _("Accessibility status: full, partial or none"),
    "conformity_rate": _("Share of criteria met, if an audit was made"),
    "audit_body": _("Who made the audit"),
    "audit_date": _("Date of the audit"),
    "audit_method": _("How the audit was made: pages, browsers, what was not tried"),
    "rgaa_version": _("Version of the RGAA reference"),
    "known_issues": _("List of known accessibility issues"),
    "technologies": _("Technologies used by the site"),
    "accessibility_email": _("Address for accessibility requests"),
    "statement_date": _("Date of the accessibility statement"),
    "credits": _("Photo, font and software credits"),
    "last_updated": _("Date of last update of the page"),
}

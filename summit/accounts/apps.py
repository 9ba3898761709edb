from django.apps import AppConfig, apps
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _

# Packages whose own names are not said in French.
PACKAGE_NAMES = {
    "account": _("Sign-in addresses"),
    "auditlog": _("History of changes"),
    "mfa": _("Second factors"),
}


class AccountsConfig(AppConfig):
    default = True
    name = "summit.accounts"
    label = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        for label, name in PACKAGE_NAMES.items():
            apps.get_app_config(label).verbose_name = name


class SummitAdminConfig(admin_apps.AdminConfig):
    default = False
    default_site = "summit.accounts.admin_site.SummitAdminSite"

"""Who may sign in as staff, and with which rights."""

import datetime as dt
from typing import Any

# Importing them registers their own pages, which are replaced below.
import allauth.account.admin
import allauth.mfa.admin  # noqa: F401
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django import forms
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    AdminUserCreationForm,
    SetUnusablePasswordMixin,
    UserChangeForm,
)
from django.contrib.auth.models import Group, Permission
from django.http import HttpRequest, HttpResponse
from django.utils.text import format_lazy
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from summit.accounts.emails import email_key
from summit.accounts.models import User


class UniqueEmailMixin(forms.ModelForm):
    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        others = User.objects.exclude(pk=self.instance.pk)
        if others.filter(email_key=email_key(email)).exists():
            raise forms.ValidationError(_("This address has an account already."))
        return email


NO_PASSWORD = _("Somebody without a password cannot sign in to the administration.")


class PasswordForm(AdminPasswordChangeForm):
    """Django's own words of the choice are put together in the language of the start."""

    usable_password_help_text = format_lazy(
        '{} <ul id="id_unusable_warning" class="messagelist"><li class="warning">{}</li></ul>',
        NO_PASSWORD,
        _("The present password is lost."),
    )


class UserCreationForm(UniqueEmailMixin, AdminUserCreationForm):
    usable_password = SetUnusablePasswordMixin.create_usable_password_field(NO_PASSWORD)

    class Meta:
        model = User
        fields = ("email",)


class UserForm(UniqueEmailMixin, UserChangeForm):
    """The admin's fieldsets say which fields it has."""


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    add_form = UserCreationForm
    form = UserForm
    change_password_form = PasswordForm
    ordering = ("email",)
    list_display = ("email", "first_name", "last_name", "is_staff", "is_active", "last_login")
    list_filter = ("is_staff", "is_superuser", "is_active", "groups")
    search_fields = ("email", "first_name", "last_name")
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("email", "password")}),
        (_("Name"), {"fields": (("first_name", "last_name"),)}),
        (
            _("Rights"),
            {"fields": ("is_active", "is_staff", "is_superuser", "groups")},
        ),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": ("email", "usable_password", "password1", "password2"),
            },
        ),
    )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever sets the password or the address of a superuser becomes one."""
        return super().has_change_permission(request, obj) and may_touch(request.user, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody deletes the account they are signed in with: it may be the last one."""
        allowed = super().has_delete_permission(request, obj) and may_touch(request.user, obj)
        return allowed and obj != request.user

    def get_form(self, request: Any, obj: User | None = None, **kwargs: Any) -> Any:
        """Only a superuser may make superusers: a group editor must not rise by himself."""
        form = super().get_form(request, obj, **kwargs)
        if not request.user.is_superuser and "is_superuser" in form.base_fields:
            form.base_fields["is_superuser"].disabled = True
            form.base_fields["groups"].disabled = True
        return form


def may_touch(user: Any, account: User | None) -> bool:
    return account is None or not account.is_superuser or user.is_superuser


RIGHTS = {
    "add": pgettext_lazy("right", "add"),
    "change": pgettext_lazy("right", "change"),
    "delete": pgettext_lazy("right", "delete"),
    "view": pgettext_lazy("right", "see"),
}


def words_of_right(right: Permission) -> str:
    """In the organiser's language; Django keeps its own four in English."""
    kind = right.content_type
    model = kind.model_class()
    app = apps.get_app_config(kind.app_label).verbose_name if model else kind.app_label
    name = model._meta.verbose_name if model else kind.model
    action, _sign, rest = right.codename.partition("_")
    said = RIGHTS[action] if rest == kind.model and action in RIGHTS else gettext(right.name)
    return f"{app} · {name} · {said}"


class RightsField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return words_of_right(obj)


admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(DjangoGroupAdmin):
    """Only a superuser hands out rights: who edits a group could give it any."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and request.user.is_superuser

    def has_change_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return super().has_change_permission(request, obj) and request.user.is_superuser

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return super().has_delete_permission(request, obj) and request.user.is_superuser

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "permissions":
            kwargs["form_class"] = RightsField
        return super().formfield_for_manytomany(db_field, request, **kwargs)


# A person's address stands on the account alone.
admin.site.unregister(EmailAddress)
admin.site.unregister(Authenticator)


@admin.register(Authenticator)
class SecondFactorAdmin(admin.ModelAdmin):
    """Who has a second factor. It can be taken away from who lost it; its secret is not shown."""

    fields = list_display = ("user", "type", "set_up", "last_used")
    list_select_related = ("user",)
    list_filter = ("type",)
    search_fields = ("user__email",)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The package's own name of the list is English."""
        context = {"list_title": _("Second factors"), **(extra_context or {})}
        return super().changelist_view(request, context)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Authenticator | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Authenticator | None = None) -> bool:
        account = obj.user if obj else None
        return super().has_delete_permission(request, obj) and may_touch(request.user, account)

    @admin.display(description=_("Set up"), ordering="created_at")
    def set_up(self, authenticator: Authenticator) -> dt.datetime:
        return authenticator.created_at

    @admin.display(description=_("Last used"), ordering="last_used_at")
    def last_used(self, authenticator: Authenticator) -> dt.datetime | None:
        return authenticator.last_used_at

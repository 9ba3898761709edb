"""The desk's list of registrations; every change goes through a service."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registration.admin import actions, desk
from registration.admin.exports import need_labels, registrations_csv, registrations_xlsx
from registration.admin.filters import AccessNeedsFilter, StateFilter, WayFilter
from registration.admin.reminders import LANGUAGES
from registration.admin.retention import erasing_in_words
from registration.countries import country_name
from registration.history import steps_of
from registration.models import Booking, Consent, Place, Registration
from registration.papers.letter import numbers_of
from summit.edition.models import Edition

Writer = Callable[[QuerySet[Registration]], HttpResponseBase]


class ReadOnlyInline(admin.TabularInline):
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class PlaceInline(ReadOnlyInline):
    model = Place
    fields = ("quota", "state", "queued_at", "confirmed_at", "released_at", "release_reason")
    verbose_name_plural = gettext_lazy("places, with their history")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Place]:
        return super().get_queryset(request).select_related("quota")


class BookingInline(ReadOnlyInline):
    model = Booking
    fields = ("seats", "state", "queued_at", "confirmed_at", "released_at", "release_reason")
    verbose_name_plural = gettext_lazy("seats in sessions, with their history")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Booking]:
        return super().get_queryset(request).select_related("seats__session")


class ConsentInline(ReadOnlyInline):
    model = Consent
    fields = ("kind", "text", "given_at", "withdrawn_at")


@admin.register(Registration)
class RegistrationAdmin(admin.ModelAdmin):
    list_display = ("full_name", "email", "organisation", "holds", "audience", "created_at")
    list_filter = (
        WayFilter,
        StateFilter,
        "audience",
        "organisation_type",
        "language",
        AccessNeedsFilter,
    )
    list_select_related = ("audience",)
    list_per_page = 50
    search_fields = ("first_name", "last_name", "email", "organisation", "ticket_code")
    search_help_text = gettext_lazy(
        "Name, e-mail, organisation, ticket code or reference of a letter"
    )
    date_hierarchy = "created_at"
    show_full_result_count = False
    actions = ("export_selected", "export_selected_xlsx")
    inlines = (PlaceInline, BookingInline, ConsentInline)
    change_list_template = "admin/registration/registration_list.html"
    change_form_template = "admin/registration/registration_change.html"
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("first_name", "last_name"),
                    "email",
                    ("organisation", "organisation_type"),
                    ("audience", "role"),
                    ("country_name", "language_name"),
                )
            },
        ),
        (gettext_lazy("On site"), {"fields": ("needs", "access_note")}),
        (
            gettext_lazy("Ticket and invitation"),
            {
                "fields": (
                    "short_code",
                    "created_at",
                    "cancelled_at",
                    "messages_sent",
                    "bookings_held",
                )
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Registration]:
        return super().get_queryset(request).prefetch_related("places__quota")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Registration], search_term: str
    ) -> tuple[QuerySet[Registration], bool]:
        """Also by the reference of a support letter, as somebody reads it out."""
        if numbers := numbers_of(search_term):
            first, last = numbers
            return queryset.filter(public_id__gte=first, public_id__lte=last), False
        return super().get_search_results(request, queryset, search_term)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """Without those that would be an empty table."""
        if obj is None:
            return []
        rows = [(inline, inline.model.objects.filter(registration=obj)) for inline in self.inlines]
        return [inline for inline, found in rows if found.exists()]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """All of them: the buttons above the form lead to the desk's own pages."""
        return [name for _title, part in self.fieldsets for name in _flat(part["fields"])]

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(
                f"<int:pk>/{name}/",
                self._desk_view(view),
                name=f"registration_registration_{name}",
            )
            for name, view in actions.ACTIONS.items()
        ]
        exports = [
            path(
                address,
                self.admin_site.admin_view(partial(self.export_view, write=write)),
                name=f"registration_registration_{name}",
            )
            for address, name, write in (
                ("export/", "export", registrations_csv),
                ("export/xlsx/", "export_xlsx", registrations_xlsx),
            )
        ]
        return [*exports, *own, *super().get_urls()]

    def _desk_view(self, view: type[desk.DeskView]) -> Callable[..., HttpResponse]:
        return self.admin_site.admin_view(view.as_view(model_admin=self))

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        return desk.RegisterView.as_view(model_admin=self)(request)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if request.method == "POST":
            return redirect(request.path)
        buttons = ("show_save", "show_save_and_continue", "show_save_and_add_another")
        context = {**dict.fromkeys(buttons, False), "show_close": True, **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The audit log, one entry a use case; Django's own log knows nothing of services."""
        registration = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, registration):
            raise PermissionDenied
        if registration is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        context = {
            **self.admin_site.each_context(request),
            "title": _("History"),
            "subtitle": registration,
            "module_name": capfirst(self.opts.verbose_name_plural),
            "object": registration,
            "opts": self.opts,
            "steps": steps_of(registration),
            **(extra_context or {}),
        }
        return render(request, "admin/registration/registration_history.html", context)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        registration = context.get("original")
        if registration is not None:
            context |= {"title": registration.full_name, "subtitle": self.holds(registration)}
        if registration is not None and self.has_change_permission(request, registration):
            context["desk_actions"] = actions.buttons_for(registration)
        return super().render_change_form(request, context, *args, **kwargs)

    # --- Columns and read-only fields -----------------------------------------------------------

    @admin.display(description=gettext_lazy("name"), ordering="last_name")
    def full_name(self, registration: Registration) -> str:
        return format_html("<bdi>{}</bdi>", registration.full_name)

    @admin.display(description=gettext_lazy("place"))
    def holds(self, registration: Registration) -> str:
        if registration.is_cancelled:
            return _("Cancelled")
        held = [
            f"{place.quota.get_way_display()} · {place.get_state_display()}"
            for place in registration.places.all()
            if place.is_confirmed or place.is_waiting or place.is_pending
        ]
        return (
            format_html_join(SafeString("<br>"), "<span>{}</span>", ((line,) for line in held))
            or "—"
        )

    @admin.display(description=gettext_lazy("access needs"))
    def needs(self, registration: Registration) -> str:
        return ", ".join(need_labels(registration)) or "—"

    @admin.display(description=gettext_lazy("ticket code"))
    def short_code(self, registration: Registration) -> str:
        return registration.short_code

    @admin.display(description=gettext_lazy("country"))
    def country_name(self, registration: Registration) -> str:
        return country_name(registration.country) or "—"

    @admin.display(description=gettext_lazy("language"))
    def language_name(self, registration: Registration) -> str:
        return str(LANGUAGES.get(registration.language, registration.language))

    @admin.display(description=gettext_lazy("sessions"))
    def bookings_held(self, registration: Registration) -> str:
        url = reverse("admin:registration_booking_changelist")
        return format_html(
            '<a href="{}?q={}">{}</a>', url, registration.email, _("See or free the seats booked")
        )

    @admin.display(description=gettext_lazy("messages"))
    def messages_sent(self, registration: Registration) -> str:
        url = reverse("admin:mail_outgoingemail_changelist")
        return format_html(
            '<a href="{}?q={}">{}</a>', url, registration.email, _("See the messages sent")
        )

    # --- Export ---------------------------------------------------------------------------------

    @admin.action(description=gettext_lazy("Export the selected registrations (CSV)"))
    def export_selected(
        self, request: HttpRequest, queryset: QuerySet[Registration]
    ) -> HttpResponseBase | None:
        return self._export(request, queryset, registrations_csv)

    @admin.action(description=gettext_lazy("Export the selected registrations (XLSX)"))
    def export_selected_xlsx(
        self, request: HttpRequest, queryset: QuerySet[Registration]
    ) -> HttpResponseBase | None:
        return self._export(request, queryset, registrations_xlsx)

    def _export(
        self, request: HttpRequest, queryset: QuerySet[Registration], write: Writer
    ) -> HttpResponseBase | None:
        if not request.user.has_perm("registration.export_registration"):
            self.message_user(request, _("You may not export registrations."), messages.ERROR)
            return None
        return write(queryset)

    def export_view(self, request: HttpRequest, *, write: Writer) -> HttpResponseBase:
        """Everything that the list shows with the filters and the search in the address."""
        if not request.user.has_perm("registration.export_registration"):
            raise PermissionDenied
        changelist = self.get_changelist_instance(request)
        return write(changelist.get_queryset(request))

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        # Left for the frame of the page, which asks for it as well.
        edition = request.edition = Edition.objects.seen()
        if request.method == "GET" and (told := erasing_in_words(edition)):
            self.message_user(request, told, messages.WARNING)
        may_export = request.user.has_perm("registration.export_registration")
        query = request.GET.urlencode()
        context = {"may_export": may_export, "export_query": query, **(extra_context or {})}
        return super().changelist_view(request, context)


def _flat(fields: Iterable[Any]) -> list[str]:
    names: list[str] = []
    for field in fields:
        names.extend(field if isinstance(field, tuple) else [field])
    return names

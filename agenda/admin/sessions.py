"""Sessions by day, with their speakers and themes, and the people who speak."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from agenda.admin.base import PROVENANCE, ProgrammeAdmin
from agenda.admin.fields import KnownAutocompleteSelect
from agenda.models import (
    Room,
    Session,
    SessionSpeaker,
    SessionState,
    SessionTheme,
    Speaker,
    Venue,
)
from agenda.services.editing import confirm_start, move_sessions, set_session_state
from summit.design.dates import format_day
from summit.edition.editing import both
from summit.edition.meanwhile import MeanwhileForm, MeanwhileInline
from summit.edition.selections import answer_of, ask_first


class UnconfirmedFilter(admin.SimpleListFilter):
    """Facts of a session that are still placeholders."""

    title = _("to be confirmed")
    parameter_name = "unconfirmed"
    FACTS = {
        "day": ("day_confirmed", _("Day")),
        "start": ("time_confirmed", _("Start")),
        "end": ("end_confirmed", _("End")),
        "access": ("access_confirmed", _("Who may come")),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(key, label) for key, (_field, label) in self.FACTS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Session]) -> QuerySet[Session]:
        fact = self.FACTS.get(self.value() or "")
        return queryset.filter(**{fact[0]: False}) if fact else queryset


class ElsewhereForm(forms.Form):
    """Where the selected sessions go."""

    venue = forms.ModelChoiceField(label=_("New venue"), queryset=Venue.objects.all())
    room = forms.ModelChoiceField(
        label=_("Room"),
        queryset=Room.objects.select_related("venue"),
        required=False,
        help_text=_("Empty: no room is named."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["room"].label_from_instance = lambda room: f"{room.venue} · {room}"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        venue, room = cleaned.get("venue"), cleaned.get("room")
        if venue and room and room.venue_id != venue.pk:
            self.add_error("room", gettext("This room is in another venue."))
        return cleaned


class LinkForm(MeanwhileForm):
    """A line that relates the session to a row; its widget knows the row's name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("speaker", "theme"):
            if self.instance.pk and name in self.fields:
                row = getattr(self.instance, name)
                self.fields[name].widget.widget.known = {str(row.pk): str(row)}


class LinkInline(MeanwhileInline, admin.TabularInline):
    form = LinkForm
    extra = 0
    target = ""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related(self.target)

    def get_autocomplete_fields(self, request: HttpRequest) -> tuple[str, ...]:
        return (self.target,)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == self.target:
            kwargs["widget"] = KnownAutocompleteSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class SessionSpeakerInline(LinkInline):
    model = SessionSpeaker
    target = "speaker"
    fields = ("order", "speaker", "role")


class SessionThemeInline(LinkInline):
    model = SessionTheme
    target = "theme"
    max_num = 3
    fields = ("order", "theme")


@admin.register(Session)
class SessionAdmin(ProgrammeAdmin):
    list_display = (
        "when",
        "title_fr",
        "place",
        "access",
        "standing",
    )
    list_display_links = ("when", "title_fr")
    list_filter = (
        "day",
        UnconfirmedFilter,
        "state",
        "track",
        "themes",
        "venue",
        "access",
        "registration_by",
        "format",
        "booking",
        "confidence",
    )
    list_select_related = ("day", "venue", "room")
    ordering = ("day__date", "starts_at", "pk")
    search_fields = (
        "title_fr",
        "title_en",
        "slug",
        "url_slug",
        "speakers__name",
        "venue__name_fr",
        "venue__name_en",
    )
    search_help_text = _("Title, key, speaker or venue")
    actions = (
        "move_elsewhere",
        "cancel_sessions",
        "schedule_sessions",
        "hide_sessions",
        "confirm_starts",
    )
    autocomplete_fields = (
        "day",
        "also_on",
        "venue",
        "room",
        "track",
        "series",
        "format",
        "axis",
        "sector",
        "languages",
    )
    inlines = (SessionSpeakerInline, SessionThemeInline)
    key_fields = ("slug", "url_slug")
    key_source = "title_fr"
    save_on_top = True
    fieldsets = (
        (None, {"fields": (*both("title", "summary"), ("slug", "url_slug"), "state")}),
        (
            _("When"),
            {
                "fields": (
                    ("day", "day_confirmed", "part_of_day"),
                    ("starts_at", "time_confirmed"),
                    ("ends_at", "end_confirmed"),
                    "also_on",
                )
            },
        ),
        (_("Where"), {"fields": (("venue", "room"),)}),
        (
            _("Who may come"),
            {
                "fields": (
                    ("access", "access_confirmed", "registration_by"),
                    "registration_url",
                    ("participation", "participation_confirmed"),
                    ("booking", "capacity", "capacity_confirmed"),
                    ("drop_in", "is_block"),
                )
            },
        ),
        (
            _("Accessibility"),
            {
                "description": _("Empty: as the venue says, else “to be confirmed”."),
                "fields": (("step_free", "sign_language", "captions", "quiet_seat"),),
            },
        ),
        (
            _("What it is"),
            {
                "fields": (
                    ("track", "series", "format"),
                    ("relation", "languages"),
                    ("axis", "sector"),
                )
            },
        ),
        PROVENANCE,
    )

    def has_delete_permission(self, request: HttpRequest, obj: Session | None = None) -> bool:
        """What was published is cancelled or hidden: people's calendars point to it."""
        if obj is None or obj.published_at:
            return False
        return super().has_delete_permission(request, obj)

    @admin.display(description=_("when"), ordering="starts_at")
    def when(self, session: Session) -> str:
        return format_html(
            '<span class="nowrap">{}</span> <span class="nowrap">{}–{}</span>',
            format_day(session.day.date, "j F"),
            f"{localtime(session.starts_at):%H:%M}",
            f"{localtime(session.ends_at):%H:%M}",
        )

    @admin.display(description=_("where"), ordering="venue__order")
    def place(self, session: Session) -> str:
        return f"{session.venue}, {session.room}" if session.room else str(session.venue)

    @admin.display(description=_("state"), ordering="state")
    def standing(self, session: Session) -> str:
        """What is not as usual: its state, a placeholder hour, a missing language."""
        is_usual = session.state == SessionState.SCHEDULED
        lines = [] if is_usual else [(session.get_state_display(),)]
        if not session.time_confirmed:
            lines.append((gettext("hour to be confirmed"),))
        lines.append((self.languages_missing(session),))
        return format_html_join(SafeString("<br>"), "{}", lines)

    # --- Actions --------------------------------------------------------------------------

    @admin.action(description=_("Move to another venue"), permissions=["change"])
    def move_elsewhere(
        self, request: HttpRequest, queryset: QuerySet[Session]
    ) -> HttpResponse | None:
        """A venue falls out: its sessions go elsewhere together, after the question where."""
        form = answer_of(request, ElsewhereForm, queryset)
        if form.is_valid():
            self._say(request, move_sessions(session_ids=_ids(queryset), **form.cleaned_data))
            return None
        sessions = list(queryset.select_related("day", "venue", "room").order_by("starts_at", "pk"))
        title = ngettext(
            "Move %(count)d session to another venue",
            "Move %(count)d sessions to another venue",
            len(sessions),
        ) % {"count": len(sessions)}
        return ask_first(
            self,
            request,
            form=form,
            selection=queryset,
            title=title,
            explanation=gettext(
                "The public sees it once you publish; then everybody who booked one of these "
                "sessions gets one message, with the new place for the calendar. The history of "
                "each session keeps the old place."
            ),
            button=gettext("Move"),
            rows=(
                f"{format_day(row.day.date, 'j F')}, {localtime(row.starts_at):%H:%M} · "
                f"{row} · {self.place(row)}"
                for row in sessions
            ),
        )

    @admin.action(description=_("Cancel"), permissions=["change"])
    def cancel_sessions(self, request: HttpRequest, queryset: QuerySet[Session]) -> None:
        self._set_state(request, queryset, SessionState.CANCELLED)

    @admin.action(description=_("Schedule again"), permissions=["change"])
    def schedule_sessions(self, request: HttpRequest, queryset: QuerySet[Session]) -> None:
        self._set_state(request, queryset, SessionState.SCHEDULED)

    @admin.action(description=_("Hide"), permissions=["change"])
    def hide_sessions(self, request: HttpRequest, queryset: QuerySet[Session]) -> None:
        self._set_state(request, queryset, SessionState.HIDDEN)

    @admin.action(description=_("Confirm the start"), permissions=["change"])
    def confirm_starts(self, request: HttpRequest, queryset: QuerySet[Session]) -> None:
        self._say(request, confirm_start(session_ids=_ids(queryset)))

    def _set_state(
        self, request: HttpRequest, queryset: QuerySet[Session], state: SessionState
    ) -> None:
        self._say(request, set_session_state(session_ids=_ids(queryset), state=state))

    def _say(self, request: HttpRequest, changed: int) -> None:
        text = ngettext(
            "%(count)d session changed. The public sees it once you publish.",
            "%(count)d sessions changed. The public sees them once you publish.",
            changed,
        )
        self.message_user(request, text % {"count": changed}, messages.SUCCESS)


def _ids(queryset: QuerySet[Session]) -> list[int]:
    return list(queryset.values_list("pk", flat=True))


@admin.register(Speaker)
class SpeakerAdmin(ProgrammeAdmin):
    list_display = ("sort_name", "function_fr", "organisation_fr", "held", "languages_missing")
    search_fields = ("name", "sort_name", "organisation_fr", "organisation_en")
    list_filter = ("confidence",)
    key_source = "name"
    fieldsets = (
        (None, {"fields": (("name", "sort_name"), "slug", *both("function", "organisation"))}),
        (PROVENANCE[0], {**PROVENANCE[1], "fields": ("confidence", "source")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Speaker]:
        return super().get_queryset(request).annotate(session_count=Count("sessions"))

    @admin.display(description=_("sessions"), ordering="session_count")
    def held(self, speaker: Any) -> int:
        count: int = speaker.session_count
        return count

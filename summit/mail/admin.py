import textwrap
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from summit.ics import unfold_text
from summit.mail import services
from summit.mail.kinds import label_of
from summit.mail.models import OutgoingEmail
from summit.mail.previews import blank_links, preview_response

LISTING_WIDTH = 88
PARTS = ("text_body", "html_body", "calendar", "links")


class KindFilter(admin.SimpleListFilter):
    """The kinds that were written so far, by the names that their apps gave them."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[OutgoingEmail]
    ) -> list[tuple[str, str]]:
        kinds = OutgoingEmail.objects.order_by("kind").values_list("kind", flat=True).distinct()
        return sorted(((kind, label_of(kind)) for kind in kinds), key=lambda pair: pair[1])

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[OutgoingEmail]
    ) -> QuerySet[OutgoingEmail]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(OutgoingEmail)
class OutgoingEmailAdmin(admin.ModelAdmin):
    """Reading what was sent, and sending it again. Nothing here changes a message."""

    list_display = (
        "created_at",
        "state",
        "to",
        "kind_name",
        "attempts",
        "trouble",
        "sent_at",
    )
    list_filter = ("state", KindFilter, "language", "created_at")
    search_fields = ("to", "message_id")
    search_help_text = _("Address or Message-ID")
    list_per_page = 50
    show_full_result_count = False
    actions = ("send_again_selected",)
    change_form_template = "admin/mail/outgoingemail/change_form.html"
    fieldsets = (
        (None, {"fields": ("subject", "recipient", "sender", "kind_name", "language")}),
        (
            _("Delivery"),
            {
                "fields": (
                    "state",
                    "attempts",
                    "trouble",
                    "created_at",
                    "next_attempt_at",
                    "sent_at",
                    "message_id",
                    "resend_of",
                    "created_by",
                )
            },
        ),
        (_("Preview"), {"fields": ("html_preview",)}),
        (_("Text part"), {"fields": ("text_preview",)}),
        (_("Invitation"), {"fields": ("calendar_method", "calendar_preview")}),
    )
    readonly_fields = (
        "kind_name",
        "recipient",
        "sender",
        "trouble",
        "html_preview",
        "text_preview",
        "calendar_preview",
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: OutgoingEmail | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: OutgoingEmail | None = None) -> bool:
        return False

    def has_send_again_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("mail.send_again")

    def get_queryset(self, request: HttpRequest) -> QuerySet[OutgoingEmail]:
        queryset = super().get_queryset(request)
        match = request.resolver_match
        if match and match.url_name == "mail_outgoingemail_changelist":
            return queryset.defer(*PARTS)
        return queryset.select_related("resend_of", "created_by")

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/preview/", wrap(self.preview_view), name="mail_outgoingemail_preview"),
            path(
                "<int:pk>/send-again/",
                wrap(require_POST(self.send_again_view)),
                name="mail_outgoingemail_send_again",
            ),
            *super().get_urls(),
        ]

    @method_decorator(csp_update({"frame-src": [SELF]}))  # the preview is a page of its own
    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        context = {
            **(extra_context or {}),
            "title": _("Outgoing mail"),
            "subtitle": None,
            "may_send_again": self.has_send_again_permission(request),
        }
        return super().change_view(request, object_id, form_url, context)

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        email = get_object_or_404(OutgoingEmail, pk=pk)
        if not self.has_view_permission(request, email):
            raise PermissionDenied
        return preview_response(email)

    def send_again_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        email = get_object_or_404(OutgoingEmail, pk=pk)
        if not self.has_send_again_permission(request):
            raise PermissionDenied
        again = services.send_again(email, request.user)  # type: ignore[arg-type]
        self.message_user(request, _("The mail is on its way again."), messages.SUCCESS)
        return HttpResponseRedirect(again.get_absolute_url())

    @admin.action(description=_("Send again"), permissions=["send_again"])
    def send_again_selected(self, request: HttpRequest, queryset: QuerySet[OutgoingEmail]) -> None:
        for email in queryset:
            services.send_again(email, request.user)  # type: ignore[arg-type]
        count = len(queryset)
        self.message_user(
            request,
            ngettext(
                "%(count)d mail is on its way again.",
                "%(count)d mails are on their way again.",
                count,
            )
            % {"count": count},
            messages.SUCCESS,
        )

    @admin.display(description=_("kind"), ordering="kind")
    def kind_name(self, email: OutgoingEmail) -> str:
        return label_of(email.kind)

    @admin.display(description=_("to"))
    def recipient(self, email: OutgoingEmail) -> SafeString:
        return format_html("<bdi>{}</bdi> &lt;{}&gt;", email.to_name, email.to)

    @admin.display(description=_("from"))
    def sender(self, email: OutgoingEmail) -> SafeString:
        return format_html("<bdi>{}</bdi> &lt;{}&gt;", email.from_name, email.from_email)

    @admin.display(description=_("last error"), ordering="last_error")
    def trouble(self, email: OutgoingEmail) -> str:
        return gettext(email.last_error) if email.last_error else ""

    @admin.display(description=_("As the reader sees it"))
    def html_preview(self, email: OutgoingEmail) -> SafeString:
        return format_html(
            '<iframe sandbox src="{}" title="{}" width="680" height="820" loading="lazy"></iframe>',
            reverse("admin:mail_outgoingemail_preview", args=[email.pk]),
            email.subject,
        )

    @admin.display(description=_("Text part"))
    def text_preview(self, email: OutgoingEmail) -> SafeString:
        return _listing(blank_links(email, email.text_body))

    @admin.display(description=_("Invitation"))
    def calendar_preview(self, email: OutgoingEmail) -> SafeString | str:
        if not email.calendar:
            return "–"
        return _listing(blank_links(email, unfold_text(email.calendar)))


def _listing(text: str) -> SafeString:
    """Text as it stands, with long lines wrapped."""
    wrapped = (
        textwrap.wrap(line, LISTING_WIDTH, subsequent_indent="    ", drop_whitespace=False) or [""]
        for line in text.splitlines()
    )
    return format_html("<pre>{}</pre>", "\n".join(line for lines in wrapped for line in lines))

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from summit.edition.editing import ContentAdmin, both
from summit.newsletter.models import Newsletter, Subscription, SubscriptionState
from summit.newsletter.notifications import unsubscribe_link
from summit.newsletter.services.loading import FIELDS
from summit.spreadsheets import csv_response


@admin.register(Newsletter)
class NewsletterAdmin(ContentAdmin):
    list_display = ("title_fr", "title_en", "languages_missing")
    fieldsets = ((_("French and English"), {"fields": both(*FIELDS)}),)
    key_fields = ()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Newsletter.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Newsletter | None = None) -> bool:
        return False


@admin.register(Subscription)
class SubscriptionAdmin(admin.ModelAdmin):
    """Read only: an address enters and leaves by its owner’s own hand."""

    change_list_template = "admin/newsletter/subscription_list.html"
    list_display = ("email", "state", "language", "requested_at", "confirmed_at")
    list_filter = ("state", "language")
    search_fields = ("email", "email_key")
    date_hierarchy = "requested_at"
    show_full_result_count = False
    fields = (
        ("email", "language"),
        "state",
        "consent_text",
        ("requested_at", "mailed_at"),
        ("confirmed_at", "unsubscribed_at"),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Subscription | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.export_view)
        return [path("export/", view, name="newsletter_subscription_export"), *super().get_urls()]

    def export_view(self, request: HttpRequest) -> StreamingHttpResponse:
        """Whoever confirmed, among those that the list shows; nobody else may be written to."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        shown = self.get_changelist_instance(request).get_queryset(request)
        rows = _addresses(shown.filter(state=SubscriptionState.CONFIRMED).order_by("pk"))
        return csv_response(rows, filename=f"newsletter-{timezone.localtime():%Y-%m-%d-%H%M}.csv")

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        context = {"export_query": request.GET.urlencode(), **(extra_context or {})}
        return super().changelist_view(request, context)


def _addresses(rows: QuerySet[Subscription]) -> Iterator[list[Any]]:
    """With the link that each message must carry, in its text and as List-Unsubscribe."""
    yield [gettext("E-mail"), gettext("Language"), gettext("Confirmed"), gettext("Unsubscribe")]
    for row in rows.iterator(chunk_size=500):
        confirmed = f"{timezone.localtime(row.confirmed_at):%Y-%m-%d %H:%M}"
        yield [row.email, row.language, confirmed, unsubscribe_link(row).url(row.language)]

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from summit.edition.editing import ContentAdmin, both
from summit.newsletter.models import Newsletter, Subscription
from summit.newsletter.services.loading import FIELDS


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

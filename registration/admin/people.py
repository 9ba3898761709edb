"""What lists of places and bookings say of the person behind a row."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from registration.models import Booking, Place


class PersonRowsAdmin(admin.ModelAdmin):
    """The name leads to the person's own page, where everything is decided."""

    list_display_links = None
    search_fields = (
        "registration__first_name",
        "registration__last_name",
        "registration__email",
        "registration__organisation",
    )

    @admin.display(description=gettext_lazy("name"), ordering="registration__last_name")
    def person(self, row: Place | Booking) -> str:
        url = reverse("admin:registration_registration_change", args=[row.registration_id])
        return format_html('<a href="{}"><bdi>{}</bdi></a>', url, row.registration.full_name)

    @admin.display(description=gettext_lazy("organisation"))
    def organisation(self, row: Place | Booking) -> str:
        return row.registration.organisation

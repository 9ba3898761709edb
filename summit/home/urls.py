from django.urls import path

from summit.home.views import offline, pages

app_name = "home"

urlpatterns = [
    path("", pages.home, name="home"),
    path("business-day/", pages.business_day, name="business_day"),
    path("partners/", pages.partners, name="partners"),
    path("exhibitors/", pages.exhibitors, name="exhibitors"),
    path("announcements/", pages.announcements, name="announcements"),
    path("announcements/<slug:slug>/", pages.show_announcement, name="show_announcement"),
    path("contact/", pages.contact, name="contact"),
    path("privacy/", pages.legal_page, {"page": "privacy"}, name="privacy"),
    path("accessibility/", pages.legal_page, {"page": "accessibility"}, name="accessibility"),
    path("legal-notice/", pages.legal_page, {"page": "legal-notice"}, name="legal_notice"),
    path("offline/", offline.offline, name="offline"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("site-map/", pages.site_map, name="site_map"),
]

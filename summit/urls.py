from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("summit.home.root_urls")),
    path("", include("summit.mail.urls")),
]

urlpatterns += i18n_patterns(
    path("admin/", admin.site.urls),
    path("account/", include("summit.accounts.urls")),
    path("agenda/", include("agenda.urls")),
    path("faq/", include("faq.urls")),
    path("newsletter/", include("summit.newsletter.urls")),
    path("registration/", include("registration.urls")),
    path("", include("summit.home.urls")),
)

if settings.SUMMIT_STYLE_GUIDE:
    urlpatterns += i18n_patterns(path("style-guide/", include("summit.design.urls")))

handler400 = "summit.home.views.errors.bad_request"
handler403 = "summit.home.views.errors.permission_denied"
handler404 = "summit.home.views.errors.page_not_found"
handler500 = "summit.home.views.errors.server_error"

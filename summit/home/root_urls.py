from django.urls import path

from summit.home.views import root

urlpatterns = [
    path("", root.front_door, name="front_door"),
    path("robots.txt", root.robots, name="robots"),
    path("sitemap.xml", root.sitemap, name="sitemap"),
    path("favicon.ico", root.favicon, name="favicon"),
]

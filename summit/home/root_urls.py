from django.urls import path

from summit.home.views import offline, root

urlpatterns = [
    path("", root.front_door, name="front_door"),
    path("robots.txt", root.robots, name="robots"),
    path("sitemap.xml", root.sitemap, name="sitemap"),
    path("worker.js", offline.worker, name="worker"),
    path("favicon.ico", root.favicon, name="favicon"),
]

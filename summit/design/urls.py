from django.urls import path

from summit.design.views import StyleGuide

app_name = "design"

urlpatterns = [path("", StyleGuide.as_view(), name="style_guide")]

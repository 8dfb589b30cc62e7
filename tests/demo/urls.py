"""The platform's addresses with the demo's own door, which settings without DEMO leave out."""

from django.urls import include, path

from citydiplomacy import urls as platform

urlpatterns = [path("demo/", include("demo.urls")), *platform.urlpatterns]

handler400 = platform.handler400
handler403 = platform.handler403
handler404 = platform.handler404
handler500 = platform.handler500

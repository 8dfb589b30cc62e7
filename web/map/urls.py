from django.urls import path

from web.map import views

app_name = "map"

urlpatterns = [
    path("", views.index, name="index"),
    path("change/<str:activity>/", views.change, name="change"),
    path("<int:number>/", views.version, name="version"),
    path("<int:number>/adopt/", views.adopt, name="adopt"),
    path("<int:number>/reject/", views.reject, name="reject"),
]

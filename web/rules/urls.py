from django.urls import path

from web.rules import views

app_name = "rules"

urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.propose, name="propose"),
    path("<int:number>/", views.detail, name="detail"),
    path("<int:number>/adopt/", views.adopt, name="adopt"),
]

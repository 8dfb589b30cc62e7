from django.urls import path

from web.policies import views

app_name = "policies"

urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.propose, name="propose"),
    path("<int:number>/", views.detail, name="detail"),
    path("<int:number>/adopt/", views.adopt, name="adopt"),
    path("<int:number>/turn-down/", views.turn_down, name="turn_down"),
]

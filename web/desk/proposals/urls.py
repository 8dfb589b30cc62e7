from django.urls import path

from web.desk.proposals import views

urlpatterns = [
    path("cases/<uuid:reference>/put/<uuid:pledge>/", views.put, name="put"),
    path("trinnings/<uuid:reference>/put/", views.put_trinning, name="put_trinning"),
    path("proposals/<uuid:reference>/", views.detail, name="proposal"),
    path("proposals/<uuid:reference>/retract/", views.retract, name="retract_proposal"),
]

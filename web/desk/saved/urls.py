from django.urls import path

from web.desk.saved import views

urlpatterns = [
    path("views/", views.index, name="saved_views"),
    path("views/new/", views.save, name="save_view"),
    path("views/<uuid:reference>/rename/", views.rename, name="rename_view"),
    path("views/<uuid:reference>/begin/", views.begin, name="begin_with_view"),
    path("views/<uuid:reference>/delete/", views.delete, name="delete_view"),
]

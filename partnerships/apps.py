"""The app of what follows an introduction."""

from django.apps import AppConfig


class PartnershipsConfig(AppConfig):
    """What follows an introduction: members, activities, results."""

    name = "partnerships"
    verbose_name = "partnerships"

from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    """The thematic map and its versions."""

    name = "activities"
    verbose_name = "activities"

"""The app of the partner API."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The same selectors and services as the pages, for machines."""

    name = "api"
    verbose_name = "partner API"

"""The app of the Congress's own answers."""

from django.apps import AppConfig


class CongressConfig(AppConfig):
    """What the Congress itself can answer when other municipalities cannot."""

    name = "congress"
    verbose_name = "congress"

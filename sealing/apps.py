"""The app of what people wrote and must not be read in a stolen database."""

from django.apps import AppConfig


class SealingConfig(AppConfig):
    """Keys of single cases, and the sealing and opening of what was written under them."""

    name = "sealing"
    verbose_name = "sealing"

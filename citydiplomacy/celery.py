"""The Celery application; workers and beat start from here."""

import logging.config
import os

from celery import Celery
from celery.signals import setup_logging
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "citydiplomacy.settings")

app = Celery("citydiplomacy")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def _log_as_everywhere_else(**_signal: object) -> None:
    """Keep Celery from adding handlers of its own: they would print arguments and results."""
    logging.config.dictConfig(settings.LOGGING)

"""The settings with the one application that only the checks need."""

from citydiplomacy.settings import *  # noqa: F403 - a copy of everything is the point
from citydiplomacy.settings import INSTALLED_APPS as _INSTALLED_APPS

INSTALLED_APPS = [*_INSTALLED_APPS, "django_migration_linter"]

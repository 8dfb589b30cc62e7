#!/usr/bin/env python3
"""Django's door. `python3 dev.py manage ...` opens it with the services of the machine."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "citydiplomacy.settings")
    execute_from_command_line(sys.argv)

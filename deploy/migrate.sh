#!/bin/sh
# Run once at every start, before web, worker and beat. Stops at the first thing that is wrong.
set -eu
python manage.py migrate --noinput
python manage.py check --deploy --fail-level WARNING --database default

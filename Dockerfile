# One image for web, worker, beat and migrate; docker-compose.yml says which is which.

FROM python:3.13-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PATH="/opt/venv/bin:$PATH"
WORKDIR /srv/citydiplomacy
RUN python -m venv /opt/venv
COPY requirements/production.txt requirements/production.txt
RUN pip install --require-hashes --only-binary :all: -r requirements/production.txt
# Only what .dockerignore lets through: the code, the texts, the static files.
COPY . .
RUN pybabel compile --domain django --directory locale \
    && SECRET_KEY=used-for-this-one-command-only \
       SEALING_KEYS=build:0000000000000000000000000000000000000000000000000000000000000000 \
       LOOKUP_KEY=used-for-this-one-command-only \
       DATABASE_URL=postgresql://nobody@nowhere.invalid/none \
       REDIS_URL=redis://nowhere.invalid \
       STATIC_ROOT=/srv/citydiplomacy/build/static \
       python manage.py collectstatic --noinput \
    && python -m compileall -q /opt/venv /srv/citydiplomacy

FROM python:3.13-slim-bookworm
ENV PATH="/opt/venv/bin:$PATH" PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    STATIC_ROOT=/srv/citydiplomacy/build/static \
    BEAT_SCHEDULE_FILE=/tmp/beat-schedule NUMBA_CACHE_DIR=/tmp/numba \
    WEB_BIND=0.0.0.0:8000
RUN useradd --uid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin platform
COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv/citydiplomacy /srv/citydiplomacy
WORKDIR /srv/citydiplomacy
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=6s --start-period=30s --retries=4 \
    CMD ["python", "deploy/healthcheck.py"]
CMD ["gunicorn", "--config", "deploy/gunicorn.conf.py", "citydiplomacy.wsgi"]

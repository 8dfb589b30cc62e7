"""The one settings file; everything that differs between places comes from the environment."""

from pathlib import Path
from typing import Final

from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from attachments.engine.limits import MOST_BYTES
from citydiplomacy.environment import (
    broker,
    database,
    env,
    env_flag,
    env_list,
    optional_secret,
    secret,
)
from citydiplomacy.logs import logging_config
from sealing.engine.keyring import read_keyring

BASE_DIR: Final = Path(__file__).resolve().parent.parent

DEBUG = env_flag("DEBUG", default=False)
DEMO = env_flag("DEMO", default=False)  # sign-in buttons and the invented story; never on real data
STYLE_PAGE = DEBUG or DEMO  # /style/, for those who build pages
SECURE = env_flag("SECURE", default=not DEBUG)  # served over HTTPS
SOURCE_URL = env("SOURCE_URL", "")  # where this installation's source code lies (AGPL, section 13)
SECRET_KEY = secret("SECRET_KEY")
SEALING_KEYS = read_keyring(secret("SEALING_KEYS"))  # what people wrote is sealed under these
LOOKUP_KEY = secret("LOOKUP_KEY")  # finds what is sealed again, without opening it
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "citydiplomacy",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "csp",
    "pgtrigger",
    "audit",
    "sealing",
    "places",
    "accounts",
    "evidence",
    "activities",
    "prerequisites",
    "matching",
    "congress",
    "attachments",
    "partnerships",
    "notices",
    "intake",
    "publication",
    "partnercalls",
    "webhooks",
    "api",
    "web",
    *(["demo"] if DEMO else []),
]

MIDDLEWARE = [
    # The first six also dress the refusals of those below them.
    "citydiplomacy.middleware.LogEveryAnswer",
    "citydiplomacy.middleware.ProtectEveryAnswer",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "citydiplomacy.middleware.RefuseBrokenText",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pads each answer at random: docs/adr/0017
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "citydiplomacy.urls"
WSGI_APPLICATION = "citydiplomacy.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "web.context.platform",
                *(["demo.context.accounts"] if DEMO else []),
            ],
        },
    },
]

DATABASES = {"default": database(secret("DATABASE_URL"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = secret("REDIS_URL")  # redis://, rediss:// or unix:///path?db=0
CACHES = {
    # Counts for the limits on signing in; nothing that may not be lost.
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "citydiplomacy",
    }
}

# Sign-in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "accounts.adapter.InvitationOnly"
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are made by invitation, never by mail alone
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_SESSION_REMEMBER = False  # on a machine that someone takes away, the session is over
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60  # seconds; a fresh factor for what is delicate
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if SECURE else 0  # deploy/nginx.conf.template writes the header
ACCOUNT_RATE_LIMITS = {
    # By account first: behind one address there may be a whole country.
    "login": "300/m/ip",
    "login_failed": "60/m/ip,10/15m/key",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "manage_email": "5/m/user",
    "reset_password": False,
    "reset_password_from_key": "20/m/ip",
    "signup": False,
    "confirm_email": False,
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an address proves nothing here; the invitation does
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "web:start"
LOGOUT_REDIRECT_URL = "web:home"
EMAIL_BACKEND = env("EMAIL_BACKEND", "django.core.mail.backends.dummy.EmailBackend")
EMAIL_HOST = env("EMAIL_HOST", "localhost")
EMAIL_PORT = int(env("EMAIL_PORT", "25"))
EMAIL_HOST_USER = env("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = optional_secret("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env_flag("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 10  # seconds; a mail server that hangs holds up one mail, never the worker
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", "no-reply@localhost")
FRONT_PAGE_URL = env("FRONT_PAGE_URL", "")  # the only address that stands in a mail

# Webhooks: the ports that an endpoint may name. Over HTTPS no message ever goes to loopback.
WEBHOOK_PORTS = frozenset(map(int, env_list("WEBHOOK_PORTS", "443")))
WEBHOOK_TO_LOOPBACK = env_flag("WEBHOOK_TO_LOOPBACK", default=DEMO) and not SECURE

# Cookies and transport (docs/safety.md)
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
SESSION_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "web.public.views.csrf_failure"
LANGUAGE_COOKIE_NAME = "__Host-language" if SECURE else "language"
LANGUAGE_COOKIE_SECURE = SECURE
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
# With "no-referrer" browsers send `Origin: null` with a form, and every form would be refused.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
DATA_UPLOAD_MAX_NUMBER_FILES = 1
FILE_UPLOAD_HANDLERS = ["citydiplomacy.uploads.InMemoryOnly"]
FILE_UPLOAD_MAX_MEMORY_SIZE = MOST_BYTES + 100_000  # a whole form with its one file

# Languages
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", _("English")),
    ("fr", _("French")),
    ("uk", _("Ukrainian")),
    ("ar", _("Arabic")),
]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Paris"  # Strasbourg: the deadlines of the secretariat are its working days

# Files
STATIC_URL = "/static/"
STATIC_ROOT = Path(env("STATIC_ROOT", str(BASE_DIR / "build" / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}

# Public cards: after its author has approved it, a card waits so many days, drawn by chance
# (docs/operations.md); a wait that everybody knew would tell when it was approved.
PUBLICATION_DAYS_LEAST = int(env("PUBLICATION_DAYS_LEAST", "2"))
PUBLICATION_DAYS_MOST = int(env("PUBLICATION_DAYS_MOST", "9"))

# Who publishes the figures as an IATI file (docs/operations.md). Without an identifier there is no
# file: a register of organisations gives it out, and nobody makes one up. The demo has an example.
IATI_REPORTING_ORG = env("IATI_REPORTING_ORG", "XX-EXAMPLE-CITY-DIPLOMACY" if DEMO else "")
IATI_REPORTING_ORG_NAME = env("IATI_REPORTING_ORG_NAME", "Example, not a publisher" if DEMO else "")
IATI_REPORTING_ORG_TYPE = env("IATI_REPORTING_ORG_TYPE", "90" if DEMO else "")
IATI_PROGRAMME_START = env("IATI_PROGRAMME_START", "2026-01-01" if DEMO else "")

# Celery: the bell. PostgreSQL keeps what must happen (audit/models.py).
CELERY_BROKER_URL = broker(REDIS_URL)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {
    "audit.tasks.*": {"queue": "outbox"},
    "matching.tasks.*": {"queue": "matching"},
}
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 2,
    # A person waits while the bell is rung: kombu's own pauses would make that six seconds.
    "max_retries": 1,
    "interval_start": 0.1,
    "interval_step": 0.1,
    "interval_max": 0.2,
}
CELERY_BEAT_SCHEDULE = {
    # A sweep or a probe that nobody took in time is worth nothing: the next one does its work.
    "deliver the outbox": {
        "task": "audit.tasks.deliver_outbox",
        "schedule": 2.0,
        "options": {"expires": 10},
    },
    "probe the worker": {
        "task": "audit.tasks.probe",
        "schedule": 20.0,
        "options": {"expires": 60},
    },
    "look again at every verdict": {
        "task": "prerequisites.tasks.look_again",
        "schedule": crontab(hour="3", minute="10"),
        "options": {"expires": 6 * 60 * 60},
    },
    "let pairs be proposed again": {
        "task": "matching.tasks.tell_what_is_over",
        "schedule": crontab(hour="0", minute="20"),
        "options": {"expires": 6 * 60 * 60},
    },
    "ask who still needs help": {
        "task": "matching.tasks.ask_who_still_needs_help",
        "schedule": crontab(hour="4", minute="40"),
        "options": {"expires": 6 * 60 * 60},
    },
    "stop activities whose verdict has gone stale": {
        "task": "partnerships.tasks.stop_what_expired",
        "schedule": crontab(hour="0", minute="30"),
        "options": {"expires": 6 * 60 * 60},
    },
    "publish the figures of a quarter": {
        "task": "partnerships.tasks.publish_results",
        "schedule": crontab(hour="5", minute="10"),
        "options": {"expires": 6 * 60 * 60},
    },
    "send mails": {
        "task": "notices.tasks.send_mails",
        "schedule": 30.0,
        "options": {"expires": 25},
    },
    "send webhooks": {
        "task": "webhooks.tasks.send_messages",
        "schedule": 5.0,
        "options": {"expires": 4},
    },
    "forget old drafts": {
        "task": "intake.tasks.forget_drafts",
        "schedule": crontab(hour="2", minute="40"),
        "options": {"expires": 6 * 60 * 60},
    },
    "forget old tokens and answers": {
        "task": "api.tasks.forget_what_is_over",
        "schedule": crontab(minute="25"),
        "options": {"expires": 30 * 60},
    },
    "move the public list": {
        "task": "publication.tasks.publish_due",
        "schedule": crontab(hour="5", minute="20"),
        "options": {"expires": 6 * 60 * 60},
    },
    "let partner calls lapse": {
        "task": "partnercalls.tasks.lapse",
        "schedule": crontab(hour="0", minute="40"),
        "options": {"expires": 6 * 60 * 60},
    },
    "let proposals lapse": {
        "task": "matching.tasks.lapse_proposals",
        "schedule": 300.0,
        "options": {"expires": 240},
    },
    "tend the clocks of appeals": {
        "task": "matching.tasks.tend_clocks",
        "schedule": 600.0,
        "options": {"expires": 540},
    },
}
CELERY_BEAT_SCHEDULE_FILENAME = env("BEAT_SCHEDULE_FILE", "celerybeat-schedule")

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "api.authentication.Bearer",
        "api.authentication.Session",
    ],
    "DEFAULT_PERMISSION_CLASSES": [
        "rest_framework.permissions.IsAuthenticated",
        "api.doors.WithinScope",
    ],
    "DEFAULT_THROTTLE_CLASSES": ["api.doors.Quota"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["api.parsers.BoundedJSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["api.v1.filters.DeclaredFilters"],
    "DEFAULT_PAGINATION_CLASS": "api.pagination.NewestFirst",
    "DEFAULT_SCHEMA_CLASS": "api.v1.schema.Description",
    "DEFAULT_METADATA_CLASS": None,  # OPTIONS would tell of fields beside the schema
    "EXCEPTION_HANDLER": "api.errors.answer",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "City diplomacy",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "POSTPROCESSING_HOOKS": [],  # lists of codes stay where they are used: their names repeat
}

LOGGING = logging_config(level=env("LOG_LEVEL", "INFO"))

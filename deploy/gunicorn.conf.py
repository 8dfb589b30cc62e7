"""How the web server runs: `gunicorn --config deploy/gunicorn.conf.py citydiplomacy.wsgi`."""

from citydiplomacy.environment import env
from citydiplomacy.logs import logging_config

bind = env("WEB_BIND", "127.0.0.1:8000")
workers = int(env("WEB_WORKERS", "3"))
worker_class = "gthread"
threads = int(env("WEB_THREADS", "4"))

timeout = 30
graceful_timeout = 30
keepalive = 15  # longer than the proxy keeps its idle connections
max_requests = 5_000  # a slow leak ends here, not at night
max_requests_jitter = 500
worker_tmp_dir = "/dev/shm"  # noqa: S108  # the heartbeat of a worker must not wait for a disk

limit_request_line = 8_190
limit_request_fields = 60
limit_request_field_size = 8_190
forwarded_allow_ips = env("WEB_PROXIES", "127.0.0.1")
control_socket_disable = True  # a door that nobody needs

# No access log here: it can only tell paths and addresses. The first middleware tells routes.
accesslog = None
logconfig_dict = logging_config(level=env("LOG_LEVEL", "INFO"))

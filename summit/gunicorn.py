"""`gunicorn --config python:summit.gunicorn summit.wsgi`: the web server of a deployment.

WEB_CONCURRENCY, which gunicorn reads itself, says how many processes there are.
"""

from django.conf import settings

bind = "0.0.0.0:8000"
worker_class = "summit.operations.web_worker.Worker"
threads = 8
# Loaded once before the fork: what is wrong with the settings ends the start.
preload_app = True
# A worker that a request keeps busy for half a minute is lost.
timeout = 30
graceful_timeout = 25
# Longer than the proxy keeps an idle connection.
keepalive = 75
max_requests, max_requests_jitter = 20_000, 2_000
worker_tmp_dir = "/dev/shm"  # noqa: S108 - a heartbeat file that must not wait for a disk
# The site itself answers what is too long for a search, up to the most that gunicorn reads.
limit_request_line, limit_request_fields = 8190, 60
# The site logs each request itself, by the name of its route; a path may hold a personal link.
accesslog = None
# No door for commands beside the signals.
control_socket_disable = True
logconfig_dict = {
    **settings.LOGGING,
    "loggers": {"gunicorn.error": {"level": "INFO", "propagate": True, "handlers": []}},
}

"""No middleware, no session, no signed-in user; a database, a queue and a mail server."""

import os

import environ

env = environ.Env()

SECRET_KEY = os.environ["SECRET_KEY"]
DEBUG = False
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = ["tests.bench.least"]
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "tests.bench.least.urls"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates"}]
DATABASES = {
    "default": {
        **env.db_url_config(os.environ["LEAST_DATABASE_URL"]),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CELERY_BROKER_URL = os.environ["LEAST_REDIS_URL"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
vars().update(env.email_url_config(os.environ["EMAIL_URL"]))
EMAIL_TIMEOUT = 10
USE_TZ = True

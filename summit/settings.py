"""Settings of every deployment; each difference between them is an environment variable.

SECRET_KEY and SITE_URL have no default, so that a production start without them stops with
a message naming the variable. docs/settings.md lists all variables.
"""

from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from summit.environment import Environment

BASE_DIR = Path(__file__).resolve().parent.parent

env = Environment(BASE_DIR / ".env")
ENVIRONMENT_PROBLEMS = env.problems

VAR_DIR = Path(env.text("SUMMIT_VAR_DIR", str(BASE_DIR / "var")))

# --- Security -------------------------------------------------------------------------------

SECRET_KEY = env.required("SECRET_KEY", "Give it 50 random characters or more.")
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
DEBUG = env.switch("DEBUG")

SITE_URL = env.address("SITE_URL", "Write the public address, such as https://summit.example")
_site = urlsplit(SITE_URL)
HTTPS = _site.scheme == "https"
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", [_site.hostname or ""])
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS", [SITE_URL])
TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXY_COUNT", 0)

SECURE_SSL_REDIRECT = env.switch("SECURE_SSL_REDIRECT", default=HTTPS)
# A balancer asks each process by its own address, without https.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^readyz/web$"]
SECURE_HSTS_SECONDS = env.number("SECURE_HSTS_SECONDS", 31_536_000 if HTTPS else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY_COUNT else None
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
if HTTPS:
    # Browsers take such a cookie only from this very host over https, so none can be planted.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "summit.home.views.errors.csrf_failure"
# A field of 2 MB, percent-encoded, still reaches its form and gets an answer in words.
DATA_UPLOAD_MAX_MEMORY_SIZE = 8_000_000
# The longest list that is edited in place shows 200 rows of five fields.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1500

# 'self' only; the two pages of organisers that need more add it themselves.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# --- Applications ---------------------------------------------------------------------------

INSTALLED_APPS = [
    "modeltranslation",
    "summit.design",
    "summit.edition",
    "summit.accounts",
    "summit.mail",
    "summit.newsletter",
    "agenda",
    "faq",
    "registration",
    "registration.checkin",
    "summit.operations",
    "summit.home",
    "summit.accounts.apps.SummitAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "crispy_forms",
    "crispy_bootstrap5",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "auditlog",
]

MIDDLEWARE = [
    # What stands above the files and the health answers holds for them as well.
    "summit.operations.middleware.RequestLogMiddleware",
    "summit.operations.middleware.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "agenda.middleware.KeptPagesMiddleware",
    "summit.operations.middleware.PolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "summit.operations.middleware.HealthMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]

ROOT_URLCONF = "summit.urls"
WSGI_APPLICATION = "summit.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "summit.edition.context_processors.edition",
            ],
            "builtins": ["summit.design.templatetags.design"],
        },
    }
]

CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- Data -----------------------------------------------------------------------------------

DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{VAR_DIR}/summit.sqlite3")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # SQLite ignores select_for_update; taking the write lock at BEGIN is the guard there.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.number("CONN_MAX_AGE", 60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # A transaction that hangs holds nobody up for ever: who waits for it gets a 503 in time, and
    # one that does nothing any more is ended. In seconds; 0 is no limit.
    _limits = {
        "lock_timeout": env.number("DATABASE_LOCK_SECONDS", 10),
        "statement_timeout": env.number("DATABASE_STATEMENT_SECONDS", 20),
        "idle_in_transaction_session_timeout": env.number("DATABASE_IDLE_SECONDS", 30),
    }
    _options = DATABASES["default"].setdefault("OPTIONS", {})
    _said = [_options.get("options", ""), *(f"-c {k}={s}s" for k, s in _limits.items() if s)]
    _options["options"] = " ".join(filter(None, _said))
    if env.switch("PREPARED_STATEMENTS", default=True):
        # What a connection asks for the sixth time is not read and planned anew.
        _options |= {"server_side_binding": True, "prepare_threshold": 5}

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.redis("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "summit.cache.ResilientRedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},
    }
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

# --- Sign-in --------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_request_login_code"
LOGIN_REDIRECT_URL = "registration:my_space"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SUMMIT_STAFF_MFA = env.switch("SUMMIT_STAFF_MFA", default=True)
LOGOUT_REDIRECT_URL = "home:home"
ACCOUNT_ADAPTER = "summit.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
# A mail leaves for every address, so that the time of the answer tells nothing of it.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_LOGOUT_REDIRECT_URL = LOGOUT_REDIRECT_URL
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": "30/m/ip,5/300s/key",
    # Each sends a mail: nobody fills a stranger's mailbox.
    "reset_password": "20/m/ip,5/m/key,10/h/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
ACCOUNT_FORMS = {
    "login": "summit.accounts.staff_forms.LoginForm",
    "reset_password": "summit.accounts.staff_forms.ResetPasswordForm",
    "reset_password_from_key": "summit.accounts.staff_forms.ResetPasswordKeyForm",
    "change_password": "summit.accounts.staff_forms.ChangePasswordForm",
    "reauthenticate": "summit.accounts.staff_forms.ReauthenticateForm",
}
MFA_FORMS = {
    "authenticate": "summit.accounts.staff_forms.SecondFactorForm",
    "reauthenticate": "summit.accounts.staff_forms.SecondFactorAgainForm",
    "activate_totp": "summit.accounts.staff_forms.ActivateForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Summit"

# --- Languages and time ---------------------------------------------------------------------

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
MODELTRANSLATION_DEFAULT_LANGUAGE = "fr"
MODELTRANSLATION_ENABLE_FALLBACKS = False
USE_TZ = True
TIME_ZONE = "Europe/Paris"
FORMAT_MODULE_PATH = "summit.formats"

# --- Static files ---------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_ALLOW_ALL_ORIGINS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "summit.design.storage.FingerprintedFiles"},
}

# --- Mail and background work ---------------------------------------------------------------

EMAIL_BACKEND = "summit.mail.backends.EmlFileBackend"
vars().update(env.mail("EMAIL_URL"))
EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", f"summit@{_site.hostname}")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# A frozen broker must not hold a request: publishing is a wake-up call, not the record.
CELERY_BROKER_URL = REDIS_URL or None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_timeout": 0.5,
    "socket_connect_timeout": 0.5,
    "max_retries": 1,
    # kombu would sleep two seconds before its one retry.
    "interval_start": 0,
    "interval_step": 0.05,
    "interval_max": 0.1,
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_TIMEZONE = "UTC"
# What a wake-up missed leaves within seconds; a sweep that waited too long is dropped.
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "summit.mail.tasks.sweep", "schedule": 10.0, "options": {"expires": 9}},
}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")

# --- Product --------------------------------------------------------------------------------

SUMMIT_REHEARSAL = env.switch("SUMMIT_REHEARSAL")
# A form sent back sooner than this after it was opened is shown again; 0 switches it off.
SUMMIT_FORM_MIN_SECONDS = env.number("SUMMIT_FORM_MIN_SECONDS", 2)
# Who checks the senders of calendar replies: the authserv-id that our own mail server writes into
# Authentication-Results (RFC 8601). Empty: the secret UID of the invitation alone is trusted.
SUMMIT_REPLY_AUTHSERV_ID = env.text("SUMMIT_REPLY_AUTHSERV_ID")
# Off: browsers that kept pages to be read without a connection throw them away.
SUMMIT_OFFLINE = env.switch("SUMMIT_OFFLINE", default=True)
SUMMIT_STYLE_GUIDE = env.switch("SUMMIT_STYLE_GUIDE", default=DEBUG)
# Whether a link of the content to no known page is an error, or only its words.
SUMMIT_STRICT_LINKS = DEBUG
# Page names that editors may use as link targets in content.
SUMMIT_PAGE_ROUTES = {
    "home": "home:home",
    "agenda": "agenda:day_list",
    "themes": "agenda:theme_list",
    "speakers": "agenda:speaker_list",
    "venues": "agenda:venue_list",
    "business-day": "home:business_day",
    "exhibitors": "home:exhibitors",
    "partners": "home:partners",
    "registration": "registration:register",
    "faq": "faq:question_list",
    "announcements": "home:announcements",
    "newsletter": "newsletter:subscribe",
    "privacy": "home:privacy",
    "accessibility": "home:accessibility",
    "legal-notice": "home:legal_notice",
}

# Lines of JSON for a machine that gathers them, words for a person at a terminal.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "summit.operations.logs.JsonFormatter"},
        "text": {"()": "summit.operations.logs.TextFormatter"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": env.choice("LOG_FORMAT", ("json", "text"), "text" if DEBUG else "json"),
        }
    },
    "root": {
        "handlers": ["console"],
        "level": env.choice("LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), "INFO"),
    },
    # Django's own handlers would write the path, which holds the signature of personal links.
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.db.backends": {"level": "WARNING"},
    },
}

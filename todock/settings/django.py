"""Django's own settings: the machine, its servers, sessions, security, languages, mail, logs."""

from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from todock.env import BASE_DIR, PRODUCTION, env, secret
from todock.local import addresses
from todock.settings.sign_in import OIDC_ISSUER

# The machine

VAR_DIR = env.path("TODOCK_VAR", BASE_DIR / "var")
DEBUG = env.bool("DEBUG", False)
SECRET_KEY = secret("SECRET_KEY", "bare-machine-only-" + "x" * 50)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
SITE_URL = env.str("SITE_URL", f"http://localhost:{env.int('PORT', 8000)}").rstrip("/")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", [SITE_URL] if PRODUCTION else [])
HTTPS = env.bool("HTTPS", PRODUCTION)
#: Proxies of ours in front, each of which appends to X-Forwarded-For; 0: REMOTE_ADDR counts.
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 0)

INSTALLED_APPS = [
    "todock.admin.TodockAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "template_partials",
    "csp",
    "todock.feeds",
    "todock.post",
    "members",
    "members.joining",
    "catalog",
    "points",
    "orders",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "todock.storefront.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "members.middleware.MemberMiddleware",
    "orders.middleware.RoundMiddleware",
]

ROOT_URLCONF = "todock.urls"
WSGI_APPLICATION = "todock.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "todock.lib.templatetags.todock",
                "template_partials.templatetags.partials",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "todock.storefront.context_processors.round_now",
                "todock.storefront.context_processors.contact",
            ],
        },
    }
]

# Database: PostgreSQL only

DATABASE_URL = env.str("DATABASE_URL", "")
DATABASES = {"default": env.dj_db_url("DATABASE_URL", addresses.database_url(VAR_DIR, "todock"))}
#: A statement that runs longer is stopped. The closing job waits this long after a deadline.
STATEMENT_TIMEOUT_SECONDS = env.int("STATEMENT_TIMEOUT_SECONDS", 10)
DATABASES["default"]["OPTIONS"] = {
    **DATABASES["default"].get("OPTIONS", {}),
    "options": f"-c statement_timeout={STATEMENT_TIMEOUT_SECONDS}s -c lock_timeout="
    f"{STATEMENT_TIMEOUT_SECONDS}s -c timezone=UTC",
    # Statements that a connection sends again and again are planned once.
    "server_side_binding": True,
    "prepare_threshold": 3,
}
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", 60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Redis: cache, broker, rate limits

REDIS_URL = env.str("REDIS_URL", addresses.redis_url(VAR_DIR))
CACHES = {
    "default": {
        "BACKEND": "todock.cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "todock",
        "TIMEOUT": 60 * 60,
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
    }
}
RATE_LIMIT_STORAGE = REDIS_URL.replace("unix://", "redis+unix://", 1)

# Jobs

CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "socket_timeout": 5,
    "socket_connect_timeout": 5,
}
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0.2}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")

# Files: pictures are public, feeds are private

AWS_BUCKET = env.str("S3_BUCKET", "")
FEEDS_BUCKET = env.str("S3_FEEDS_BUCKET", AWS_BUCKET)
S3_OPTIONS = {
    "endpoint_url": env.str("S3_ENDPOINT_URL", "") or None,
    "region_name": env.str("S3_REGION", "ap-northeast-1"),
    "access_key": env.str("S3_ACCESS_KEY", "") or None,
    "secret_key": env.str("S3_SECRET_KEY", "") or None,
}
MEDIA_ROOT = VAR_DIR / "media"
MEDIA_URL = env.str("MEDIA_URL", "/media/")


def _pictures_elsewhere() -> str:
    """Where browsers find the pictures when not at our own address; else ''."""
    if "//" in MEDIA_URL:
        address = urlsplit(MEDIA_URL, "https")
        return f"{address.scheme}://{address.netloc}"
    if not AWS_BUCKET:
        return ""
    if S3_OPTIONS["endpoint_url"]:
        return f"{S3_OPTIONS['endpoint_url'].rstrip('/')}/{AWS_BUCKET}"
    return f"https://{AWS_BUCKET}.s3.{S3_OPTIONS['region_name']}.amazonaws.com"


_PICTURES = urlsplit(_pictures_elsewhere())


def _storage(bucket: str, folder: str, **s3: object) -> dict:
    """A bucket where one is configured, else a folder under ``var``."""
    if bucket:
        return {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {**S3_OPTIONS, "bucket_name": bucket, **s3},
        }
    return {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / folder, "base_url": MEDIA_URL},
    }


STORAGES = {
    "default": _storage(
        AWS_BUCKET,
        "media",
        querystring_auth=False,
        file_overwrite=True,
        location="media",
        url_protocol=f"{_PICTURES.scheme}:",
        custom_domain=_PICTURES.netloc + _PICTURES.path,
    ),
    "feeds": _storage(FEEDS_BUCKET, "feeds", file_overwrite=True, location="feeds"),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", VAR_DIR / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = DEBUG

# Sessions

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "todock_session"
SESSION_COOKIE_AGE = env.int("SESSION_DAYS", 30) * 24 * 60 * 60
# No cookie besides the four that the help page names.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "todock_csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "todock.views.form_expired"

# Security headers

SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
_PICTURES_ORIGIN = [f"{_PICTURES.scheme}://{_PICTURES.netloc}"] if _PICTURES.netloc else []
_OIDC_ORIGIN = "{0.scheme}://{0.netloc}".format(urlsplit(OIDC_ISSUER))
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", *_PICTURES_ORIGIN],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        # Sign-in and sign-out are forms that lead on to the identity provider.
        "form-action": [SELF, _OIDC_ORIGIN],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

# Language and time: instants in UTC, shown in Japan time

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "todock_language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = False

# Mail: files under var/mail on a bare machine

EMAIL_BACKEND = env.str("EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_HOST = env.str("EMAIL_HOST", "localhost")
EMAIL_PORT = env.int("EMAIL_PORT", 587)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", True)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "トドック <noreply@todock.example.jp>")

# Messages to staff

#: Incoming webhook of Slack; empty: messages to staff are shown in the log.
SLACK_WEBHOOK_URL = env.str("SLACK_WEBHOOK_URL", "")
SLACK_TIMEOUT_SECONDS = env.int("SLACK_TIMEOUT_SECONDS", 5)

# Feeds and pictures: limits of what is read

FEED_ENCODINGS = env.dict("FEED_ENCODINGS", {})
PICTURE_MAX_BYTES = env.int("PICTURE_MAX_BYTES", 20_000_000)
PICTURE_MAX_PIXELS = env.int("PICTURE_MAX_PIXELS", 50_000_000)
PICTURE_WIDTHS = [240, 480, 960]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000

# Logs: one line each, no personal data

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
    "loggers": {
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        # Two lines for every task, every few seconds; what a task did, it says itself.
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
        # Its lines may name the webhook's address, which is a secret.
        "slack_sdk": {"level": "CRITICAL"},
    },
}

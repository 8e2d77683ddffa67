"""All settings. Every value comes from the environment; the defaults suit a bare machine.

``.env.example`` lists every variable; a test compares the two.
"""

from datetime import timedelta
from urllib.parse import urlsplit

from celery.schedules import crontab
from csp.constants import NONE, SELF
from environs import validate

from todock import roles
from todock.env import BASE_DIR, PRODUCTION, env, secret
from todock.local import addresses

# The machine

VAR_DIR = env.path("TODOCK_VAR", BASE_DIR / "var")
DEBUG = env.bool("DEBUG", False)
SECRET_KEY = secret("SECRET_KEY", "bare-machine-only-" + "x" * 50)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
SITE_URL = env.str("SITE_URL", f"http://localhost:{env.int('PORT', 8000)}").rstrip("/")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", [SITE_URL] if PRODUCTION else [])
HTTPS = env.bool("HTTPS", PRODUCTION)

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
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "todock.feeds",
    "members",
    "catalog",
    "points",
    "orders",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "todock.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "members.middleware.MemberMiddleware",
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
                "orders.context_processors.round_now",
                "todock.context_processors.contact",
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
#: What a deadline waits for has a queue and a worker of its own: a feed may take minutes.
CELERY_TASK_ROUTES = {
    "orders.tasks.close_due_windows": {"queue": "deadline"},
    "members.tasks.send_waiting_mail": {"queue": "deadline"},
}
CELERY_TIMEZONE = "Asia/Tokyo"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = {
    "look-into-the-inbox": {
        "task": "todock.feeds.tasks.look_into_inbox",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 60},
    },
    "close-windows": {
        "task": "orders.tasks.close_due_windows",
        "schedule": timedelta(seconds=20),
        "options": {"expires": 60},
    },
    "remind-of-deadlines": {
        "task": "orders.tasks.remind_of_deadlines",
        "schedule": timedelta(minutes=30),
        "options": {"expires": 60},
    },
    "send-waiting-mail": {
        "task": "members.tasks.send_waiting_mail",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 60},
    },
    "delete-replaced-pictures": {
        "task": "catalog.tasks.delete_replaced_pictures",
        "schedule": timedelta(hours=1),
    },
    "warm-pieces": {
        "task": "catalog.tasks.warm_pieces",
        "schedule": timedelta(minutes=5),
        "options": {"expires": 60},
    },
    "send-staff-messages": {
        "task": "members.tasks.send_staff_messages",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 60},
    },
    "tell-staff-what-waits": {
        "task": "members.tasks.tell_staff_what_waits",
        "schedule": crontab(minute=0, hour=env.int("SLACK_DIGEST_HOUR", 9)),
    },
    "expire-applications": {
        "task": "members.tasks.expire_applications",
        "schedule": timedelta(hours=1),
    },
    "erase-applications": {
        "task": "members.tasks.erase_applications",
        "schedule": timedelta(days=1),
    },
    "export-applications": {
        "task": "members.tasks.export_applications",
        "schedule": timedelta(hours=1),
    },
    "export-member-changes": {
        "task": "members.tasks.export_member_changes",
        "schedule": timedelta(hours=1),
    },
    # Points, in the night: what has come is made real before it is counted, what is over expires,
    # what was done goes out, and then everything is added up.
    "confirm-points": {
        "task": "points.tasks.confirm_due",
        "schedule": crontab(minute=10, hour="1-5"),
    },
    "end-accounts-of-points": {
        "task": "points.tasks.end_accounts",
        "schedule": crontab(minute=20, hour=2),
    },
    "expire-points": {
        "task": "points.tasks.expire_due",
        "schedule": crontab(minute=30, hour="2-4"),
    },
    "settle-stages": {
        "task": "points.tasks.settle_stages",
        "schedule": crontab(minute=0, hour="4-5"),
    },
    "notice-expiring-points": {
        "task": "points.tasks.notice_expiring",
        "schedule": crontab(minute=0, hour=9),
    },
    "audit-points": {
        "task": "points.tasks.audit_ledger",
        "schedule": crontab(minute=0, hour=6),
    },
    "export-point-uses": {
        "task": "points.tasks.export_point_uses",
        "schedule": crontab(minute=30, hour=4),
    },
    "forget-old-sessions": {
        "task": "members.tasks.forget_old_sessions",
        "schedule": timedelta(days=1),
    },
}

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

# Sign-in: only OIDC

AUTH_USER_MODEL = "members.User"
AUTHENTICATION_BACKENDS = [
    "members.backends.MemberBackend",
    "members.backends.EmergencyDoorBackend",
]
#: An emergency door: a local superuser may sign in at /admin/ with a password.
LOCAL_SUPERUSER_DOOR = env.bool("LOCAL_SUPERUSER_DOOR", False)
OIDC_ISSUER = env.str("OIDC_ISSUER", f"http://localhost:{env.int('IDP_PORT', 8001)}").rstrip("/")
OIDC_CLIENT_ID = env.str("OIDC_CLIENT_ID", "todock")
OIDC_CLIENT_SECRET = secret("OIDC_CLIENT_SECRET", "bare-machine-only")
#: Claim of the ID token that holds the roles, and the roles that open the admin.
OIDC_ROLE_CLAIM = env.str("OIDC_ROLE_CLAIM", "https://todock.example.jp/roles")
OIDC_STAFF_ROLE = env.str("OIDC_STAFF_ROLE", "staff")
OIDC_REVIEWER_ROLE = env.str("OIDC_REVIEWER_ROLE", "reviewer")
OIDC_COUNTER_ROLE = env.str("OIDC_COUNTER_ROLE", "counter")
#: Seconds for everything that one page asks of the identity provider.
OIDC_TIMEOUT_SECONDS = env.float("OIDC_TIMEOUT_SECONDS", 2.5)
#: The group of those who have a role, and its rights: set anew at every sign-in with the role.
STAFF_ROLES = {
    OIDC_STAFF_ROLE: roles.OFFICE,
    OIDC_REVIEWER_ROLE: roles.REVIEW,
    OIDC_COUNTER_ROLE: roles.COUNTER,
}
#: Most tries of one address (IPv6: of one /64).
SIGN_IN_RATE = env.str("SIGN_IN_RATE", "60/minute")
IDENTITY_RATE = env.str("IDENTITY_RATE", "60/hour")
PASSWORD_RATE = env.str("PASSWORD_RATE", "10/minute")
#: Proxies of ours in front, each of which appends to X-Forwarded-For; 0: REMOTE_ADDR counts.
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 0)
SOCIALACCOUNT_ADAPTER = "members.oidc.adapter.SocialAccountAdapter"
ACCOUNT_ADAPTER = "members.oidc.adapter.AccountAdapter"
SOCIALACCOUNT_ONLY = True
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_AUTO_SIGNUP = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_STORE_TOKENS = False
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*"]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "todock_session"
SESSION_COOKIE_AGE = env.int("SESSION_DAYS", 30) * 24 * 60 * 60
#: A role that the provider takes away counts here until the next sign-in: staff have one soon.
STAFF_SESSION_HOURS = env.int("STAFF_SESSION_HOURS", 12)
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

# The business: assumptions of domain.md, each a setting

TELEPHONE_DESK = env.str("TELEPHONE_DESK", "0120-000-000")
TELEPHONE_DESK_HOURS = env.str("TELEPHONE_DESK_HOURS", "月曜から金曜は9時〜20時、土曜は9時〜17時")
ORDER_NUMBER_DIGITS = env.int("ORDER_NUMBER_DIGITS", 6)
MEMBER_NUMBER_DIGITS = env.int("MEMBER_NUMBER_DIGITS", 10)
#: How the tax of a document is rounded, once per rate: floor, half_up or ceil.
TAX_ROUNDING = env.str("TAX_ROUNDING", "floor")
DRINKING_AGE = env.int("DRINKING_AGE", 20)
#: Most pieces of one offer on one order when the offer itself sets no limit.
MOST_PIECES = env.int("MOST_PIECES", 99)
#: Purchase limit in yen of a member of whom no limit has arrived yet; empty: no limit.
DEFAULT_PURCHASE_LIMIT = env.int("DEFAULT_PURCHASE_LIMIT", None)
#: Hours before a deadline at which those are reminded who usually order, and in how many of the
#: last eight weeks somebody has ordered who usually does.
REMINDER_HOURS = env.int("REMINDER_HOURS", 24)
REMINDER_LEAST_ORDERS = env.int("REMINDER_LEAST_ORDERS", 2)
IDENTITY_TRIES = env.int("IDENTITY_TRIES", 5)
IDENTITY_LOCK_MINUTES = env.int("IDENTITY_LOCK_MINUTES", 60)
#: Tries of 本人確認 are deleted after this many days.
IDENTITY_ATTEMPT_DAYS = env.int("IDENTITY_ATTEMPT_DAYS", 90)
#: The closing job starts this long after a deadline; a little more than the statement timeout.
CLOSING_DELAY_SECONDS = env.int("CLOSING_DELAY_SECONDS", STATEMENT_TIMEOUT_SECONDS + 2)
#: An order window that is due and not closed after this long raises an alarm.
CLOSING_ALARM_MINUTES = env.int("CLOSING_ALARM_MINUTES", 10)

# Joining

#: Most applications begun, or codes tried, from one address; most mails to one e-mail.
JOIN_RATE = env.str("JOIN_RATE", "30/hour")
JOIN_EMAIL_RATE = env.str("JOIN_EMAIL_RATE", "5/hour")
#: Hours for which a browser opens an application whose mailed link or code was used in it.
JOIN_GRANT_HOURS = env.int("JOIN_GRANT_HOURS", 12)
#: Minutes for which a mailed code is good; days for which a draft is kept.
JOIN_CODE_MINUTES = env.int("JOIN_CODE_MINUTES", 30)
JOIN_DRAFT_DAYS = env.int("JOIN_DRAFT_DAYS", 30)
#: Days in which a question of staff has to be answered.
JOIN_ANSWER_DAYS = env.int("JOIN_ANSWER_DAYS", 14)
#: Working days in which applicants are told that staff usually decide.
JOIN_DECISION_DAYS = env.int("JOIN_DECISION_DAYS", 3)
#: Minutes for which one reviewer holds an application.
JOIN_TAKE_MINUTES = env.int("JOIN_TAKE_MINUTES", 30)
#: Days after which a refused, withdrawn or expired application loses the person's data.
JOIN_ERASE_DAYS = env.int("JOIN_ERASE_DAYS", 90)
JOIN_LEAST_AGE = env.int("JOIN_LEAST_AGE", 18)
#: Who lives or works there may join.
JOIN_PREFECTURES = env.list("JOIN_PREFECTURES", ["北海道"])
SHARE_UNIT_YEN = env.int("SHARE_UNIT_YEN", 1_000)
JOIN_LEAST_SHARE_UNITS = env.int("JOIN_LEAST_SHARE_UNITS", 1)
JOIN_MOST_SHARE_UNITS = env.int("JOIN_MOST_SHARE_UNITS", 1_000)
#: Where a newcomer gives the bank the debit mandate; empty: a paper form is sent.
BANK_MANDATE_URL = env.str("BANK_MANDATE_URL", "")
#: Whether approval gives the number out of a range of our own, or waits for the other system.
MEMBER_NUMBER_SOURCE = env.str(
    "MEMBER_NUMBER_SOURCE", "own", validate=validate.OneOf(["own", "feed"])
)
#: First and last number of the range, without the check digit.
MEMBER_NUMBER_RANGE = env.str("MEMBER_NUMBER_RANGE", "200000000-299999999")
MEMBER_NUMBER_CHECK_DIGIT = env.str(
    "MEMBER_NUMBER_CHECK_DIGIT", "luhn", validate=validate.OneOf(["luhn", "ean", "none"])
)
#: Days after a change went out to the master in which its files may not know of it yet.
MEMBER_CHANGE_GRACE_DAYS = env.int("MEMBER_CHANGE_GRACE_DAYS", 1)
#: Days for which the mailed link ties the first sign-in.
FIRST_SIGN_IN_DAYS = env.int("FIRST_SIGN_IN_DAYS", 14)
#: Days for which sign-ins are listed to the member.
SIGN_IN_DAYS = env.int("SIGN_IN_DAYS", 90)
#: Days for which looks at personal data and checks of cards are kept; not less than 731.
LOG_DAYS = max(env.int("LOG_DAYS", 3 * 365), 731)
#: Incoming webhook of Slack; empty: messages to staff are shown in the log.
SLACK_WEBHOOK_URL = env.str("SLACK_WEBHOOK_URL", "")
SLACK_TIMEOUT_SECONDS = env.int("SLACK_TIMEOUT_SECONDS", 5)

# The membership card

CARD_SYMBOLOGY = env.str(
    "CARD_SYMBOLOGY", "ean13", validate=validate.OneOf(["ean13", "code128", "nw7"])
)
#: A card number: prefix, member number, digits that count the issues, check digit.
CARD_PREFIX = env.str("CARD_PREFIX", "2")
CARD_ISSUE_DIGITS = env.int("CARD_ISSUE_DIGITS", 1)
CARD_NUMBER_LENGTH = env.int("CARD_NUMBER_LENGTH", 13)
CARD_CHECK_DIGIT = env.str(
    "CARD_CHECK_DIGIT", "ean", validate=validate.OneOf(["ean", "luhn", "none"])
)
#: Days after which a card that is kept for use without signal is dropped.
CARD_OFFLINE_DAYS = env.int("CARD_OFFLINE_DAYS", 7)
#: Wrong minute codes of one card that lock its check, and the minutes of the lock.
CARD_CODE_TRIES = env.int("CARD_CODE_TRIES", 10)
CARD_LOCK_MINUTES = env.int("CARD_LOCK_MINUTES", 15)
#: Most checks at one address of the counter.
CARD_CHECK_RATE = env.str("CARD_CHECK_RATE", "120/minute")

# Points: docs/points.md

#: Points are used on an order in this unit, and not fewer than the least.
POINTS_UNIT = env.int("POINTS_UNIT", 1, validate=validate.Range(min=1))
POINTS_LEAST = env.int("POINTS_LEAST", 1)
#: Months after the month of the earning, and the day of that month (0: its last) on which points
#: can be used last; 0 months: never ending. What was printed stays.
POINTS_EXPIRY_MONTHS = env.int("POINTS_EXPIRY_MONTHS", 12, validate=validate.Range(min=0))
POINTS_EXPIRY_DAY = env.int("POINTS_EXPIRY_DAY", 0, validate=validate.Range(min=0, max=31))
#: Days before that members are told, and days before that staff see what would expire.
POINTS_EXPIRY_NOTICE_DAYS = env.int("POINTS_EXPIRY_NOTICE_DAYS", 30)
POINTS_EXPIRY_PLAN_DAYS = env.int("POINTS_EXPIRY_PLAN_DAYS", 7)
#: A month whose expiry differs from that of the month before by more than this per cent, and by
#: more than this many points, waits for staff.
POINTS_EXPIRY_HOLD_PERCENT = env.int("POINTS_EXPIRY_HOLD_PERCENT", 50)
POINTS_EXPIRY_HOLD_POINTS = env.int("POINTS_EXPIRY_HOLD_POINTS", 10_000)
#: Days after the delivery day on which the points of a delivery become real.
POINTS_CONFIRM_DAYS = env.int("POINTS_CONFIRM_DAYS", 7)
#: Days that points get which are given back after their day; 0: they stay as they were printed.
POINTS_GIVE_BACK_DAYS = env.int("POINTS_GIVE_BACK_DAYS", 60)
#: Days after a withdrawal came in at which the account of points ends; a wrong row is mended then.
POINTS_ENDING_DAYS = env.int("POINTS_ENDING_DAYS", 14)
#: Points above which a correction must be released by another member of staff.
POINTS_ADJUSTMENT_LIMIT = env.int("POINTS_ADJUSTMENT_LIMIT", 5_000)
#: When several campaigns hold for the same goods: the highest counts, or what each adds.
POINTS_CAMPAIGNS = env.str(
    "POINTS_CAMPAIGNS", "highest", validate=validate.OneOf(["highest", "add"])
)
#: Last day of the month that stages count (20: from the 21st to the 20th); 0: calendar months.
POINTS_STAGE_CLOSING_DAY = env.int(
    "POINTS_STAGE_CLOSING_DAY", 20, validate=validate.Range(min=0, max=28)
)
#: Days after the end of a month on which its stages are settled: its last sales have come by then.
POINTS_STAGE_WAIT_DAYS = env.int("POINTS_STAGE_WAIT_DAYS", 1)
#: Where the prepaid card can be used, in words for the member.
PREPAID_PLACES = env.str("PREPAID_PLACES", "生協のお店のレジ")

# Feeds

FEED_ENCODINGS = env.dict("FEED_ENCODINGS", {})
#: Per cent of bad rows above which a file in rows mode is refused whole.
FEED_BAD_ROWS_PERCENT = env.float("FEED_BAD_ROWS_PERCENT", 1)
#: A full snapshot that withdraws more than this per cent of what stands is held.
FEED_HOLD_WITHDRAWN_PERCENT = env.float("FEED_HOLD_WITHDRAWN_PERCENT", 20)
#: A snapshot that changes more than this per cent of prices by over 30 per cent is held.
FEED_HOLD_PRICES_PERCENT = env.float("FEED_HOLD_PRICES_PERCENT", 20)
FEED_HOLD_PRICE_CHANGE_PERCENT = env.float("FEED_HOLD_PRICE_CHANGE_PERCENT", 30)
PICTURE_MAX_BYTES = env.int("PICTURE_MAX_BYTES", 20_000_000)
PICTURE_MAX_PIXELS = env.int("PICTURE_MAX_PIXELS", 50_000_000)
PICTURE_WIDTHS = [240, 480, 960]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000

# What catalog pages show of a member is joined in by the app that knows (resolved late).
CATALOG_MEMBER_SIDE = "orders.member_side"
# Who writes down that rows of a file were handed out, or shown, to staff (resolved late, too).
FEEDS_HANDED_OUT = "members.access.log_handed_out"
FEEDS_SHOWN = "members.access.log_shown"
# What pages of members ask of the apps beside and above (resolved late, too).
MEMBERS_COMING_CYCLES = "orders.coming.cycles"
MEMBERS_ALLERGENS = "catalog.allergens.choices"
# What the ledger asks of the app that knows orders: what an entry came from, what is on the other
# side of the audit, and what is known of an offer, for the try-out of campaigns.
POINTS_CAUSE = "orders.points.cause_of"
POINTS_AUDIT_CHECKS = ["orders.points_audit.CHECKS"]
POINTS_GOODS = "orders.points.goods_of"

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

"""Settings of the local identity provider. What both sides must agree on comes from the site."""

from django.core.exceptions import ImproperlyConfigured

from todock import settings as site
from todock.env import BASE_DIR, PRODUCTION, env
from todock.local import addresses
from todock.local.idp import keys

if PRODUCTION:
    raise ImproperlyConfigured(
        "The local identity provider is for bare machines only. In production set OIDC_ISSUER, "
        "OIDC_CLIENT_ID and OIDC_CLIENT_SECRET to the real one."
    )

SITE_URL = site.SITE_URL
CLIENT_ID = site.OIDC_CLIENT_ID
CLIENT_SECRET = site.OIDC_CLIENT_SECRET
ROLE_CLAIM = site.OIDC_ROLE_CLAIM
#: What the site calls the roles of ``todock.demo.accounts``.
ROLES = {
    "staff": site.OIDC_STAFF_ROLE,
    "reviewer": site.OIDC_REVIEWER_ROLE,
    "counter": site.OIDC_COUNTER_ROLE,
}
ISSUER = site.OIDC_ISSUER

DEBUG = False
SECRET_KEY = site.SECRET_KEY + "-idp"
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.idp.oidc",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "todock.local.idp.urls"
WSGI_APPLICATION = "todock.local.idp.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "todock" / "local" / "idp" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "todock.local.idp.pages.demo",
            ],
        },
    }
]
DATABASES = {
    "default": env.dj_db_url(
        "IDP_DATABASE_URL", addresses.database_url(site.VAR_DIR, "todock_idp"), conn_max_age=60
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
#: The password is public, see ``accounts``: a slow hash would guard nothing and cost a second.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "todock.local.idp.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
#: Tests sign in many times a minute from one address; wrong passwords stay limited.
ACCOUNT_RATE_LIMITS = {"login": "600/m/ip"}

IDP_OIDC_ADAPTER = "todock.local.idp.adapter.OIDCAdapter"
IDP_OIDC_PRIVATE_KEY = keys.private_key(site.VAR_DIR / "idp" / "key.pem")
#: The site asks for a sign-out in the name of a person it has signed in: no second question.
IDP_OIDC_RP_INITIATED_LOGOUT_ASKS_FOR_OP_LOGOUT = False

SESSION_COOKIE_NAME = "todock_idp_session"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_NAME = "todock_idp_csrf"
CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        # Signing in and out are forms that lead back to the site.
        "form-action": ["'self'", "http://localhost:*", "http://127.0.0.1:*", SITE_URL],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
#: Served from where they lie: one page needs one stylesheet.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

LANGUAGE_CODE = "ja"
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
LOGGING = site.LOGGING

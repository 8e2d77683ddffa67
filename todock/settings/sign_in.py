"""Who may sign in, and as what: only OIDC, whose roles let staff into the admin."""

from todock import roles
from todock.env import env, secret

AUTH_USER_MODEL = "members.User"
AUTHENTICATION_BACKENDS = [
    "members.sign_in.backends.MemberBackend",
    "members.sign_in.backends.EmergencyDoorBackend",
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
#: A role that the provider takes away counts here until the next sign-in: staff have one soon.
STAFF_SESSION_HOURS = env.int("STAFF_SESSION_HOURS", 12)
#: Most tries of one address (IPv6: of one /64).
SIGN_IN_RATE = env.str("SIGN_IN_RATE", "60/minute")
IDENTITY_RATE = env.str("IDENTITY_RATE", "60/hour")
PASSWORD_RATE = env.str("PASSWORD_RATE", "10/minute")
LOGIN_URL = "/accounts/login/"
#: Where a sign-in is tied to a member (本人確認).
IDENTITY_URL = "/me/link/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

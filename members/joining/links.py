"""The link and the code that are mailed to an applicant: made from a secret, stored nowhere."""

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from members.joining.models import Application

#: Hexadecimal digits of a link's mark: 128 bits, which nobody guesses.
MAC_LENGTH = 32
CODE_DIGITS = 6
#: Codes of one application; five tries each. Whoever asks for more has the link only, so that
#: nobody guesses a code by asking again and again.
MOST_CODES = 20


def mac(application: Application) -> str:
    """Return the mark in the link of ``application``, which only we can make."""
    made = salted_hmac("members.application", application.public_id.hex, algorithm="sha256")
    return made.hexdigest()[:MAC_LENGTH]


def is_mac(application: Application, given: str) -> bool:
    """Say whether ``given`` is the mark of ``application``, in constant time."""
    return constant_time_compare(mac(application), given)


def application_path(application: Application) -> str:
    """Return the path that opens ``application`` from any device."""
    return reverse("joining:open", args=[application.public_id, mac(application)])


def application_url(application: Application) -> str:
    """Return the same as a whole address, for mails."""
    return settings.SITE_URL + application_path(application)


def code(application: Application) -> str:
    """Return the six digits that were mailed last; another code with each ``code_serial``."""
    what = f"{application.public_id.hex}:{application.code_serial}"
    made = salted_hmac("members.application_code", what, algorithm="sha256")
    return str(int(made.hexdigest(), 16) % 10**CODE_DIGITS).zfill(CODE_DIGITS)


def has_code(application: Application) -> bool:
    """Say whether the mail that was sent last holds a code besides the link."""
    return 0 < application.code_serial <= MOST_CODES


def is_code(application: Application, given: str) -> bool:
    """Say whether ``given`` is the code that was mailed last, in constant time."""
    return constant_time_compare(code(application), given) and has_code(application)

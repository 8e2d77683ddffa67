"""Applications, what newcomers agreed to, and the link of the first sign-in."""

from members.joining.models.application import CODE_TRIES, Application
from members.joining.models.consent import ApplicationConsent, ConsentDocument
from members.joining.models.history import ApplicationEvent, ApplicationQuestion
from members.joining.models.newcomer import FirstSignInLink

__all__ = [
    "CODE_TRIES",
    "Application",
    "ApplicationConsent",
    "ApplicationEvent",
    "ApplicationQuestion",
    "ConsentDocument",
    "FirstSignInLink",
]

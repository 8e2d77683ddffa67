"""WHO: sign-ins, members, applications, registrations, cards, and mail that waits to be sent."""

from members.models.application import (
    CODE_TRIES,
    Application,
    ApplicationEvent,
    ApplicationQuestion,
)
from members.models.card import CardCheck, CardEvent, MembershipCard
from members.models.consent import ApplicationConsent, ConsentDocument
from members.models.member import Household, Member
from members.models.newcomer import FirstSignInLink, MemberNumberRange
from members.models.outgoing import OutgoingMail, StaffMessage
from members.models.place import Centre, Course, ServedPostcode
from members.models.registration import MemberChange, MemberRequest, Preferences
from members.models.user import AccessLog, IdentityAttempt, SignIn, User

__all__ = [
    "CODE_TRIES",
    "AccessLog",
    "Application",
    "ApplicationConsent",
    "ApplicationEvent",
    "ApplicationQuestion",
    "CardCheck",
    "CardEvent",
    "Centre",
    "ConsentDocument",
    "Course",
    "FirstSignInLink",
    "Household",
    "IdentityAttempt",
    "Member",
    "MemberChange",
    "MemberNumberRange",
    "MemberRequest",
    "MembershipCard",
    "OutgoingMail",
    "Preferences",
    "ServedPostcode",
    "SignIn",
    "StaffMessage",
    "User",
]

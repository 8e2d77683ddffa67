"""WHO: sign-ins, members, households, their registrations and cards."""

from members.models.card import CardCheck, CardEvent, MembershipCard
from members.models.member import Household, Member
from members.models.number_range import MemberNumberRange
from members.models.place import Centre, Course, ServedPostcode
from members.models.registration import MemberChange, MemberRequest, Preferences
from members.models.user import AccessLog, IdentityAttempt, SignIn, User

__all__ = [
    "AccessLog",
    "CardCheck",
    "CardEvent",
    "Centre",
    "Course",
    "Household",
    "IdentityAttempt",
    "Member",
    "MemberChange",
    "MemberNumberRange",
    "MemberRequest",
    "MembershipCard",
    "Preferences",
    "ServedPostcode",
    "SignIn",
    "User",
]

"""What the page of a member's registration shows."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from members.models import Member, MemberRequest, Preferences
from members.registration.queries.preferences import preferences_of
from members.registration.queries.requests import REFUSALS, described, may_ask

State = MemberRequest.State
_DECIDED = [State.APPROVED, State.REFUSED]
#: Decisions are shown this long.
SHOWN = timedelta(days=90)


def may_change(member: Member) -> bool:
    """Say whether the registration is still the member's to change: not after she has left."""
    return member.state != Member.State.WITHDRAWN


def of(member: Member, *, at: datetime) -> dict[str, object]:
    """Return what the template needs: preferences in words, requests, and what may be asked."""
    preferences = preferences_of(member)
    shown = Q(state=State.WAITING) | Q(state__in=_DECIDED, decided_at__gt=at - SHOWN)
    requests = list(member.requests.filter(shown))
    requests.sort(key=lambda each: (each.state != State.WAITING, -each.asked_at.timestamp()))
    return {
        "may_change": may_change(member),
        "preferences": preferences,
        "allergens": _names(preferences),
        "text_size": Preferences.TextSize(preferences.text_size).label,
        "language": Preferences.Language(preferences.language).label,
        "requests": [Asked(each) for each in requests],
        "may_ask": {kind.value for kind in MemberRequest.Kind if may_ask(member, kind)},
    }


class Asked:
    """A request as its owner sees it."""

    def __init__(self, asked: MemberRequest) -> None:
        self.request = asked
        self.waits = asked.state == State.WAITING
        self.facts = described(asked)

    @property
    def state_text(self) -> str:
        """Where it stands, in words."""
        return {
            State.WAITING: _("職員が確かめています"),
            State.APPROVED: _("手続きが済みました"),
            State.REFUSED: _("今回は見送りました"),
        }[self.request.state]

    @property
    def reason(self) -> str:
        """Why it was refused; else ''."""
        if self.request.state != State.REFUSED:
            return ""
        return str(REFUSALS[self.request.reason].text)


def _names(preferences: Preferences) -> str:
    if not preferences.allergens:
        return ""
    groups = import_string(settings.MEMBERS_ALLERGENS)()
    names = {code: name for _title, choices in groups for code, name in choices}
    return "・".join(names[code] for code in preferences.allergens if code in names)

"""The words of the mails about a registration: what changed, what was asked, what was decided.

They name fields, never values: a mail goes to addresses that may be somebody else's by now.
"""

from django.conf import settings
from django.utils.translation import gettext as _

from members.models import MemberChange, MemberRequest
from members.registration.actions import changes, requests
from members.registration.queries.requests import REFUSALS
from todock.post import mail
from todock.post.models import OutgoingMail
from todock.post.texts import text


def changed(outgoing: OutgoingMail) -> tuple[str, str]:
    """Return subject and text after a change; the key begins with the id of its first row."""
    first = MemberChange.objects.get(pk=outgoing.key.split(":")[0], member=outgoing.recipient_id)
    saved = MemberChange.objects.filter(member=outgoing.recipient_id, at=first.at, by=first.by_id)
    fields = [str(changes.FIELDS[each.field].label) for each in saved.order_by("pk")]
    subject = _("登録内容の変更のお知らせ")
    return subject, text(
        "members/mails/registration_changed",
        member=outgoing.recipient,
        at=first.at,
        fields=fields,
        to_old=outgoing.key.endswith(":old"),
    )


def overruled(outgoing: OutgoingMail) -> tuple[str, str]:
    """Return subject and text after a file overruled changes; the key is the id of the first."""
    first = MemberChange.objects.get(pk=outgoing.key, member=outgoing.recipient_id)
    together = MemberChange.objects.filter(
        member=outgoing.recipient_id, outcome=first.outcome, settled_at=first.settled_at
    )
    fields = [str(changes.FIELDS[each.field].label) for each in together.order_by("pk")]
    subject = _("変更した登録内容が反映されませんでした")
    return subject, text(
        "members/mails/registration_overruled",
        member=outgoing.recipient,
        at=first.at,
        fields=fields,
    )


def asked(outgoing: OutgoingMail) -> tuple[str, str]:
    """Return subject and text after a member asked for something."""
    about = _request(outgoing)
    subject = _("「%(what)s」の依頼を受け付けました") % {"what": about.get_kind_display()}
    return subject, text("members/mails/request_asked", member=outgoing.recipient, request=about)


def decided(outgoing: OutgoingMail) -> tuple[str, str]:
    """Return subject and text of the decision; a refusal with its mild reason."""
    about = _request(outgoing)
    refused = about.state == MemberRequest.State.REFUSED
    if refused:
        subject = _("「%(what)s」の依頼について") % {"what": about.get_kind_display()}
    else:
        subject = _("「%(what)s」の手続きが済みました") % {"what": about.get_kind_display()}
    return subject, text(
        f"members/mails/request_{'refused' if refused else 'approved'}",
        member=outgoing.recipient,
        request=about,
        reason=REFUSALS[about.reason].text if refused else "",
        number_follows=settings.MEMBER_NUMBER_SOURCE == "feed",
    )


def _request(outgoing: OutgoingMail) -> MemberRequest:
    return MemberRequest.objects.get(pk=outgoing.key, member=outgoing.recipient_id)


mail.register(changes.CHANGED, changed)
mail.register(changes.ADDRESS_CHANGED, changed)
mail.register(changes.OVERRULED, overruled)
mail.register(requests.ASKED, asked)
mail.register(requests.DECIDED, decided)

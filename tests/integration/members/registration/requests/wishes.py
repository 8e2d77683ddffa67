"""What members ask for, and how it is decided."""

from django.core import mail as django_mail

from members.models import Member, MemberRequest
from members.registration.actions import requests
from todock.lib import clock
from todock.post import mail

ADDRESS = {
    "postcode": "0600001",
    "prefecture": "北海道",
    "city": "札幌市中央区",
    "street": "北一条西2丁目1",
    "building": "タワー1201",
    "moves_on": "2027-04-01",
    "note": "",
}
FAMILY = {
    "name": "佐藤 次郎",
    "kana": "サトウ ジロウ",
    "born_on": "1953-05-05",
    "phone": "",
    "email": "jiro@example.jp",
}
CONTENTS = {
    "address": ADDRESS,
    "course": {"weekday": 5, "note": ""},
    "stop": {"note": "しばらく留守にします"},
    "leave": {"note": ""},
    "family_card": FAMILY,
}


def asked(member: Member, kind: str, **content) -> MemberRequest:
    return requests.ask(
        member=member, kind=kind, content={**CONTENTS[kind], **content}, at=clock.now()
    )


def granted(request: MemberRequest, by, **more) -> MemberRequest:
    return requests.decide(asked=request, approve=True, by=by, at=clock.now(), **more)


def stored(member: Member) -> Member:
    return Member.objects.select_related("card", "course").get(pk=member.pk)


def sent() -> list:
    mail.send_waiting(at=clock.now())
    return django_mail.outbox

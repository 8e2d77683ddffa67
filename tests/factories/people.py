"""The same people everywhere: 佐藤さん (member), 鈴木さん (another member), 職員 (staff).

Every function creates what it needs. Keyword arguments replace any field.
"""

from datetime import date

from django.conf import settings
from django.test import Client

from members.models import Centre, Course, Household, Member, User


def centre(code: str = "010", **kw: object) -> Centre:
    """Return the centre ``code``, made on the first call."""
    return Centre.objects.get_or_create(code=code, defaults={"name": "札幌西センター", **kw})[0]


def course(code: str = "0101", weekday: int = Course.Weekday.WEDNESDAY, **kw: object) -> Course:
    """Return the course ``code``, made on the first call (Wednesday unless told)."""
    if "centre" not in kw:
        kw["centre"] = centre()
    defaults = {"weekday": weekday, "name": "西1コース", **kw}
    return Course.objects.get_or_create(code=code, defaults=defaults)[0]


def user(subject: str, **kw: object) -> User:
    """A sign-in of the identity provider, not tied to any member."""
    fields = {
        "username": f"oidc-{subject}",
        "issuer": settings.OIDC_ISSUER,
        "subject": subject,
        "name": subject,
        **kw,
    }
    made = User(**fields)
    made.set_unusable_password()
    made.save()
    return made


def member(member_number: str, **kw: object) -> Member:
    """A member with a sign-in of her own; ``user=None`` for one who never signed in."""
    if "user" not in kw:
        kw["user"] = user(f"member-{member_number}", name=kw.get("name", "組合員"))
    if "course" not in kw:
        kw["course"] = course()
    fields = {
        "member_number": member_number,
        "name": "組合員",
        "kana": "クミアイイン",
        "born_on": date(1960, 1, 15),
        "postcode": "0630812",
        "prefecture": "北海道",
        "city": "札幌市西区",
        "street": "琴似二条1丁目1-1",
        "phone": "0112345678",
        "email": f"m{member_number}@example.jp",
        "state": Member.State.ACTIVE,
        "joined_on": date(2001, 4, 1),
        "share_units": 10,
        "drop_place": "玄関前",
        **kw,
    }
    return Member.objects.create(**fields)


def sato(**kw: object) -> Member:
    """佐藤さん: a member with a sign-in, born 1955-03-01, phone 011-234-5678."""
    fields = {
        "name": "佐藤 花子",
        "kana": "サトウ ハナコ",
        "born_on": date(1955, 3, 1),
        "phone": "0112345678",
        "email": "sato@example.jp",
        **kw,
    }
    return member(fields.pop("member_number", "0012345678"), **fields)


def suzuki(**kw: object) -> Member:
    """鈴木さん: another member, on the same course, born 1972-11-30, phone 011-876-5432."""
    fields = {
        "name": "鈴木 一郎",
        "kana": "スズキ イチロウ",
        "born_on": date(1972, 11, 30),
        "phone": "0118765432",
        "email": "suzuki@example.jp",
        **kw,
    }
    return member(fields.pop("member_number", "0087654321"), **fields)


def newcomer(**kw: object) -> User:
    """Signed in for the first time: not yet tied to a member."""
    return user("newcomer", **{"name": "新しい方", **kw})


def household(number: str = "H0001") -> Household:
    """Return the household ``number``, made on the first call."""
    return Household.objects.get_or_create(number=number)[0]


def staff_user(**kw: object) -> User:
    """職員: staff with the rights of the group, and no member."""
    return _with_role(settings.OIDC_STAFF_ROLE, user("staff", **{"name": "職員", **kw}))


def reviewer(name: str = "工藤 直子", **kw: object) -> User:
    """加入審査の職員: decides applications. Another ``name`` is another person."""
    return _with_role(settings.OIDC_REVIEWER_ROLE, user(f"reviewer-{name}", name=name, **kw))


def counter_clerk(subject: str = "counter", **kw: object) -> User:
    """店舗カウンターの職員: checks and renews cards. Give ``subject`` for another one."""
    return _with_role(settings.OIDC_COUNTER_ROLE, user(subject, **{"name": "本間 拓也", **kw}))


def _with_role(role: str, someone: User) -> User:
    from members.sign_in.actions.roles import set_roles

    set_roles(user=someone, roles=[role])
    return someone


def signed_in(client: Client, who: Member | User) -> Client:
    """Sign ``who`` in on the client; for a member, with the member's own sign-in."""
    client.force_login(who.user if isinstance(who, Member) else who)
    return client

"""What members ask of staff: who may, what it says in words, and why it may be refused."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.models import Course, Member, MemberRequest
from members.rules.reasons import Reason
from todock.lib import dates
from todock.lib.japanese import birthdays

Kind = MemberRequest.Kind


#: By the code that stands in MemberRequest.reason.
REFUSALS = {
    "out_of_area": Reason(
        gettext_lazy("お届けできない地域"),
        gettext_lazy("新しいご住所には、いまのところ宅配のお届けができません。"),
    ),
    "course_full": Reason(
        gettext_lazy("コースに空きがない"),
        gettext_lazy("ご希望の曜日のコースに、いま空きがありません。"),
    ),
    "unclear": Reason(
        gettext_lazy("内容を確かめられない"),
        gettext_lazy(
            "いただいた内容を確かめられませんでした。お手数ですが、お電話でお聞かせください。"
        ),
    ),
    "unpaid": Reason(
        gettext_lazy("手続きの残りがある"),
        gettext_lazy(
            "ご利用代金など、先に済ませていただきたい手続きがあります。お電話でご説明します。"
        ),
    ),
    "already_done": Reason(
        gettext_lazy("ほかの窓口で手続き済み"),
        gettext_lazy("ほかの窓口で、すでに手続きが済んでいます。"),
    ),
    "other": Reason(
        gettext_lazy("その他（電話で説明）"),
        gettext_lazy("今回はご希望にそえませんでした。くわしいことは、お電話でご説明します。"),
    ),
}


def may_ask(member: Member, kind: str) -> bool:
    """Say whether this request makes sense for the member as she stands."""
    if member.state == Member.State.WITHDRAWN:
        return False
    if kind == Kind.FAMILY_CARD:
        return member.card_kind == Member.CardKind.MAIN and member.state != Member.State.SUSPENDED
    if kind == Kind.COURSE:
        return member.course_id is not None and member.state != Member.State.SUSPENDED
    if kind == Kind.STOP:
        return member.state != Member.State.SUSPENDED
    return True


def family_of(member: Member) -> list[Member]:
    """Return those who hold a family card of the household of ``member``."""
    if member.household_id is None or member.card_kind != Member.CardKind.MAIN:
        return []
    family = Member.objects.filter(household=member.household_id, card_kind=Member.CardKind.FAMILY)
    return list(family.exclude(state=Member.State.WITHDRAWN).order_by("pk"))


def moves_later(asked: MemberRequest, on: date) -> date | None:
    """Return the day of the move, if it is one after ``on``."""
    written = asked.content.get("moves_on", "")
    day = birthdays.day(written) if written else None
    return day if day and day > on else None


def described(asked: MemberRequest) -> list[tuple[str, str]]:
    """Return label and value of everything that was asked, in words; for members and staff."""
    shown = {
        Kind.ADDRESS: _address,
        Kind.COURSE: _course,
        Kind.FAMILY_CARD: _family_card,
    }.get(asked.kind, _note)(asked.content)
    return [(label, value) for label, value in shown if value]


def _address(content: dict) -> list[tuple[str, str]]:
    postcode = content["postcode"]
    place = content["prefecture"] + content["city"] + content["street"]
    return [
        (_("郵便番号"), f"{postcode[:3]}-{postcode[3:]}"),
        (_("新しい住所"), " ".join(filter(None, [place, content.get("building", "")]))),
        (_("引っ越しの日"), _day(content.get("moves_on", ""))),
        *_note(content),
    ]


def _course(content: dict) -> list[tuple[str, str]]:
    return [(_("希望の曜日"), str(Course.Weekday(content["weekday"]).label)), *_note(content)]


def _family_card(content: dict) -> list[tuple[str, str]]:
    return [
        (_("氏名"), content["name"]),
        (_("氏名カナ"), content["kana"]),
        (_("生年月日"), _day(content["born_on"])),
        (_("電話番号"), content.get("phone", "")),
        (_("メールアドレス"), content.get("email", "")),
    ]


def _note(content: dict) -> list[tuple[str, str]]:
    return [(_("連絡したいこと"), content.get("note", ""))]


def _day(written: str) -> str:
    day = birthdays.day(written) if written else None
    return dates.day_text(day) if day else ""

"""Changes of a membership that are made here: by the member, or by staff who decide a request."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from members.actions.row_lock import lock
from members.models import Course, Household, Member, MemberChange, MemberRequest, Preferences, User
from todock.post import mail

#: Kinds of mail: see members.registration.mails.
CHANGED = "registration_changed"
ADDRESS_CHANGED = "registration_email_changed"
OVERRULED = "registration_overruled"


class Field(NamedTuple):
    """A field that can be changed here.

    ``label`` is what members read. ``column`` is its name in ``member_changes`` and, where the
    ``members`` feed has it, there; '' for what is nobody's affair but ours. ``fed`` says whether
    the ``members`` feed brings it back.
    """

    label: str
    column: str = ""
    fed: bool = True
    on_preferences: bool = False


FIELDS = {
    "phone": Field(_("電話番号"), "電話1"),
    "other_phone": Field(_("もう1つの電話番号"), "電話2"),
    "email": Field(_("メールアドレス"), "メール"),
    "drop_place": Field(_("置き場所"), "置き場所"),
    "postcode": Field(_("郵便番号"), "郵便番号"),
    "prefecture": Field(_("都道府県"), "都道府県"),
    "city": Field(_("市区町村"), "市区町村"),
    "street": Field(_("町名と番地"), "町名番地"),
    "building": Field(_("建物名と部屋番号"), "建物"),
    "course": Field(_("お届けのコース"), "コースコード"),
    "state": Field(_("ご利用の状態"), "状態"),
    "household": Field(_("世帯"), "世帯番号"),
    "card_kind": Field(_("組合員証の種類"), "本家区分"),
    "name": Field(_("氏名"), "氏名"),
    "kana": Field(_("フリガナ"), "氏名カナ"),
    "born_on": Field(_("生年月日"), "生年月日"),
    "joined_on": Field(_("加入日"), "加入日"),
    "paper_catalogue": Field(_("紙のカタログ"), "紙カタログ", fed=False, on_preferences=True),
    "news": Field(_("お知らせメール"), "お知らせメール", fed=False, on_preferences=True),
    "language": Field(_("案内の言葉"), "案内の言葉", fed=False, on_preferences=True),
    "reminders": Field(_("締切のお知らせ"), on_preferences=True, fed=False),
    "allergens": Field(_("アレルゲン"), on_preferences=True, fed=False),
    "text_size": Field(_("文字の大きさ"), on_preferences=True, fed=False),
}


def change(
    *,
    member: Member,
    values: Mapping[str, object],
    by: User | None,
    at: datetime,
    request: MemberRequest | None = None,
    mails: bool = True,
) -> list[MemberChange]:
    """Write those of ``values`` that differ, and one MemberChange for each; return these.

    ``values`` are by the names of FIELDS: columns of Member or of Preferences (``course`` is a
    Course or None, ``allergens`` a list of codes). The row of Preferences is made when it is
    needed. A change goes out with the next ``member_changes`` file, and takes the place of an
    open change of the same field; what is ours alone (reminders, allergens, text size) is
    settled at once. The member is told by mail, at the old and the new address when the address
    itself changes, unless ``mails`` is False because another mail says it. ``member`` holds the
    new values afterwards.

    Raises RegistrationBusy when the row is held for long, as by a snapshot that is being applied.
    """
    with transaction.atomic():
        held = lock(member)
        preferences = _preferences_of(held)
        before = held.email
        made = _take_over(held, preferences, values, at=at, by=by, request=request)
        if made:
            _replace_open(held, made, at)
            _write(held, preferences, made, at)
            if mails:
                _tell(held, made, before=before)
    for each in made:
        if FIELDS[each.field].on_preferences:
            member.preferences = preferences
        else:
            setattr(member, each.field, getattr(held, each.field))
    return made


def as_text(value: object) -> str:
    """Return a value as it stands in the log of changes and in files."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, Course):
        return value.code
    if isinstance(value, Household):
        return value.number
    if isinstance(value, date):
        return f"{value:%Y%m%d}"
    if isinstance(value, list):
        return ",".join(map(str, value))
    # An enumeration is written by its value.
    return str(getattr(value, "value", value))


def _preferences_of(held: Member) -> Preferences:
    return Preferences.objects.filter(member=held).first() or Preferences(member=held)


def _take_over(
    held: Member, preferences: Preferences, values: Mapping[str, object], **told: object
) -> list[MemberChange]:
    """Set those of ``values`` that differ, in memory; return the changes, as ``told``."""
    made = []
    for name, value in values.items():
        row = preferences if FIELDS[name].on_preferences else held
        old = getattr(row, name)
        if old != value:
            setattr(row, name, value)
            made.append(
                MemberChange(
                    member=held,
                    field=name,
                    old_value=as_text(old),
                    new_value=as_text(value),
                    **told,
                )
            )
    return made


def _replace_open(held: Member, made: list[MemberChange], at: datetime) -> None:
    names = [each.field for each in made]
    MemberChange.objects.filter(
        member=held, field__in=names, outcome=MemberChange.Outcome.OPEN
    ).update(outcome=MemberChange.Outcome.REPLACED, settled_at=at)


def _write(held: Member, preferences: Preferences, made: list[MemberChange], at: datetime) -> None:
    for each in made:
        if not FIELDS[each.field].column:
            each.outcome, each.settled_at = MemberChange.Outcome.CONFIRMED, at
    MemberChange.objects.bulk_create(made)
    on_member = [each.field for each in made if not FIELDS[each.field].on_preferences]
    if on_member:
        held.updated_at = at
        held.save(update_fields=[*on_member, "updated_at"])
    if len(on_member) < len(made):
        preferences.updated_at = at
        preferences.save()


def _tell(held: Member, made: list[MemberChange], *, before: str) -> None:
    """Put the mails into the outbox: one a save, two when the address itself changed."""
    names = {each.field for each in made}
    # Nobody needs a letter about the size of letters.
    if names == {"text_size"}:
        return
    first = made[0].pk
    if "email" not in names:
        mail.write(CHANGED, to=held, key=str(first))
        return
    for which, address in (("old", before), ("new", held.email)):
        if address:
            mail.write(ADDRESS_CHANGED, to=held, key=f"{first}:{which}", address=address)

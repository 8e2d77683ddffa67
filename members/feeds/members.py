"""``members``: who the members are."""

import re
from datetime import date
from typing import Annotated

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field, field_validator

from members.feeds import kept_changes
from members.feeds.courses import CourseCode
from members.models import CardEvent, Household, Member, MembershipCard
from todock.feeds.kinds import Check, Difference, FeedKind, Mode, Snapshot, register
from todock.feeds.parsing.rows import Choice, CodeText, Count, DateYMD, Row, Text, wrong
from todock.feeds.staging import Staging
from todock.lib import clock

PHONE = r"\+?[0-9()-]{9,20}"
_NOT_DIGITS = re.compile(r"[^0-9]")
#: Columns of a member that the feed gives under the name that the table has, too.
_SAME = [
    *("card_kind", "name", "kana", "born_on", "postcode", "prefecture", "city", "street"),
    *("building", "phone", "other_phone", "email", "state", "joined_on", "share_units"),
    *("drop_place", "fee_support", "fee_support_until"),
]
#: Members that the file leaves out; the parameter is the state 脱退. A newcomer of ours, whom no
#: file has named yet, is not missing.
_MISSING = (
    "m.state <> %s AND m.confirmed_by_feed "
    "AND NOT EXISTS (SELECT FROM {staging} s WHERE s.member_number = m.member_number)"
)


class MemberRow(Row):
    """組合員."""

    member_number: Annotated[str, CodeText(20, digits=settings.MEMBER_NUMBER_DIGITS)] = Field(
        alias="組合員番号"
    )
    household: Annotated[str, CodeText(20)] | None = Field(alias="世帯番号", default=None)
    card_kind: Annotated[int, Choice({"1": 1, "2": 2})] = Field(alias="本家区分", default=1)
    name: Annotated[str, Text(60)] = Field(alias="氏名")
    kana: Annotated[str, Text(60)] = Field(alias="氏名カナ")
    born_on: DateYMD = Field(alias="生年月日")
    postcode: Annotated[str, CodeText(8, pattern=r"[0-9]{3}-?[0-9]{4}")] = Field(alias="郵便番号")
    prefecture: Annotated[str, Text(10)] = Field(alias="都道府県")
    city: Annotated[str, Text(60)] = Field(alias="市区町村")
    street: Annotated[str, Text(120)] = Field(alias="町名番地")
    building: Annotated[str, Text(120)] = Field(alias="建物", default="")
    phone: Annotated[str, CodeText(20, pattern=PHONE)] = Field(alias="電話1")
    other_phone: Annotated[str, CodeText(20, pattern=PHONE)] = Field(alias="電話2", default="")
    email: Annotated[str, CodeText(254)] = Field(alias="メール", default="")
    state: Annotated[int, Choice({"1": 1, "2": 2, "3": 3, "9": 9})] = Field(alias="状態")
    joined_on: DateYMD = Field(alias="加入日")
    share_units: Count = Field(alias="出資口数")
    course: CourseCode | None = Field(alias="コースコード", default=None)
    drop_place: Annotated[str, Text(120)] = Field(alias="置き場所", default="")
    fee_support: Annotated[str, CodeText(10)] = Field(alias="サポート区分", default="")
    fee_support_until: DateYMD | None = Field(alias="サポート終了日", default=None)

    @field_validator("postcode", "phone", "other_phone")
    @classmethod
    def digits_only(cls, value: str) -> str:
        """Keep the digits: they are compared with what members type."""
        return _NOT_DIGITS.sub("", value)[:15]

    @field_validator("born_on")
    @classmethod
    def born_before_today(cls, value: date) -> date:
        """Refuse birth dates that are still to come."""
        if value > clock.japan_date(clock.now()):
            raise wrong(_("生年月日が未来です。"))
        return value


def measure_members(staging: Staging) -> Difference:
    """Count the members that a full snapshot leaves out."""
    if not staging.tells_missing:
        return Difference()
    standing, withdrawn = _left_out(staging)
    return Difference(standing=standing, withdrawn=withdrawn)


def apply_members(staging: Staging) -> dict[str, int]:
    """Write households and members; ``user`` is never touched, nor what is on its way out.

    Members that a full snapshot leaves out become 脱退 and are not deleted: their orders and
    slips stay.
    """
    staging.execute(
        f"INSERT INTO {Household._meta.db_table} (number) "
        "SELECT DISTINCT household FROM {staging} s WHERE household IS NOT NULL "
        f"AND NOT EXISTS (SELECT FROM {Household._meta.db_table} h WHERE h.number = s.household) "
        "ON CONFLICT DO NOTHING"
    )
    held_off = kept_changes.keep(staging)
    result = {_("追加・変更"): _upsert_members(staging)}
    held_off += kept_changes.put_back(staging)
    if held_off:
        result[_("ウェブでの変更を残した項目")] = held_off
    if staging.tells_missing:
        kept_changes.confirm_those_who_left(staging)
        result[_("脱退")] = staging.execute(
            "UPDATE members_member m SET state = %s, updated_at = statement_timestamp() "
            f"WHERE {_MISSING}",
            [Member.State.WITHDRAWN, Member.State.WITHDRAWN],
        )
    elif staging.full:
        result[_("脱退の見送り（問題のある行があるため）")] = _left_out(staging)[1]
    if ended := _end_cards(staging):
        result[_("無効にした組合員証")] = ended
    return result


def _left_out(staging: Staging) -> tuple[int, int]:
    return staging.left_out(
        "members_member m LEFT JOIN {staging} s ON s.member_number = m.member_number "
        "WHERE m.state <> %s AND m.confirmed_by_feed",
        "s.member_number IS NULL",
        [Member.State.WITHDRAWN],
    )


def _end_cards(staging: Staging) -> int:
    """Revoke the cards of those who have left, so that coming back brings a new one."""
    named = "" if staging.full else "JOIN {staging} s ON s.member_number = m.member_number"
    return staging.execute(
        "WITH left_us AS ("
        f"  SELECT m.id, m.card_id FROM members_member m {named} "
        "  WHERE m.state = %s AND m.card_id IS NOT NULL"
        "), revoked AS ("
        "  UPDATE members_membershipcard c SET revoked_at = statement_timestamp(), reason = %s "
        "  FROM left_us l WHERE c.id = l.card_id AND c.revoked_at IS NULL RETURNING c.id"
        "), without AS ("
        "  UPDATE members_member m SET card_id = NULL FROM left_us l WHERE m.id = l.id"
        ") INSERT INTO members_cardevent (card_id, what, door) "
        "SELECT id, %s, %s FROM revoked",
        [
            Member.State.WITHDRAWN,
            MembershipCard.Reason.ENDED,
            CardEvent.What.REVOKED,
            CardEvent.Door.SYSTEM,
        ],
    )


def _upsert_members(staging: Staging) -> int:
    return staging.upsert(
        Member,
        key=["member_number"],
        columns={
            "member_number": "s.member_number",
            **{name: f"s.{name}" for name in _SAME},
            "household_id": "h.id",
            "course_id": "c.id",
            "confirmed_by_feed": "true",
        },
        joins="LEFT JOIN members_household h ON h.number = s.household "
        "LEFT JOIN members_course c ON c.code = s.course",
        touched={"updated_at": "statement_timestamp()"},
        fed_by={
            **{name: name for name in _SAME},
            "household_id": "household",
            "course_id": "course",
        },
    )


MEMBERS = register(
    FeedKind(
        name="members",
        label=gettext_lazy("組合員"),
        row=MemberRow,
        order=70,
        mode=Mode.ROWS,
        snapshot=Snapshot.MARKER,
        key=("member_number",),
        checks=[
            Check(
                "コースコード",
                gettext_lazy("登録のないコースです。"),
                "s.course IS NOT NULL AND NOT EXISTS "
                "(SELECT FROM members_course c WHERE c.code = s.course)",
            ),
            Check(
                "メール",
                gettext_lazy("メールアドレスの形ではありません。"),
                "s.email <> '' AND s.email NOT LIKE '_%%@_%%'",
                warning=True,
            ),
        ],
        measure=measure_members,
        apply=apply_members,
    )
)

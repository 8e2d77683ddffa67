"""``served_postcodes``: which postcode is served, by which courses or pick-up places.

A kind of our own: see docs/decisions/0007-served-postcodes-are-a-feed.md.
"""

from typing import Annotated

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field, field_validator, model_validator

from members.feeds.courses import CourseCode
from members.models import ServedPostcode
from todock.feeds.kinds import Check, Difference, FeedKind, Mode, Snapshot, register
from todock.feeds.parsing.rows import Choice, CodeText, Row, Text, wrong
from todock.feeds.staging import Staging

#: Rows of the table that the file leaves out.
_MISSING = (
    "NOT EXISTS (SELECT FROM {staging} s LEFT JOIN members_course c ON c.code = s.course "
    "WHERE s.postcode = p.postcode AND s.pickup_place = p.pickup_place "
    "AND c.id IS NOT DISTINCT FROM p.course_id)"
)
_TABLE = ServedPostcode._meta.db_table


class ServedPostcodeRow(Row):
    """配達できる郵便番号."""

    postcode: Annotated[str, CodeText(8, pattern=r"[0-9]{3}-?[0-9]{4}")] = Field(alias="郵便番号")
    service: Annotated[
        str,
        Choice(
            {"1": ServedPostcode.Service.DELIVERY.value, "2": ServedPostcode.Service.PICKUP.value}
        ),
    ] = Field(alias="お届け")
    course: CourseCode = Field(alias="コースコード", default="")
    pickup_place: Annotated[str, Text(60)] = Field(alias="受取場所", default="")

    @field_validator("postcode")
    @classmethod
    def digits_only(cls, value: str) -> str:
        """Keep the digits: they are compared with what people type."""
        return value.replace("-", "")

    @model_validator(mode="after")
    def names_course_or_place(self) -> "ServedPostcodeRow":
        """Refuse a delivery without its course and a pick-up without its place."""
        if self.service == ServedPostcode.Service.DELIVERY:
            if not self.course:
                raise wrong(_("宅配の行には、コースコードを書いてください。"), "コースコード")
            if self.pickup_place:
                raise wrong(_("宅配の行の受取場所は、空にしてください。"), "受取場所")
        elif not self.pickup_place:
            raise wrong(_("受取のみの行には、受取場所を書いてください。"), "受取場所")
        return self


def measure_served_postcodes(staging: Staging) -> Difference:
    """Count the rows that the file leaves out, and those that it adds."""
    standing, withdrawn = staging.left_out(f"{_TABLE} p", _MISSING)
    rows = staging.value("SELECT count(*) FROM {staging}")
    return Difference(standing=standing, withdrawn=withdrawn, added=rows - standing + withdrawn)


def apply_served_postcodes(staging: Staging) -> dict[str, int]:
    """Make the table what the file says. Nothing hangs on a row, so missing ones are deleted."""
    deleted = staging.execute(f"DELETE FROM {_TABLE} p WHERE {_MISSING}")
    written = staging.upsert(
        ServedPostcode,
        key=["postcode", "course_id", "pickup_place"],
        columns={
            "postcode": "s.postcode",
            "service": "s.service",
            "course_id": "c.id",
            "pickup_place": "s.pickup_place",
        },
        joins="LEFT JOIN members_course c ON c.code = s.course",
    )
    return {_("追加・変更"): written, _("削除"): deleted}


SERVED_POSTCODES = register(
    FeedKind(
        name="served_postcodes",
        label=gettext_lazy("配達できる郵便番号"),
        row=ServedPostcodeRow,
        order=15,
        mode=Mode.WHOLE,
        snapshot=Snapshot.ALWAYS,
        key=("postcode", "course", "pickup_place"),
        checks=[
            Check(
                "コースコード",
                gettext_lazy("登録のないコースです。"),
                "s.course <> '' AND NOT EXISTS "
                "(SELECT FROM members_course c WHERE c.code = s.course)",
            ),
        ],
        measure=measure_served_postcodes,
        apply=apply_served_postcodes,
    )
)

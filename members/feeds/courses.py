"""``courses``: which course of which centre drives on which weekday."""

from collections.abc import Iterable
from typing import Annotated

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.models import Centre, Course
from todock.feeds.kinds import FeedKind, Mode, Problem, register
from todock.feeds.parsing.cells import Choice, CodeText, Text
from todock.feeds.parsing.rows import Row, column
from todock.feeds.staging import Staging

CourseCode = Annotated[str, CodeText(10)]


class CourseRow(Row):
    """コース."""

    code: CourseCode = column("コースコード")
    centre: Annotated[str, CodeText(10)] = column("センターコード")
    centre_name: Annotated[str, Text(60)] = column("センター名")
    weekday: Annotated[int, Choice({str(day.value): day.value for day in Course.Weekday})] = column(
        "曜日"
    )
    name: Annotated[str, Text(60)] = column("コース名", default="")


def check_courses(staging: Staging) -> Iterable[Problem]:
    """Find centres that the file calls by two names."""
    rows = staging.fetch(
        "SELECT s.line, s.centre_name FROM {staging} s WHERE EXISTS (SELECT FROM {staging} o "
        "WHERE o.centre = s.centre AND o.centre_name <> s.centre_name) ORDER BY s.line"
    )
    for line, name in rows:
        text = _("同じセンターコードに別のセンター名の行があります。")
        yield Problem(line, "センター名", name, text)


def apply_courses(staging: Staging) -> dict[str, int]:
    """Write centres and courses. A course that is missing stays: members hang on it."""
    centres = staging.upsert(
        Centre,
        key=["code"],
        columns={"code": "s.centre", "name": "s.centre_name"},
        joins="JOIN (SELECT min(line) AS line FROM {staging} GROUP BY centre) f ON f.line = s.line",
    )
    courses = staging.upsert(
        Course,
        key=["code"],
        columns={
            "code": "s.code",
            "centre_id": "c.id",
            "weekday": "s.weekday",
            "name": "s.name",
        },
        joins="JOIN members_centre c ON c.code = s.centre",
        fed_by={"name": "name"},
    )
    return {_("センターの追加・変更"): centres, _("コースの追加・変更"): courses}


COURSES = register(
    FeedKind(
        name="courses",
        label=gettext_lazy("コース"),
        row=CourseRow,
        order=10,
        mode=Mode.WHOLE,
        key=("code",),
        check=check_courses,
        apply=apply_courses,
    )
)

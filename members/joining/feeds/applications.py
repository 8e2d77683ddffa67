"""``applications_<YYYYMMDD>_<seq3>``: those who were approved, for the other systems.

What the columns and codes mean: docs/feeds.md.
"""

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import OuterRef, Subquery

from members.feeds import batches
from members.joining.models import Application, ApplicationEvent, ConsentDocument
from members.joining.rules.steps import State, Step
from members.models import AccessLog
from todock.feeds.models import FeedFile
from todock.lib import clock

KIND = "applications"
#: Codes of the file.
KINDS = {"join": 1, "delivery": 2, "both": 3}
DELIVERS_TO = {"home": 1, "work": 2, "pickup": 3}
BUILDING_KINDS = {"house": 1, "flat": 2, "other": 9}
CONTACT_BY = {"mail": 1, "phone": 2, "either": 3}
#: Columns whose cell is the column of the application as it stands.
_PLAIN = {
    "姓": "family_name",
    "名": "given_name",
    "セイ": "family_kana",
    "メイ": "given_kana",
    "メール": "email",
    "電話1": "phone",
    "電話2": "other_phone",
    "郵便番号": "postcode",
    "都道府県": "prefecture",
    "市区町村": "city",
    "町名番地": "street",
    "建物": "building",
    "勤め先": "workplace",
    "勤め先郵便番号": "workplace_postcode",
    "勤め先住所": "workplace_address",
    "大人の人数": "adults",
    "65歳以上の人数": "seniors",
    "出資口数": "share_units",
    "紹介者の組合員番号": "introducer_number",
    "置き場所": "drop_place",
    "オートロック": "locked_entrance",
    "希望の曜日": "weekday_hoped",
    "希望の初回企画回コード": "first_cycle_hoped",
    "紙カタログ": "paper_catalogue",
}
_CONSENTS = {
    "定款の版": ConsentDocument.Kind.ARTICLES,
    "利用規約の版": ConsentDocument.Kind.TERMS,
    "個人情報の取り扱いの版": ConsentDocument.Kind.PRIVACY,
    "お知らせメールの版": ConsentDocument.Kind.NEWS,
}
_AT_A_TIME = 1_000


def write_applications(*, at: datetime) -> list[FeedFile]:
    """Write those who were approved up to ``at``, as members.feeds.batches says."""
    return batches.write_waiting(BATCHES, at=at)


def _columns() -> Iterator[str]:
    yield from ["申込番号", "受付日時", "種別", "組合員番号", "コースコード", "初回企画回コード"]
    yield from _PLAIN
    yield from ["生年月日", "連絡方法", "お届け先", "建物の種類", "子どもの生まれ月"]
    yield from _CONSENTS
    yield from ["同意日時", "審査者", "決定日時"]


def _take(name: str, at: datetime) -> int:
    waiting = Application.objects.filter(state=State.APPROVED, export_name="")
    return waiting.update(export_name=name)


def _rows(name: str) -> Iterator[list[object]]:
    decided = ApplicationEvent.objects.filter(application=OuterRef("pk"), step=Step.APPROVED)
    rows = (
        Application.objects.filter(export_name=name)
        .annotate(decided_by=Subquery(decided.values("by_id")[:1]))
        .select_related("member", "course")
        .prefetch_related("consents__document")
        .order_by("decided_at", "pk")
    )
    for application in rows.iterator(chunk_size=_AT_A_TIME):
        yield [
            application.number,
            _instant(application.submitted_at),
            KINDS[application.kind],
            application.member and application.member.member_number,
            application.course and application.course.code,
            application.first_cycle,
            *(getattr(application, column) for column in _PLAIN.values()),
            _day(application.born_on),
            CONTACT_BY.get(application.contact_by),
            DELIVERS_TO.get(application.delivers_to),
            BUILDING_KINDS.get(application.building_kind),
            " ".join(f"{month:%Y%m}" for month in sorted(application.children)),
            *_consents(application),
            application.decided_by,
            _instant(application.decided_at),
        ]


def _consents(application: Application) -> Iterator[object]:
    """The version of each text that was agreed to, the newest; '' where it was not."""
    asked = sorted(application.consents.all(), key=lambda consent: (consent.at, consent.pk))
    last = {consent.document.kind: consent for consent in asked}
    for kind in _CONSENTS.values():
        consent = last.get(kind)
        yield consent.document.version if consent and consent.given else ""
    yield _instant(max((consent.at for consent in asked), default=None))


def _instant(at: datetime | None) -> str:
    return f"{clock.japan(at):%Y-%m-%d %H:%M}" if at else ""


def _day(on: date | None) -> str:
    return f"{on:%Y%m%d}" if on else ""


BATCHES = batches.Kind(
    name=KIND,
    subject=AccessLog.Subject.APPLICATION,
    model=Application,
    columns=list(_columns()),
    take=_take,
    rows_of=_rows,
)

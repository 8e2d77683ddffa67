"""Whether a file is applied: all there, not too bad, not overtaken, not too different."""

from dataclasses import dataclass, field

from django.conf import settings
from django.utils.translation import gettext as _

from todock.feeds.kinds import FeedKind, Mode
from todock.feeds.models import FeedFile
from todock.feeds.runs import guard
from todock.feeds.staging import Staging
from todock.lib.textfiles import Marker

State = FeedFile.State


@dataclass
class Outcome:
    """How a run ended, before it is written to the FeedFile."""

    state: str
    message: str
    result: dict = field(default_factory=dict)
    difference: dict = field(default_factory=dict)


class NotApplied(Exception):
    """Ends a run before anything is applied."""

    def __init__(self, state: str, message: str, difference: dict | None = None) -> None:
        super().__init__(message)
        self.outcome = Outcome(state, message, difference=difference or {})


def check_bytes(file: FeedFile, marker: Marker) -> None:
    """Refuse bytes that are not those of the marker, or that are in the tables already."""
    if marker.sha256 and marker.sha256 != file.sha256:
        raise NotApplied(
            State.REFUSED,
            _("ファイルの中身が印（.end）の SHA-256 と合いません。送り直してください。"),
        )
    earlier = (
        FeedFile.objects.in_the_tables()
        .filter(kind=file.kind, sha256=file.sha256)
        .exclude(pk=file.pk)
        .first()
    )
    if earlier:
        raise NotApplied(
            State.DUPLICATE,
            _("%s と同じ中身です。すでに反映済みなので、何も変えていません。") % earlier.name,
        )


def check_stale(file: FeedFile, kind: FeedKind) -> None:
    """Refuse a file of an ordered kind that is older than what is in the tables."""
    if not kind.ordered:
        return
    newer = FeedFile.objects.in_the_tables().filter(kind=file.kind, dated__gt=file.dated)
    if kind.scope is not None:
        newer = newer.filter(scopes__overlap=file.scopes)
    latest = newer.exclude(pk=file.pk).order_by("-dated").first()
    if latest:
        raise NotApplied(
            State.STALE,
            _("もっと新しい %s がすでに反映済みです。古い中身には戻しません。") % latest.name,
        )


def judge_rows(file: FeedFile, kind: FeedKind, marker: Marker, bad: int) -> None:
    """Refuse the file whole where it is not all there, or holds too many bad rows."""
    if marker.rows != file.rows:
        raise NotApplied(State.REFUSED, count_text(marker, file))
    if kind.mode is Mode.WHOLE and bad:
        raise NotApplied(
            State.REFUSED,
            _("%d行に問題があります。この種類は1行でも問題があると何も反映しません。") % bad,
        )
    if bad * 100 > settings.FEED_BAD_ROWS_PERCENT * file.rows:
        raise NotApplied(
            State.REFUSED,
            _(
                "%(rows)d行のうち%(bad)d行に問題があります。"
                "%(percent)g%%を超えたので、何も反映していません。"
            )
            % {"rows": file.rows, "bad": bad, "percent": settings.FEED_BAD_ROWS_PERCENT},
        )


def judge_scopes(file: FeedFile, kind: FeedKind) -> None:
    """Refuse a file that speaks of several things at once, or was overtaken by a later one."""
    if kind.scope is None:
        return
    if len(file.scopes) > 1 and not kind.several_scopes:
        raise NotApplied(
            State.REFUSED,
            _("1つのファイルに%(column)sが2つ以上あります: %(values)s")
            % {"column": kind.alias_of[kind.scope], "values": "、".join(file.scopes[:5])},
        )
    check_stale(file, kind)


def measure(staging: Staging) -> dict:
    """Ask the kind what would change; hold the file where the guard says so."""
    kind, file = staging.kind, staging.file
    if kind.measure is None:
        return {}
    measured = kind.measure(staging)
    difference = guard.to_json(measured)
    reasons = guard.reasons_to_hold(measured, full=file.full)
    if reasons and file.released_sha256 != file.sha256:
        text = " ".join(reasons) + _("違いを確かめて、よければ許可してください。")
        raise NotApplied(State.HELD, text, difference)
    return difference


def count_text(marker: Marker, file: FeedFile) -> str:
    """Say that the marker and the file have different numbers of rows."""
    return _("印（.end）では%(marker)d行、ファイルは%(rows)d行です。送り直してください。") % {
        "marker": marker.rows,
        "rows": file.rows,
    }

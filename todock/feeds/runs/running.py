"""One run: a file from the storage into the tables, in one transaction, or not at all.

Only one file is worked on at a time, whoever starts the run: the transaction holds an advisory
lock. When the process dies, PostgreSQL rolls back and frees the lock, the file is still marked as
running, and the next look into the inbox takes it up again.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce, Now, NullIf
from django.db.utils import Error, InterfaceError, OperationalError
from django.utils.translation import gettext as _

from todock.feeds import places
from todock.feeds.kinds import FeedKind, Problem, Snapshot
from todock.feeds.models import FeedFile
from todock.feeds.parsing import checking, loading, problems
from todock.feeds.places import Fetched
from todock.feeds.runs import judging
from todock.feeds.runs.judging import NotApplied, Outcome
from todock.feeds.runs.progress import Progress
from todock.feeds.staging import Staging
from todock.lib.textfiles import Marker, Unreadable

logger = logging.getLogger(__name__)

State = FeedFile.State

#: The advisory lock of all runs ("feed" in ASCII).
LOCK = 0x66656564
#: A file whose run died so often is not taken up again by itself.
MOST_ATTEMPTS = 5
#: Longest wait for a row that a member's order holds, in a run.
_LOCK_TIMEOUT = "60s"


class Busy(Exception):
    """Another process is working on a file."""


def run(file: FeedFile, *, by: str, wait: bool = False) -> FeedFile:
    """Work on one waiting file (or one whose run died) until it is applied, refused or held.

    Returns the file as it stands afterwards; it is not yet put away. ``wait`` waits for the run of
    another process to end. Raises Busy without it.
    """
    with _only_one(wait=wait):
        pass
    claimed = (
        FeedFile.objects.to_do()
        .filter(pk=file.pk)
        .update(
            state=State.RUNNING,
            # Who released or retried a file stays named when the timer takes it up.
            by=Coalesce(NullIf(F("by"), Value("")), Value(by[:150])),
            attempts=F("attempts") + 1,
            started_at=Now(),
            progress_at=Now(),
            finished_at=None,
            done=0,
            message="",
            step=_("読み込み"),
        )
    )
    file.refresh_from_db()
    if not claimed:
        return file
    try:
        _run_claimed(file, wait=wait)
    except Busy:
        # The other one will find this file when it is through with its own.
        raise
    except FileNotFoundError:
        _finish(file, Outcome(State.FAILED, _("ファイルが見つかりません。")))
    except (OperationalError, InterfaceError) as error:
        _after_database_trouble(file, error)
    except Exception as error:
        logger.error("feed file %s failed: %s", file.pk, _without_values(error))
        text = _("処理が途中で止まりました。何も書き込んでいません。") + f" {_short(error)}"
        _finish(file, Outcome(State.FAILED, text))
    file.refresh_from_db()
    logger.info("feed file %s: %s", file.name, file.state)
    return file


def _run_claimed(file: FeedFile, *, wait: bool) -> None:
    if file.attempts > MOST_ATTEMPTS:
        text = _("%d回続けて処理が途中で止まりました。係に知らせてください。") % MOST_ATTEMPTS
        _finish(file, Outcome(State.FAILED, text))
        return
    parts = places.parse_name(file.name)
    kind = file.feed_kind if parts else None
    if kind is None:
        text = (
            _("「%s」という種類は知りません。") % file.kind
            if parts
            else _("ファイル名が「種類_年月日_番号3桁.csv」の形ではありません。")
        )
        _finish(file, Outcome(State.REFUSED, text))
        return
    with places.fetched(file.location) as fetched, _only_one(wait=wait):
        if not FeedFile.objects.to_do().filter(pk=file.pk).exists():
            return
        with Progress(file.pk) as progress:
            _work(file, kind, fetched, progress)


def _work(file: FeedFile, kind: FeedKind, fetched: Fetched, progress: Progress) -> None:
    """Do everything between fetching and commit. Runs inside the transaction of the run."""
    file.sha256, file.size = fetched.sha256, fetched.size
    file.rows = file.good = file.bad = file.warnings = 0
    file.scopes, file.bad_rows = [], ""
    file.problems.all().delete()
    try:
        marker = _read_marker(file)
        file.total = marker.rows
        file.full = kind.snapshot is Snapshot.ALWAYS or (
            kind.snapshot is Snapshot.MARKER and marker.mode == "full"
        )
        judging.check_bytes(file, marker)
        if kind.scope is None:
            judging.check_stale(file, kind)
    except (NotApplied, Unreadable) as refusal:
        _finish(file, _outcome_of(refusal))
        return
    staging = Staging(kind, file, full=file.full)
    staging.create()
    try:
        outcome = _stage_and_apply(staging, marker, fetched, progress)
    except (NotApplied, Unreadable) as refusal:
        outcome = _outcome_of(refusal)
    file.bad, file.warnings = problems.count_in_table(staging)
    file.good = max(0, file.rows - file.bad)
    problems.keep(staging)
    _finish(file, outcome)
    staging.drop()


def _stage_and_apply(
    staging: Staging, marker: Marker, fetched: Fetched, progress: Progress
) -> Outcome:
    file, kind = staging.file, staging.kind
    encoding = file.encoding
    file.rows = loading.load(
        staging,
        fetched.file,
        encoding=encoding,
        tell=lambda done: progress.tell(done, step=_("読み込み")),
    )
    if marker.rows != file.rows:
        problems.save_in_table(staging, [Problem(0, "", "", judging.count_text(marker, file))])
    progress.tell(step=_("検査"))
    staging.execute("ANALYZE {staging}")
    checking.check_rows(staging)
    progress.tell(step=_("検査"))
    bad, _warnings = problems.count_in_table(staging)
    if bad:
        file.bad_rows = problems.store_bad_rows(staging, fetched.file, encoding=encoding)
    file.scopes = staging.scopes = checking.find_scopes(staging)
    judging.judge_rows(file, kind, marker, bad)
    if bad:
        checking.drop_bad_rows(staging)
        file.scopes = staging.scopes = checking.find_scopes(staging)
    judging.judge_scopes(file, kind)
    difference = judging.measure(staging)
    progress.tell(step=_("反映"))
    result = kind.apply(staging)
    if bad:
        state, text = State.PARTLY, _("%(good)d行を反映し、%(bad)d行を残しました。")
    else:
        state, text = State.APPLIED, _("%(good)d行を反映しました。")
    return Outcome(
        state,
        text % {"good": file.rows - bad, "bad": bad},
        result=dict(result or {}),
        difference=difference,
    )


def _read_marker(file: FeedFile) -> Marker:
    path = places.find_marker(file.location)
    if path is None:
        raise NotApplied(State.REFUSED, _("印（.end）がありません。"))
    content = places.read_bytes(path)
    file.marker = content[:2000].decode("utf-8", "replace").replace("\x00", "")
    return Marker.parse(content)


def _outcome_of(refusal: NotApplied | Unreadable) -> Outcome:
    if isinstance(refusal, NotApplied):
        return refusal.outcome
    return Outcome(State.REFUSED, str(refusal))


def _finish(file: FeedFile, outcome: Outcome) -> None:
    file.state = outcome.state
    file.message = outcome.message
    file.result = outcome.result
    file.difference = outcome.difference
    file.finished_at = None if outcome.state == State.HELD else Now()
    file.progress_at = Now()
    file.step = ""
    file.done = file.rows
    file.save()


def _after_database_trouble(file: FeedFile, error: Error) -> None:
    """Leave the file to the next look: a deadlock, a lost connection or a full disk may pass."""
    logger.warning(
        "feed file %s: database trouble, it is tried again: %s", file.pk, _without_values(error)
    )
    if connection.in_atomic_block:
        raise error
    try:
        FeedFile.objects.filter(pk=file.pk, state=State.RUNNING).update(
            state=State.WAITING, message=_("データベースの都合で中断しました。自動でやり直します。")
        )
    except Error as second:
        logger.error(
            "feed file %s stays marked as running until the next look: %s",
            file.pk,
            _without_values(second),
        )


def _without_values(error: Exception) -> str:
    """Name an error for the log: its text may hold values of a row, such as a member's name."""
    for each in (error, error.__cause__):
        constraint = getattr(getattr(each, "diag", None), "constraint_name", None)
        if constraint:
            return f"{type(error).__name__} ({constraint})"
    return type(error).__name__


def _short(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".splitlines()[0][:300]


@contextmanager
def _only_one(*, wait: bool) -> Iterator[None]:
    """Open the transaction of a run, holding the lock of all runs. Raises Busy."""
    with transaction.atomic(), connection.cursor() as cursor:
        # The limits of a page do not fit a run, which may take minutes.
        cursor.execute("SET LOCAL statement_timeout = 0")
        if wait:
            cursor.execute("SET LOCAL lock_timeout = 0")
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        else:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
            if not cursor.fetchone()[0]:
                raise Busy
        cursor.execute(f"SET LOCAL lock_timeout = '{_LOCK_TIMEOUT}'")
        yield

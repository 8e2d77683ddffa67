"""The inbox: what has arrived becomes FeedFiles, which are worked through in order."""

import logging
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from todock.feeds import places
from todock.feeds.kinds import get_kind
from todock.feeds.models import FeedFile
from todock.feeds.runs import running
from todock.lib.clock import now

logger = logging.getLogger(__name__)

State = FeedFile.State

#: A finished file that lies in the inbox for longer was left there by a run that died.
HEAL_AFTER = timedelta(minutes=5)


def look(*, by: str) -> list[FeedFile]:
    """Note what has arrived, work through all that waits, put it away; return what was done.

    Several at once are harmless: the others find a run going on and leave the rest to it. What
    an earlier look left behind when it died is finished first.
    """
    heal()
    note_arrivals()
    return work_through(by=by)


def note_arrivals() -> None:
    """Make a waiting FeedFile of each data file in the inbox whose marker lies beside it."""
    known = set(_names_taken())
    names = set(places.list_folder(places.INBOX))
    for name in sorted(names):
        if not name.endswith(".csv") or names.isdisjoint(places.marker_names(name)):
            continue
        location = f"{places.INBOX}/{name}"
        if name in known:
            _take_back_replaced(name, location)
        elif places.storage().exists(location):
            note(name, location)


def note(name: str, location: str, *, by: str = "") -> FeedFile:
    """Return the waiting FeedFile of a data file; the same one when it was noted before."""
    parts = places.parse_name(name)
    try:
        with transaction.atomic():
            return FeedFile.objects.create(
                kind=parts.kind if parts else name.split("_")[0][:40],
                dated=parts.dated if parts else "",
                name=name[:200],
                location=location,
                by=by,
            )
    except IntegrityError:
        return FeedFile.objects.incoming().get(name=name[:200], state__in=FeedFile.OPEN_STATES)


def work_through(*, by: str) -> list[FeedFile]:
    """Run all files that are to be done: by kind in the order of dependence, then by date."""
    tried: set[int] = set()
    ended = []
    while file := _next(tried):
        tried.add(file.pk)
        try:
            ended.append(run_and_put_away(file, by=by))
        except running.Busy:
            break
    return ended


def run_and_put_away(
    file: FeedFile, *, by: str, wait: bool = False, inline: bool = False
) -> FeedFile:
    """Run one file, do what comes after its commit, and put it into done or failed.

    ``inline`` does the work that follows (pictures) at once instead of by task. Raises Busy
    when another process works on a file, unless ``wait``.
    """
    file = running.run(file, by=by, wait=wait)
    if file.state in FeedFile.FINISHED_STATES and not file.put_away:
        follow_up(file, inline=inline)
    return file


def follow_up(file: FeedFile, *, inline: bool = False) -> None:
    """Do what comes after the commit, and move the file. Safe to repeat after a crash.

    An error is logged; the file stays in the inbox, marked as not put away, and is taken up
    again by :func:`heal`.
    """
    kind = file.feed_kind
    try:
        if kind and kind.after_apply and file.state in FeedFile.APPLIED_STATES:
            kind.after_apply(file, inline)
            file.refresh_from_db()
        put_away(file)
    except Exception:
        logger.exception("feed file %s was not put away", file.name)


def put_away(file: FeedFile) -> None:
    """Move a finished file and its marker to ``done/<date>/`` or ``failed/<date>/``."""
    done = file.state in {State.APPLIED, State.PARTLY, State.DUPLICATE}
    location = places.put_away(
        file.location,
        folder=places.folder_of(ok=done, at=file.finished_at),
        file_id=file.pk,
        sha256=file.sha256,
    )
    if location is None:
        logger.warning("feed file %s is gone from %s", file.name, file.location)
    file.location = location or file.location
    file.put_away = True
    file.save(update_fields=["location", "put_away"])


def heal() -> None:
    """Finish what runs left that died between their commit and the end."""
    for file in FeedFile.objects.not_put_away().filter(finished_at__lt=now() - HEAL_AFTER):
        follow_up(file)


def _names_taken() -> list[str]:
    open_files = FeedFile.objects.incoming().filter(state__in=FeedFile.OPEN_STATES)
    names = FeedFile.objects.not_put_away().values_list("name", flat=True)
    return [*open_files.values_list("name", flat=True), *names]


def _take_back_replaced(name: str, location: str) -> None:
    """Run a held file anew when its sender has put another one in its place."""
    held = FeedFile.objects.incoming().filter(name=name, state=State.HELD)
    file = held.first()
    if file is None:
        return
    marker = places.find_marker(location)
    if marker and places.read_bytes(marker).decode("utf-8", "replace")[:2000] != file.marker:
        held.update(
            state=State.WAITING,
            location=location,
            attempts=0,
            message=_("保留中に新しい中身が届きました。"),
        )


def _next(tried: set[int]) -> FeedFile | None:
    files = FeedFile.objects.to_do().exclude(pk__in=tried)
    return min(files, key=_turn, default=None)


def _turn(file: FeedFile) -> tuple:
    kind = get_kind(file.kind)
    return (kind.order if kind else 0, file.kind, file.dated, file.pk)

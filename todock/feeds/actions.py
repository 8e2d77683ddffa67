"""What people do with feed files: bring, retry, release. Each raises a Refusal with a reason."""

from collections.abc import Iterable
from pathlib import Path
from typing import IO

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from todock.feeds import inbox, places, refusals
from todock.feeds.kinds import get_kind
from todock.feeds.models import FeedFile
from todock.lib.clock import now
from todock.lib.textfiles import Marker, Records, Unreadable

State = FeedFile.State


def bring(
    *,
    name: str,
    data: IO[bytes],
    marker: bytes | None,
    mode: str | None = None,
    by: str = "",
) -> FeedFile:
    """Put a data file and its marker into the inbox, and return its waiting FeedFile.

    Without ``marker`` one is made: rows counted, SHA-256, and ``mode`` (full, delta or None).
    The same bytes as those of a file of this name under way are that file, so that who was
    interrupted may simply bring it again. Raises a Refusal when the name is not that of a known
    kind, another file of this name is under way, or the rows cannot be counted.
    """
    parts = places.parse_name(name)
    kind = get_kind(parts.kind) if parts else None
    if kind is None:
        raise refusals.UnknownName
    under_way = FeedFile.objects.to_do().filter(name=name).first()
    if under_way:
        if _same_bytes(data, under_way.location):
            return under_way
        raise refusals.NameUnderWay
    # What lies there under this name from a run that died is put away before it is overwritten.
    for left in FeedFile.objects.not_put_away().filter(name=name):
        inbox.follow_up(left)
    location = f"{places.INBOX}/{name}"
    _drop_markers(location)
    data.seek(0)
    places.write(location, data)
    if marker is None:
        marker = _make_marker(location, encoding=FeedFile(kind=kind.name).encoding, mode=mode)
    places.write(places.marker_names(location)[0], marker)
    FeedFile.objects.incoming().filter(name=name, state=State.HELD).update(
        state=State.WAITING, location=location, attempts=0, by=by
    )
    return inbox.note(name, location, by=by)


def bring_from_disk(path: Path) -> FeedFile:
    """Put a data file of this machine, its marker and its companions into the inbox.

    The marker lies beside it; companions in ``images/`` beside it. Raises a Refusal, also when
    file or marker are missing.
    """
    if not path.is_file():
        raise refusals.FileMissing(path)
    markers = [path.with_name(name) for name in places.marker_names(path.name)]
    marker = next((found for found in markers if found.is_file()), None)
    if marker is None:
        raise refusals.MarkerMissing(markers[0].name)
    parts = places.parse_name(path.name)
    kind = get_kind(parts.kind) if parts else None
    if kind and kind.companions:
        _bring_companions(path.parent / places.IMAGES)
    with path.open("rb") as data:
        return bring(name=path.name, data=data, marker=marker.read_bytes())


def retry(*, file: FeedFile, by: str) -> FeedFile:
    """Let a refused, stale, failed or partly applied file run again from where it lies.

    Raises a Refusal when it is in another state by now, or another file of its name is under way.
    """
    with transaction.atomic():
        file = FeedFile.objects.select_for_update().get(pk=file.pk)
        if file.direction != FeedFile.Direction.IN or file.state not in FeedFile.RETRY_STATES:
            raise refusals.NotToRetry(file.get_state_display())
        if FeedFile.objects.filter(name=file.name, state__in=FeedFile.OPEN_STATES).exists():
            raise refusals.NameUnderWay(_("同じ名前のファイルが処理を待っています。"))
        file.state = State.WAITING
        file.attempts = 0
        file.put_away = False
        file.by = by
        file.save(update_fields=["state", "attempts", "put_away", "by"])
    return file


def release(*, file: FeedFile, sha256: str, by: str) -> FeedFile:
    """Let a held file be applied: exactly the bytes (``sha256``) whose difference was looked at.

    Raises a Refusal when it is not held any more, or held with other bytes.
    """
    released = FeedFile.objects.filter(pk=file.pk, state=State.HELD, sha256=sha256).update(
        state=State.WAITING, released_sha256=sha256, attempts=0, by=by, progress_at=now()
    )
    if not released:
        raise refusals.NoLongerHeld
    file.refresh_from_db()
    return file


def reject(*, file: FeedFile, by: str) -> FeedFile:
    """Send a held file back: it is not applied, and moves to ``failed``.

    Raises a Refusal when it is not held any more.
    """
    rejected = FeedFile.objects.filter(pk=file.pk, state=State.HELD).update(
        state=State.REFUSED,
        finished_at=now(),
        by=by,
        message=_("職員が差し戻しました。"),
    )
    if not rejected:
        raise refusals.NoLongerHeld
    file.refresh_from_db()
    inbox.follow_up(file)
    return file


def _same_bytes(data: IO[bytes], location: str) -> bool:
    data.seek(0)
    marked = places.storage().exists(location) and places.find_marker(location)
    return bool(marked) and places.sha256_of(location) == places.digest_of(data)


def _make_marker(location: str, *, encoding: str, mode: str | None) -> bytes:
    with places.fetched(location) as fetched:
        try:
            rows = _count(Records(fetched.file, encoding=encoding).rows()) - 1
        except Unreadable as error:
            raise refusals.RowsNotCounted(str(error)) from error
        return Marker(max(0, rows), fetched.sha256, mode).to_bytes()


def _bring_companions(folder: Path) -> None:
    if not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        if path.is_file():
            with path.open("rb") as source:
                places.write(f"{places.INBOX}/{places.IMAGES}/{path.name}", File(source))


def _drop_markers(location: str) -> None:
    for marker in places.marker_names(location):
        if places.storage().exists(marker):
            places.storage().delete(marker)


def _count(items: Iterable[object]) -> int:
    return sum(1 for _item in items)

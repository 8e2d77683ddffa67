"""Files that lie beside a data file, such as the pictures of an ``images`` file."""

from pathlib import PurePosixPath

from django.core.files.base import File

from todock.feeds import places
from todock.feeds.models import FeedFile


class CompanionMissing(Exception):
    """There is no such file beside the data file."""


def open_companion(feed_file: FeedFile, name: str) -> File:
    """Open the file ``name`` that came with ``feed_file``, for reading bytes; close it after use.

    It lies in ``images/`` beside the data file, in ``inbox/images/``, or, when it was put away
    already, in ``images/`` under the done folder of the day. Raises CompanionMissing, also for a
    name with a folder in it.
    """
    place = places.storage()
    for path in _paths(feed_file, name):
        if place.exists(path):
            return place.open(path, "rb")
    raise CompanionMissing(name)


def put_away_companion(feed_file: FeedFile, name: str, *, ok: bool = True) -> None:
    """Move a companion that is done with into ``images/`` under done or failed; safe to repeat."""
    if not feed_file.finished_at:
        return
    target = f"{places.folder_of(ok=ok, at=feed_file.finished_at)}/{places.IMAGES}/{name}"
    source = f"{places.INBOX}/{places.IMAGES}/{name}"
    if _is_plain(name) and places.storage().exists(source):
        places.move(source, target)


def _paths(feed_file: FeedFile, name: str) -> list[str]:
    if not _is_plain(name):
        return []
    folders = [str(PurePosixPath(feed_file.location).parent), places.INBOX]
    if feed_file.finished_at:
        folders += [places.folder_of(ok=ok, at=feed_file.finished_at) for ok in (True, False)]
    return list(dict.fromkeys(f"{folder}/{places.IMAGES}/{name}" for folder in folders))


def _is_plain(name: str) -> bool:
    """Whether this is the name of a file, and no way out of its folder."""
    return name not in {"", ".", ".."} and not set(name) & {"/", "\\", "\x00"}

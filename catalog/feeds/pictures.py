"""From the file that a feed brought to WebP pictures in the widths of PICTURE_WIDTHS.

New files first, then the pointer in one transaction, and the old folder is deleted days later: a
page never shows a picture that is not there. Making the same picture twice gives the same folder.
"""

import hashlib
import io
import logging
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import NamedTuple

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage, default_storage
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from catalog import actions
from catalog.models import PendingPicture, Picture, ReplacedPicture
from todock.feeds import companions
from todock.feeds.parsing import problems
from todock.lib import clock

logger = logging.getLogger(__name__)

FORMATS = ["JPEG", "PNG", "WEBP"]
QUALITY = 80
#: WebP's method, 0 fast to 6 small: 3 takes twice as long for 10 % fewer bytes (measured).
EFFORT = 2
_THREADS = 2
#: A picture that waits for longer was lost by a worker or a broker.
LEFT_BEHIND_AFTER = timedelta(hours=1)
#: Pictures of one task.
_BATCH = 20


class UnusablePictureError(Exception):
    """A file that cannot become a picture; its text is Japanese, for staff."""


class Drawn(NamedTuple):
    """A picture in its widths; ``width`` and ``height`` are pixels of the widest file."""

    folder: str
    width: int
    height: int
    #: WebP by width.
    files: dict[int, bytes]


def make_of_file(feed_file_id: int) -> None:
    """Make all pictures of one ``images`` file that still wait."""
    for keys in batches(feed_file_id):
        make(keys)


def batches(feed_file_id: int) -> Iterator[list[str]]:
    """Yield the keys of one file that wait in portions for a task."""
    return _portions(PendingPicture.objects.filter(feed_file_id=feed_file_id))


def _portions(waiting: QuerySet[PendingPicture]) -> Iterator[list[str]]:
    keys = list(waiting.order_by("image_key").values_list("image_key", flat=True))
    for start in range(0, len(keys), _BATCH):
        yield keys[start : start + _BATCH]


def make(keys: Iterable[str]) -> int:
    """Make the pictures of these keys as far as they still wait; return how many are new.

    Safe to run twice, also at the same time. What cannot be made becomes a problem of its row;
    where something else fails, such as the storage, the picture waits for the sweep.
    """
    waiting = PendingPicture.objects.filter(image_key__in=list(keys)).select_related("feed_file")
    made = 0
    # Pillow works beside Python: the threads read and draw, the database is left to this one.
    with ThreadPoolExecutor(_THREADS) as pool:
        for pending, drawing in [(row, pool.submit(_draw, row)) for row in waiting]:
            try:
                made += _show(pending, drawing.result())
            except UnusablePictureError as error:
                problems.add(
                    pending.feed_file, pending.line, "ファイル名", pending.file_name, str(error)
                )
                _done(pending, ok=False)
            except Exception:
                logger.exception("pending picture %s was not made", pending.pk)
    if made:
        actions.redraw()
    return made


def make_left_behind() -> int:
    """Make what still waits although its file was finished an hour ago; return how many."""
    since = clock.now() - LEFT_BEHIND_AFTER
    left = PendingPicture.objects.filter(feed_file__finished_at__lt=since)
    return sum(make(keys) for keys in _portions(left))


def delete_replaced() -> int:
    """Delete the folders of pictures that were replaced long enough ago; return how many."""
    deleted = 0
    due = ReplacedPicture.objects.filter(delete_after__lte=clock.now())
    for pk in list(due.values_list("pk", flat=True)):
        with transaction.atomic():
            # Held while the files go, so that a picture that comes back waits for it.
            replaced = due.select_for_update(skip_locked=True).filter(pk=pk).first()
            if replaced is None:
                continue
            if not Picture.objects.filter(folder=replaced.folder).exists():
                _delete_folder(default_storage, replaced.folder)
            replaced.delete()
            deleted += 1
    return deleted


def read(file: File) -> Image.Image:
    """Return the picture of an open file: upright, RGB, transparent parts white.

    The limits on bytes and pixels are judged by the header, before anything is unpacked. Raises
    UnusablePictureError.
    """
    if file.size > settings.PICTURE_MAX_BYTES:
        raise UnusablePictureError(
            _("ファイルが大きすぎます（%(size)dバイト、%(most)dバイトまで）。")
            % {"size": file.size, "most": settings.PICTURE_MAX_BYTES}
        )
    try:
        image = Image.open(file, formats=FORMATS)
        if image.width * image.height > settings.PICTURE_MAX_PIXELS:
            raise UnusablePictureError(
                _("画像が大きすぎます（%(width)d×%(height)d、%(most)d画素まで）。")
                % {
                    "width": image.width,
                    "height": image.height,
                    "most": settings.PICTURE_MAX_PIXELS,
                }
            )
        # A JPEG is unpacked at a fraction of its size: memory stays small.
        widest = max(settings.PICTURE_WIDTHS)
        image.draft("RGB", (widest * 2, widest * 2))
        return _on_white(ImageOps.exif_transpose(image))
    except Image.DecompressionBombError as error:
        raise UnusablePictureError(_("画像が大きすぎます。")) from error
    except UnidentifiedImageError as error:
        raise UnusablePictureError(
            _("画像として読めません（JPEG・PNG・WebP だけ使えます）。")
        ) from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise UnusablePictureError(_("画像が途中で切れているか、壊れています。")) from error


def _draw(pending: PendingPicture) -> Drawn:
    try:
        source = companions.open_companion(pending.feed_file, pending.file_name)
    except companions.CompanionMissing as error:
        raise UnusablePictureError(_("画像のファイルがありません。")) from error
    with source:
        image = read(source)
        source.seek(0)
        digest = hashlib.file_digest(source, "sha256").hexdigest()
    files = {}
    for width in sorted(settings.PICTURE_WIDTHS, reverse=True):
        # From the next larger one: the details that are lost are lost anyway.
        image = _resized(image, width)
        if not files:
            widest = image.size
        data = io.BytesIO()
        image.save(data, "WEBP", quality=QUALITY, method=EFFORT)
        files[width] = data.getvalue()
    return Drawn(f"{pending.image_key}-{digest[:16]}", *widest, files)


def _show(pending: PendingPicture, drawn: Drawn) -> bool:
    # A folder that waits to be deleted is taken back before its files are written.
    ReplacedPicture.objects.filter(folder=drawn.folder).delete()
    for width, data in drawn.files.items():
        path = f"pictures/{drawn.folder}/{width}.webp"
        if not default_storage.exists(path):
            default_storage.save(path, ContentFile(data))
    with transaction.atomic():
        # Another worker, or a newer file, may have been faster.
        still = PendingPicture.objects.select_for_update().filter(
            pk=pending.pk,
            feed_file_id=pending.feed_file_id,
            source_updated_at=pending.source_updated_at,
        )
        if not still.exists():
            return False
        changed = actions.point_picture(
            image_key=pending.image_key,
            folder=drawn.folder,
            width=drawn.width,
            height=drawn.height,
            source_updated_at=pending.source_updated_at,
        )
    _done(pending, ok=True)
    return changed


def _done(pending: PendingPicture, *, ok: bool) -> None:
    PendingPicture.objects.filter(pk=pending.pk, feed_file_id=pending.feed_file_id).delete()
    if not PendingPicture.objects.filter(file_name=pending.file_name).exists():
        companions.put_away_companion(pending.feed_file, pending.file_name, ok=ok)


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode == "RGB":
        image.load()
        return image
    if not image.has_transparency_data:
        return image.convert("RGB")
    image = image.convert("RGBA")
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=image.getchannel("A"))
    return white


def _resized(image: Image.Image, width: int) -> Image.Image:
    """Return the picture at ``width`` pixels; a smaller one is not blown up."""
    if image.width <= width:
        return image
    height = max(1, round(image.height * width / image.width))
    return image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)


def _delete_folder(storage: Storage, folder: str) -> None:
    path = f"pictures/{folder}"
    try:
        names = storage.listdir(path)[1]
    except FileNotFoundError:
        return
    for name in names:
        storage.delete(f"{path}/{name}")
    storage.delete(path)

"""``images``: which picture file belongs to which key; the pictures are made after the commit."""

import logging
from typing import Annotated

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from kombu.exceptions import OperationalError

from catalog.feeds import pictures
from catalog.feeds.products import ImageKey
from catalog.models import PendingPicture
from todock.feeds.kinds import Check, FeedKind, Mode, register
from todock.feeds.models import FeedFile
from todock.feeds.parsing.cells import CodeText, InstantJST
from todock.feeds.parsing.rows import Row, column
from todock.feeds.staging import Staging

logger = logging.getLogger(__name__)


class ImageRow(Row):
    """画像."""

    image_key: ImageKey = column("画像キー")
    file_name: Annotated[str, CodeText(200)] = column("ファイル名")
    updated_at: InstantJST | None = column("更新日時", default=None)


def apply(staging: Staging) -> dict[str, int]:
    """Note what is to be made: not what is shown with the same or a later 更新日時.

    Nor does an older picture take the place of a later one that waits.
    """
    # Serialises with workers that are making an older picture of the same key.
    noted = staging.upsert(
        PendingPicture,
        key=["image_key"],
        columns={
            "image_key": "s.image_key",
            "file_name": "s.file_name",
            "feed_file_id": "%s::bigint",
            "line": "s.line",
            "source_updated_at": "s.updated_at",
        },
        where="NOT EXISTS (SELECT FROM catalog_picture p WHERE p.image_key = s.image_key "
        "AND p.source_updated_at >= s.updated_at) "
        "AND NOT EXISTS (SELECT FROM catalog_pendingpicture w WHERE w.image_key = s.image_key "
        "AND w.source_updated_at > s.updated_at)",
        params=[staging.file.pk],
    )
    return {_("作成する画像"): noted}


def after_apply(feed_file: FeedFile, inline: bool) -> None:
    """Make the pictures of the file: at once, or by tasks of the worker."""
    if inline:
        pictures.make_of_file(feed_file.pk)
        return
    from catalog import tasks

    try:
        for keys in pictures.batches(feed_file.pk):
            tasks.make_pictures.delay(keys)
    except (OperationalError, OSError) as error:
        # Nothing is lost: the sweep takes up what waits.
        logger.warning("pictures of %s wait for the sweep: %s", feed_file.name, error)


KIND = register(
    FeedKind(
        name="images",
        label=gettext_lazy("画像"),
        row=ImageRow,
        order=40,
        mode=Mode.ROWS,
        key=("image_key",),
        ordered=False,
        checks=[
            Check(
                "ファイル名",
                gettext_lazy("フォルダーを含む名前は使えません。"),
                r"s.file_name ~ '[/\\]' OR s.file_name IN ('.', '..')",
            ),
        ],
        apply=apply,
        after_apply=after_apply,
        companions=True,
    )
)

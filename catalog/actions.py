"""Every write of the catalogue that matters."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from catalog.models import Cycle, Picture, ReplacedPicture
from catalog.search import find
from todock.lib import clock

#: Pages that are open in a browser may ask for a picture that was replaced for so long.
REPLACED_PICTURES_STAY = timedelta(days=7)


def redraw(*, cycles: Iterable[str] | None = None) -> int:
    """Make the kept pieces of pages stale: of the cycles with these codes, or of all.

    Call it in the transaction that changed what a page shows. Returns the number of cycles.
    """
    concerned = Cycle.objects.all() if cycles is None else Cycle.objects.filter(code__in=cycles)
    return concerned.redrawn()


def synonyms_changed() -> None:
    """Let searches use the synonyms as they stand now."""
    transaction.on_commit(find.forget_synonyms)


@transaction.atomic
def point_picture(
    *,
    image_key: str,
    folder: str,
    width: int,
    height: int,
    source_updated_at: datetime | None,
    at: datetime | None = None,
) -> bool:
    """Let ``image_key`` show the files in ``folder``, which must be there already.

    The folder it showed before is deleted REPLACED_PICTURES_STAY later. Does not redraw cycles.
    Returns whether another folder is shown now.
    """
    picture = Picture.objects.select_for_update().filter(image_key=image_key).first()
    before = picture.folder if picture else ""
    Picture.objects.update_or_create(
        image_key=image_key,
        defaults={
            "folder": folder,
            "width": width,
            "height": height,
            "source_updated_at": source_updated_at,
        },
    )
    ReplacedPicture.objects.filter(folder=folder).delete()
    if before and before != folder:
        ReplacedPicture.objects.get_or_create(
            folder=before,
            defaults={"delete_after": (at or clock.now()) + REPLACED_PICTURES_STAY},
        )
    return before != folder

"""Which files a picture shows."""

from datetime import datetime, timedelta

from django.db import transaction

from catalog.models import Picture, ReplacedPicture
from todock.lib import clock

#: Pages that are open in a browser may ask for a picture that was replaced for so long.
REPLACED_PICTURES_STAY = timedelta(days=7)


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

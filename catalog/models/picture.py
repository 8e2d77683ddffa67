"""Pictures in three widths."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Picture(models.Model):
    """A picture of the ``images`` feed, kept as WebP in the widths of PICTURE_WIDTHS.

    The files are ``pictures/<folder>/<width>.webp`` on the default storage. ``folder`` carries a
    hash of the source, so that a new picture has a new address.
    """

    image_key = models.CharField(_("画像キー"), max_length=60, unique=True)
    folder = models.CharField(max_length=120)
    #: Pixels of the widest file.
    width = models.PositiveIntegerField(_("幅"))
    height = models.PositiveIntegerField(_("高さ"))
    source_updated_at = models.DateTimeField(_("更新日時"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("画像")

    def __str__(self) -> str:
        return self.image_key

    def path(self, width: int) -> str:
        """Return the name of the file of ``width`` pixels on the default storage."""
        return f"pictures/{self.folder}/{width}.webp"


class ReplacedPicture(models.Model):
    """A folder of pictures that nothing points to any more, deleted after ``delete_after``.

    Pages that are open in a browser may still ask for it until then.
    """

    folder = models.CharField(max_length=120, unique=True)
    delete_after = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = _("差し替え済みの画像")

    def __str__(self) -> str:
        return self.folder

"""Pictures that wait to be made from the files of an ``images`` feed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PendingPicture(models.Model):
    """A row of an ``images`` file whose picture is not made yet.

    Written with the file and deleted when its picture is shown or became a row problem, so that
    a worker that dies, or a broker that is away, loses nothing.
    """

    image_key = models.CharField(_("画像キー"), max_length=60, unique=True)
    file_name = models.CharField(_("ファイル名"), max_length=200)
    feed_file = models.ForeignKey("feeds.FeedFile", models.CASCADE, related_name="+")
    line = models.PositiveIntegerField(_("行"))
    source_updated_at = models.DateTimeField(_("更新日時"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("作成待ちの画像")

    def __str__(self) -> str:
        return self.image_key

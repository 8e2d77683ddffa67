"""The tree of categories."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CategoryQuerySet(models.QuerySet):
    """Categories in business words."""

    def standing(self) -> "CategoryQuerySet":
        """Categories that the last snapshot still holds."""
        return self.filter(withdrawn_at__isnull=True)


class Category(models.Model):
    """分類. ``path`` holds the codes from the top down, each closed by a slash: ``01/0102/``."""

    code = models.CharField(_("分類コード"), max_length=20, unique=True)
    name = models.CharField(_("分類名"), max_length=60)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("親分類"),
    )
    path = models.CharField(_("経路"), max_length=200, db_index=True)
    sort = models.IntegerField(_("並び順"), default=0)
    withdrawn_at = models.DateTimeField(_("取下げ"), null=True, blank=True)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("分類")
        ordering = ["sort", "code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(path__endswith="/"), name="category_path_is_closed"
            )
        ]

    def __str__(self) -> str:
        return self.name

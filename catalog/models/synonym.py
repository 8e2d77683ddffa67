"""Words that mean the same to a member."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


class Synonym(models.Model):
    """同義語: a group of words, one search for all. Edited by staff."""

    words = models.CharField(
        _("言葉"),
        max_length=300,
        help_text=_(
            "読点「、」で区切って、同じ意味の言葉を2つ以上書きます。例：さつまいも、甘藷、いも"
        ),
    )

    class Meta:
        verbose_name = verbose_name_plural = _("同義語")

    def __str__(self) -> str:
        return self.words

    @property
    def group(self) -> list[str]:
        """The words one by one."""
        return [word.strip() for word in self.words.split("、") if word.strip()]

    def clean(self) -> None:
        """Refuse a group of one word."""
        if len(self.group) < 2:
            raise ValidationError({"words": _("同じ意味の言葉を2つ以上書いてください。")})

"""The article itself, its allergens, and the words by which it is found."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

#: Length of the allergen column of the ``products`` feed.
ALLERGEN_POSITIONS = 28


class TemperatureZone(models.IntegerChoices):
    """温度帯."""

    AMBIENT = 1, _("常温")
    CHILLED = 2, _("冷蔵")
    FROZEN = 3, _("冷凍")


class Allergen(models.Model):
    """アレルゲン: data, because the law's list changes. ``position`` counts from 1."""

    position = models.PositiveSmallIntegerField(_("位置"), unique=True)
    name = models.CharField(_("名前"), max_length=20)
    mandatory = models.BooleanField(_("表示義務"), default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("アレルゲン")
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(position__range=(1, ALLERGEN_POSITIONS)),
                name="allergen_position_is_in_the_feed_column",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Product(models.Model):
    """商品. The ``products`` feed is its master."""

    class AllergenState(models.TextChoices):
        """What one character of ``allergens`` says."""

        FREE = "0", _("含まない")
        CONTAINS = "1", _("含む")
        UNKNOWN = "9", _("情報なし")

    item_code = models.CharField(_("商品コード"), max_length=20, unique=True)
    jan_code = models.CharField(_("JANコード"), max_length=14, blank=True)
    name = models.CharField(_("商品名"), max_length=80)
    kana = models.CharField(_("商品名カナ"), max_length=120, blank=True)
    maker = models.CharField(_("メーカー"), max_length=60, blank=True)
    spec = models.CharField(_("規格"), max_length=60)
    #: Amount for the price per unit, in ``content_unit``.
    content_amount = models.DecimalField(
        _("内容量"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    content_unit = models.CharField(_("内容量単位"), max_length=10, blank=True)
    zone = models.PositiveSmallIntegerField(_("温度帯"), choices=TemperatureZone)
    category = models.ForeignKey(
        "catalog.Category", models.PROTECT, related_name="products", verbose_name=_("分類")
    )
    #: Per cent.
    tax_rate = models.PositiveSmallIntegerField(_("税率"))
    alcohol = models.BooleanField(_("酒類"), default=False)
    origin = models.CharField(_("原産地"), max_length=60, blank=True)
    #: One character a position of Allergen; '' when nothing is known at all.
    allergens = models.CharField(_("アレルゲン"), max_length=ALLERGEN_POSITIONS, blank=True)
    shelf_days = models.PositiveSmallIntegerField(_("期限目安日数"), null=True, blank=True)
    description = models.TextField(_("説明"), blank=True)
    image_key = models.CharField(_("画像キー"), max_length=60, blank=True, db_index=True)
    withdrawn_at = models.DateTimeField(_("取下げ"), null=True, blank=True)
    updated_at = models.DateTimeField(_("更新日時"), db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = _("商品")
        ordering = ["item_code"]
        constraints = [
            models.CheckConstraint(condition=Q(zone__in=[1, 2, 3]), name="product_zone_is_known"),
            models.CheckConstraint(
                condition=Q(tax_rate__in=[8, 10]), name="product_tax_rate_is_8_or_10"
            ),
            models.CheckConstraint(
                condition=Q(allergens__regex=r"^([019]{28})?$"),
                name="product_allergens_are_28_states",
            ),
            models.CheckConstraint(
                condition=Q(content_amount__isnull=True) | Q(content_amount__gt=0),
                name="product_content_amount_is_positive",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.spec}"

    def allergen_state(self, position: int) -> "Product.AllergenState":
        """Return what is known of the allergen at ``position`` (from 1)."""
        if len(self.allergens) < position:
            return self.AllergenState.UNKNOWN
        return self.AllergenState(self.allergens[position - 1])


class ProductWords(models.Model):
    """The words by which a product is found.

    In a table of its own, so that a change of the product's other columns does not rewrite the
    index (measured: 18,000-29,000 rows a second with it, 117,000-184,000 without).
    Weights: A name, B kana, C maker, D text.
    """

    product = models.OneToOneField(Product, models.CASCADE, primary_key=True, related_name="words")
    vector = SearchVectorField()
    #: The text from which the words were made: the same text is not analysed again.
    source_hash = models.CharField(max_length=32)

    class Meta:
        verbose_name = verbose_name_plural = _("検索語")
        indexes = [GinIndex("vector", name="product_words_vector")]

    def __str__(self) -> str:
        return str(self.product_id)

"""What an applicant answers, as it stands in the application once it is sent in."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from members.models.address import Addressed
from members.models.place import Course


class Answers(Addressed):
    """The person, the home, the household and the delivery that is hoped for."""

    class BuildingKind(models.TextChoices):
        HOUSE = "house", _("一戸建て")
        FLAT = "flat", _("集合住宅")
        OTHER = "other", _("その他")

    class DeliversTo(models.TextChoices):
        HOME = "home", _("自宅")
        WORK = "work", _("勤め先")
        PICKUP = "pickup", _("受取場所")

    class ContactBy(models.TextChoices):
        MAIL = "mail", _("メール")
        PHONE = "phone", _("電話")
        EITHER = "either", _("どちらでもよい")

    family_name = models.CharField(_("姓"), max_length=30, blank=True)
    given_name = models.CharField(_("名"), max_length=30, blank=True)
    family_kana = models.CharField(_("セイ"), max_length=30, blank=True)
    given_kana = models.CharField(_("メイ"), max_length=30, blank=True)
    born_on = models.DateField(_("生年月日"), null=True, blank=True)
    phone = models.CharField(_("電話1"), max_length=15, blank=True)
    other_phone = models.CharField(_("電話2"), max_length=15, blank=True)
    contact_by = models.CharField(_("連絡方法"), max_length=8, choices=ContactBy, blank=True)
    postcode = models.CharField(_("郵便番号"), max_length=7, blank=True)
    prefecture = models.CharField(_("都道府県"), max_length=10, blank=True)
    city = models.CharField(_("市区町村"), max_length=60, blank=True)
    street = models.CharField(_("町名番地"), max_length=120, blank=True)
    building = models.CharField(_("建物"), max_length=120, blank=True)
    workplace = models.CharField(_("勤め先"), max_length=60, blank=True)
    workplace_postcode = models.CharField(_("勤め先の郵便番号"), max_length=7, blank=True)
    workplace_address = models.CharField(_("勤め先の住所"), max_length=200, blank=True)
    adults = models.PositiveSmallIntegerField(_("大人の人数"), null=True, blank=True)
    seniors = models.PositiveSmallIntegerField(_("65歳以上の人数"), null=True, blank=True)
    #: First days of the months in which the children were born.
    children = ArrayField(models.DateField(), verbose_name=_("子どもの生まれ月"), default=list)
    share_units = models.PositiveIntegerField(_("出資口数"), null=True, blank=True)
    introducer_number = models.CharField(_("紹介者の組合員番号"), max_length=20, blank=True)
    delivers_to = models.CharField(_("お届け先"), max_length=6, choices=DeliversTo, blank=True)
    building_kind = models.CharField(
        _("建物の種類"), max_length=5, choices=BuildingKind, blank=True
    )
    drop_place = models.CharField(_("置き場所"), max_length=120, blank=True)
    locked_entrance = models.BooleanField(_("オートロック"), null=True, blank=True)
    weekday_hoped = models.PositiveSmallIntegerField(
        _("希望の曜日"), choices=Course.Weekday, null=True, blank=True
    )
    first_cycle_hoped = models.CharField(_("希望の初回企画回"), max_length=10, blank=True)
    paper_catalogue = models.BooleanField(_("紙のカタログ"), null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def name(self) -> str:
        """Family and given name, as on the membership."""
        return f"{self.family_name} {self.given_name}".strip()

    @property
    def kana(self) -> str:
        """The name's reading in katakana."""
        return f"{self.family_kana} {self.given_kana}".strip()

"""Where the vans go: centres, courses, and the postcodes that they serve."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Centre(models.Model):
    """センター: a delivery centre, which runs courses."""

    code = models.CharField(_("センターコード"), max_length=10, unique=True)
    name = models.CharField(_("センター名"), max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = _("センター")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Course(models.Model):
    """コース: one fixed weekday (1 Monday to 5 Friday) of one centre."""

    class Weekday(models.IntegerChoices):
        MONDAY = 1, _("月曜日")
        TUESDAY = 2, _("火曜日")
        WEDNESDAY = 3, _("水曜日")
        THURSDAY = 4, _("木曜日")
        FRIDAY = 5, _("金曜日")

    code = models.CharField(_("コースコード"), max_length=10, unique=True)
    centre = models.ForeignKey(
        Centre, models.PROTECT, related_name="courses", verbose_name=_("センター")
    )
    weekday = models.PositiveSmallIntegerField(_("曜日"), choices=Weekday)
    name = models.CharField(_("コース名"), max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("コース")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weekday__range=(1, 5)), name="course_weekday_is_monday_to_friday"
            )
        ]

    def __str__(self) -> str:
        return self.name or self.code


class ServedPostcode(models.Model):
    """A postcode that we serve: by a course to the door, or by a place to pick up only.

    A postcode may be shared by several courses; which of them it becomes is decided by staff.
    The ``served_postcodes`` feed is the master.
    """

    class Service(models.TextChoices):
        DELIVERY = "delivery", _("宅配")
        PICKUP = "pickup", _("受け取りのみ")

    postcode = models.CharField(_("郵便番号"), max_length=7)
    service = models.CharField(_("お届け"), max_length=8, choices=Service)
    course = models.ForeignKey(
        Course,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="served_postcodes",
        verbose_name=_("コース"),
    )
    pickup_place = models.CharField(_("受取場所"), max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("配達できる郵便番号")
        ordering = ["postcode", "course__code", "pickup_place"]
        constraints = [
            models.UniqueConstraint(
                "postcode",
                "course",
                "pickup_place",
                name="served_postcode_names_a_course_or_place_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(postcode__regex=r"^[0-9]{7}$"), name="served_postcode_is_seven_digits"
            ),
            models.CheckConstraint(
                condition=Q(service="delivery", course__isnull=False, pickup_place="")
                | (Q(service="pickup") & ~Q(pickup_place="")),
                name="served_postcode_has_a_course_or_a_pickup_place",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.postcode} {self.course or self.pickup_place}"

"""電子組合員証: the cards, what happened to them, and the checks at the counter."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from members.models.member import Member
from members.models.user import User


class MembershipCard(models.Model):
    """One issue of a member's card. A lost one is revoked, and the next issue takes its place.

    Whether it is a main or a family card says ``member.card_kind``. ``seed`` is random; the
    secret of the minute code is made from it and SECRET_KEY (members.card.codes).
    """

    class Reason(models.TextChoices):
        LOST = "lost", _("紛失")
        RENEWED = "renewed", _("作り直し")
        ENDED = "ended", _("脱退・利用停止")

    member = models.ForeignKey(
        Member, models.PROTECT, related_name="cards", verbose_name=_("組合員")
    )
    issue = models.PositiveSmallIntegerField(_("発行回"))
    number = models.CharField(_("カード番号"), max_length=20)
    seed = models.CharField(max_length=64)
    issued_at = models.DateTimeField(_("発行日時"), db_default=Now())
    revoked_at = models.DateTimeField(_("無効にした日時"), null=True, blank=True)
    reason = models.CharField(_("理由"), max_length=8, choices=Reason, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("組合員証")
        permissions = [
            ("check_membershipcard", _("店頭で組合員証を確かめられる")),
            ("reissue_membershipcard", _("組合員証を無効にし、作り直せる")),
        ]
        constraints = [
            models.UniqueConstraint("member", "issue", name="card_issue_is_unique_a_member"),
            models.UniqueConstraint(
                "member", condition=Q(revoked_at__isnull=True), name="card_one_good_a_member"
            ),
            models.UniqueConstraint(
                "number", condition=Q(revoked_at__isnull=True), name="card_good_number_is_unique"
            ),
            models.CheckConstraint(condition=Q(issue__gte=1), name="card_issue_counts_from_one"),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, reason="")
                | (Q(revoked_at__isnull=False) & ~Q(reason="")),
                name="card_revoked_says_why",
            ),
        ]
        indexes = [models.Index(fields=["number", "-issue"], name="card_number")]

    def __str__(self) -> str:
        return self.number


class CardEvent(models.Model):
    """What happened to a card: issued or revoked, by whom and through which door. Append-only."""

    class What(models.TextChoices):
        ISSUED = "issued", _("発行")
        REVOKED = "revoked", _("無効")

    class Door(models.TextChoices):
        MEMBER = "member", _("組合員")
        DESK = "desk", _("窓口")
        SYSTEM = "system", _("システム")

    card = models.ForeignKey(MembershipCard, models.PROTECT, related_name="events")
    what = models.CharField(_("できごと"), max_length=8, choices=What)
    door = models.CharField(_("窓口"), max_length=8, choices=Door)
    by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("実行者")
    )
    at = models.DateTimeField(_("日時"), db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = _("組合員証の記録")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(what__in=["issued", "revoked"]), name="card_event_is_known"
            ),
            models.CheckConstraint(
                condition=Q(door__in=["member", "desk", "system"]), name="card_door_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.card_id} {self.what}"


class CardCheck(models.Model):
    """A check at the counter. Wrong codes are counted here, not in a cache: they lock the card.

    Append-only by trigger; what is older than two years may be deleted (LOG_DAYS).
    """

    class Result(models.TextChoices):
        VALID = "valid", _("有効")
        STALE = "stale", _("古い表示")
        WRONG = "wrong", _("コード違い")
        REVOKED = "revoked", _("無効")
        UNKNOWN = "unknown", _("不明")
        LOCKED = "locked", _("停止中")

    #: None when no card has the number that was read.
    card = models.ForeignKey(MembershipCard, models.PROTECT, null=True, related_name="checks")
    result = models.CharField(_("結果"), max_length=8, choices=Result)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("確かめた人"))
    at = models.DateTimeField(_("日時"), db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = _("組合員証の確認")
        constraints = [
            models.CheckConstraint(
                condition=Q(result="unknown", card__isnull=True)
                | Q(
                    result__in=["valid", "stale", "wrong", "revoked", "locked"],
                    card__isnull=False,
                ),
                name="card_check_knows_its_card",
            )
        ]
        indexes = [
            models.Index("card", "at", name="card_check_card_at"),
            models.Index("by", "at", name="card_check_by_at"),
            models.Index("at", name="card_check_at"),
        ]

    def __str__(self) -> str:
        return f"{self.card_id} {self.result}"

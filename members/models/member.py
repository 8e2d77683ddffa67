"""Households, and the members in them."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from members.models.address import Addressed
from members.models.place import Course
from members.models.user import User


class Household(models.Model):
    """世帯: the members who share one main card."""

    number = models.CharField(_("世帯番号"), max_length=20, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = _("世帯")

    def __str__(self) -> str:
        return self.number


class Member(Addressed):
    """組合員: a person who has paid in a share. Exists before the first sign-in.

    The ``members`` feed is the master of every field but ``user``.
    """

    class State(models.IntegerChoices):
        ACTIVE = 1, _("在籍")
        PAUSED = 2, _("休止")
        WITHDRAWN = 3, _("脱退")
        SUSPENDED = 9, _("利用停止")

    class CardKind(models.IntegerChoices):
        MAIN = 1, _("本証")
        FAMILY = 2, _("家族証")

    member_number = models.CharField(_("組合員番号"), max_length=20, unique=True)
    user = models.OneToOneField(
        User,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="member",
        verbose_name=_("ログイン"),
    )
    household = models.ForeignKey(
        Household,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="members",
        verbose_name=_("世帯"),
    )
    card_kind = models.PositiveSmallIntegerField(
        _("本家区分"), choices=CardKind, default=CardKind.MAIN
    )
    name = models.CharField(_("氏名"), max_length=60)
    kana = models.CharField(_("氏名カナ"), max_length=60)
    born_on = models.DateField(_("生年月日"))
    postcode = models.CharField(_("郵便番号"), max_length=7)
    prefecture = models.CharField(_("都道府県"), max_length=10)
    city = models.CharField(_("市区町村"), max_length=60)
    street = models.CharField(_("町名番地"), max_length=120)
    building = models.CharField(_("建物"), max_length=120, blank=True)
    phone = models.CharField(_("電話1"), max_length=15)
    other_phone = models.CharField(_("電話2"), max_length=15, blank=True)
    email = models.CharField(_("メール"), max_length=254, blank=True)
    state = models.PositiveSmallIntegerField(_("状態"), choices=State)
    joined_on = models.DateField(_("加入日"))
    share_units = models.PositiveIntegerField(_("出資口数"))
    course = models.ForeignKey(
        Course,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="members",
        verbose_name=_("コース"),
    )
    drop_place = models.CharField(_("置き場所"), max_length=120, blank=True)
    fee_support = models.CharField(_("サポート区分"), max_length=10, blank=True)
    fee_support_until = models.DateField(_("サポート終了日"), null=True, blank=True)
    #: Code of the first cycle that a newcomer may order in; '' for all.
    first_cycle = models.CharField(
        _("初回の企画回"), max_length=10, blank=True, default="", db_default=""
    )
    #: False for a newcomer whom no ``members`` file has named yet: a snapshot withdraws her not.
    confirmed_by_feed = models.BooleanField(_("連携で確認済み"), default=True, db_default=True)
    #: The card that is good now; see members.card.actions.
    card = models.OneToOneField(
        "members.MembershipCard",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("組合員証"),
    )
    updated_at = models.DateTimeField(_("更新日時"), db_default=Now())
    outgoing_mails = GenericRelation(
        "post.OutgoingMail", "recipient_id", "recipient_type", related_query_name="member"
    )

    class Meta:
        verbose_name = verbose_name_plural = _("組合員")
        ordering = ["member_number"]
        indexes = [
            # What the search for double applications starts from.
            models.Index("born_on", name="member_born_on"),
            models.Index("phone", name="member_phone"),
            models.Index("other_phone", name="member_other_phone", condition=~Q(other_phone="")),
            models.Index("postcode", name="member_postcode"),
            models.Index(Lower("email"), name="member_email", condition=~Q(email="")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[1, 2, 3, 9]), name="member_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(card_kind__in=[1, 2]), name="member_card_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(member_number__regex=r"^[0-9]+$"),
                name="member_number_is_digits",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_number} {self.name}"

    @property
    def number(self) -> str:
        """By which staff know the recipient of a mail."""
        return self.member_number

    @property
    def called(self) -> str:
        """How the member is spoken to: 佐藤さん."""
        return gettext("%(name)sさん") % {"name": self.name.split()[0] if self.name.split() else ""}

    @property
    def why_no_orders(self) -> str:
        """Why this membership can look but not order, in words for the member; '' if it can."""
        reasons = {
            self.State.PAUSED: gettext("宅配を休止しています。"),
            self.State.WITHDRAWN: gettext("脱退の手続きが済んでいます。"),
            self.State.SUSPENDED: gettext("ただいまご利用を停止しています。"),
        }
        if self.state not in reasons:
            return ""
        rest = gettext(
            "カタログはご覧になれますが、注文はできません。"
            "くわしくは電話（%(number)s）でお問い合わせください。"
        )
        return reasons[self.state] + rest % {"number": settings.TELEPHONE_DESK}

    @property
    def why_no_card(self) -> str:
        """Why there is no membership card for this member, in words for her; '' if there is."""
        reasons = {
            self.State.WITHDRAWN: gettext("脱退の手続きが済んでいるため、組合員証はありません。"),
            self.State.SUSPENDED: gettext(
                "ただいまご利用を停止しているため、組合員証はお使いになれません。"
            ),
        }
        return reasons.get(self.state, "")

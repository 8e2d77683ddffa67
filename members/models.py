"""WHO: sign-ins, members, households, centres and courses, and mail that waits to be sent."""

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A sign-in. Known by issuer and subject of the identity provider, never by e-mail."""

    first_name = None
    last_name = None
    issuer = models.CharField(_("発行者"), max_length=255, null=True, blank=True)
    subject = models.CharField(_("識別子"), max_length=255, null=True, blank=True)
    name = models.CharField(_("表示名"), max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("ログイン")
        constraints = [
            models.UniqueConstraint("issuer", "subject", name="user_issuer_subject_is_unique"),
            models.CheckConstraint(
                condition=Q(issuer__isnull=True, subject__isnull=True)
                | Q(issuer__isnull=False, subject__isnull=False),
                name="user_has_issuer_and_subject_or_neither",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        """The name that the identity provider told."""
        return self.name

    def get_short_name(self) -> str:
        """The same; the admin greets with it."""
        return self.name

    @property
    def as_member(self) -> "Member | None":
        """The member tied to this sign-in, or None before 本人確認."""
        return getattr(self, "member", None)


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


class Household(models.Model):
    """世帯: the members who share one main card."""

    number = models.CharField(_("世帯番号"), max_length=20, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = _("世帯")

    def __str__(self) -> str:
        return self.number


class Member(models.Model):
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
    updated_at = models.DateTimeField(_("更新日時"), db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = _("組合員")
        ordering = ["member_number"]
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
    def address(self) -> str:
        """The address on one line, without the postcode."""
        parts = [self.prefecture + self.city + self.street, self.building]
        return " ".join(part for part in parts if part)

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


class IdentityAttempt(models.Model):
    """A try of 本人確認. Kept in the database, so that the lock does not hang on a cache."""

    user = models.ForeignKey(User, models.CASCADE, related_name="identity_attempts")
    #: The number that was typed, so that one membership is not guessed from many sign-ins.
    member_number = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField(db_default=Now())
    succeeded = models.BooleanField(default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("本人確認の試行")
        indexes = [
            models.Index("user", "at", name="identity_attempt_user_at"),
            models.Index("member_number", "at", name="identity_attempt_number_at"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.at:%Y-%m-%d %H:%M}"


class OutgoingMailQuerySet(models.QuerySet):
    """Mails in business words."""

    def waiting(self) -> "OutgoingMailQuerySet":
        """Mails that are neither sent nor given up."""
        return self.filter(sent_at__isnull=True, given_up_at__isnull=True)


class OutgoingMail(models.Model):
    """A mail in the outbox: written with the change it speaks of, sent after it.

    ``kind`` names the text (see members.mail), ``key`` what it speaks of. One member gets one
    mail of a kind and key, however often the job runs.
    """

    member = models.ForeignKey(Member, models.CASCADE, related_name="outgoing_mails")
    kind = models.CharField(_("種類"), max_length=40)
    key = models.CharField(_("対象"), max_length=60)
    created_at = models.DateTimeField(_("作成"), db_default=Now())
    due_at = models.DateTimeField(_("送信予定"), db_default=Now())
    attempts = models.PositiveSmallIntegerField(_("試行"), default=0)
    sent_at = models.DateTimeField(_("送信"), null=True, blank=True)
    given_up_at = models.DateTimeField(_("中止"), null=True, blank=True)
    problem = models.CharField(_("問題"), max_length=200, blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("送信メール")
        constraints = [
            models.UniqueConstraint(
                "member", "kind", "key", name="outgoing_mail_once_a_member_kind_and_key"
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(given_up_at__isnull=True),
                name="outgoing_mail_is_sent_or_given_up_not_both",
            ),
        ]
        indexes = [
            models.Index(
                "due_at",
                name="outgoing_mail_waiting",
                condition=Q(sent_at__isnull=True, given_up_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

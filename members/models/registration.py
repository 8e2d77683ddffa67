"""What members change about themselves: preferences of ours, changes that go out, requests."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from members.models.member import Member
from members.models.user import User


class Preferences(models.Model):
    """What a member wishes of this site. No feed knows it; no row means the defaults."""

    class TextSize(models.TextChoices):
        NORMAL = "normal", _("ふつう")
        LARGE = "large", _("大きい")
        LARGEST = "largest", _("もっと大きい")

    class Language(models.TextChoices):
        JAPANESE = "ja", _("日本語")
        EASY_JAPANESE = "ja-easy", _("やさしい日本語")
        ENGLISH = "en", _("英語")
        CHINESE = "zh", _("中国語")
        VIETNAMESE = "vi", _("ベトナム語")

    member = models.OneToOneField(Member, models.CASCADE, related_name="preferences")
    paper_catalogue = models.BooleanField(_("紙のカタログ"), default=True)
    reminders = models.BooleanField(_("締切のお知らせ"), default=True)
    news = models.BooleanField(_("お知らせメール"), default=False)
    #: Codes of catalog.Allergen.
    allergens = ArrayField(
        models.CharField(max_length=20), verbose_name=_("アレルゲン"), default=list, blank=True
    )
    #: For letters and calls: the site itself is in Japanese.
    language = models.CharField(
        _("案内の言葉"), max_length=8, choices=Language, default=Language.JAPANESE
    )
    text_size = models.CharField(
        _("文字の大きさ"), max_length=8, choices=TextSize, default=TextSize.NORMAL
    )
    updated_at = models.DateTimeField(_("更新日時"), db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = _("利用の設定")
        constraints = [
            models.CheckConstraint(
                condition=Q(text_size__in=["normal", "large", "largest"]),
                name="preferences_text_size_is_known",
            ),
            models.CheckConstraint(
                condition=Q(language__in=["ja", "ja-easy", "en", "zh", "vi"]),
                name="preferences_language_is_known",
            ),
        ]

    def __str__(self) -> str:
        return str(self.member_id)


class MemberRequest(models.Model):
    """A request that staff decide: another address or course, stopping, leaving, a family card.

    ``content`` holds the fields by name, as validated (see members.forms).
    """

    class Kind(models.TextChoices):
        ADDRESS = "address", _("住所の変更")
        COURSE = "course", _("曜日（コース）の変更")
        STOP = "stop", _("利用停止")
        LEAVE = "leave", _("脱退")
        FAMILY_CARD = "family_card", _("家族証の発行")

    class State(models.TextChoices):
        WAITING = "waiting", _("受付済み")
        APPROVED = "approved", _("承認")
        REFUSED = "refused", _("見送り")
        WITHDRAWN = "withdrawn", _("取り下げ")

    member = models.ForeignKey(
        Member, models.PROTECT, related_name="requests", verbose_name=_("組合員")
    )
    kind = models.CharField(_("種別"), max_length=12, choices=Kind)
    content = models.JSONField(_("内容"), default=dict)
    state = models.CharField(_("状態"), max_length=9, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField(_("受付日時"), db_default=Now())
    decided_at = models.DateTimeField(_("決定日時"), null=True, blank=True)
    decided_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("決定者"),
    )
    reason = models.CharField(_("理由"), max_length=20, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("変更の依頼")
        permissions = [("decide_memberrequest", _("変更の依頼を決定できる"))]
        constraints = [
            models.UniqueConstraint(
                "member",
                "kind",
                condition=Q(state="waiting"),
                name="member_request_one_waiting_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at__isnull=True, decided_by__isnull=True)
                | Q(state__in=["approved", "refused"], decided_at__isnull=False)
                & Q(decided_by__isnull=False)
                | Q(state="withdrawn", decided_at__isnull=False),
                name="member_request_decided_knows_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reason=""),
                name="member_request_refused_says_why",
            ),
        ]
        indexes = [
            models.Index("asked_at", name="member_request_waiting", condition=Q(state="waiting"))
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"


class MemberChange(models.Model):
    """One field of a membership that was changed here, on its way to the master and back.

    Open until the ``members`` feed brings the same value (confirmed) or, after the export,
    another one (overruled); while it is open, an older row of the feed does not overwrite it.
    """

    class Outcome(models.TextChoices):
        OPEN = "", _("連携待ち")
        CONFIRMED = "confirmed", _("反映を確認")
        OVERRULED = "overruled", _("連携の値が優先")
        REPLACED = "replaced", _("あとの変更で置き換え")

    member = models.ForeignKey(
        Member, models.PROTECT, related_name="changes", verbose_name=_("組合員")
    )
    #: Name of a column of Member, or of Preferences.
    field = models.CharField(_("項目"), max_length=30)
    old_value = models.CharField(_("変更前"), max_length=254, blank=True)
    new_value = models.CharField(_("変更後"), max_length=254, blank=True)
    at = models.DateTimeField(_("受付日時"), db_default=Now())
    by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("変更した人")
    )
    request = models.ForeignKey(
        MemberRequest,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="changes",
        verbose_name=_("依頼"),
    )
    export_name = models.CharField(_("書き出しファイル"), max_length=60, blank=True)
    exported_at = models.DateTimeField(_("書き出し日時"), null=True, blank=True)
    outcome = models.CharField(
        _("結果"), max_length=9, choices=Outcome, default=Outcome.OPEN, blank=True
    )
    settled_at = models.DateTimeField(_("結果の日時"), null=True, blank=True)
    #: What the feed said against it, last.
    feed_value = models.CharField(_("連携の値"), max_length=254, blank=True)
    #: True once a row of the feed said something else while the change was open.
    in_conflict = models.BooleanField(_("食い違い"), default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("登録内容の変更")
        constraints = [
            models.UniqueConstraint(
                "member",
                "field",
                condition=Q(outcome=""),
                name="member_change_one_open_a_field",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", settled_at__isnull=True)
                | Q(outcome__in=["confirmed", "overruled", "replaced"], settled_at__isnull=False),
                name="member_change_settled_knows_when",
            ),
            models.CheckConstraint(
                condition=Q(export_name="", exported_at__isnull=True)
                | (~Q(export_name="") & Q(exported_at__isnull=False)),
                name="member_change_exported_knows_when",
            ),
        ]
        indexes = [
            models.Index("at", name="member_change_to_export", condition=Q(export_name="")),
            models.Index("export_name", name="member_change_export"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.field}"

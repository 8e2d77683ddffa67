"""Applications: what newcomers ask for."""

import uuid

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _

from members.joining.models.answers import Answers
from members.joining.rules import steps
from members.joining.rules.steps import State
from members.models.member import Member
from members.models.place import Course
from members.models.user import User

#: Wrong codes after which a new one has to be mailed.
CODE_TRIES = 5


class ApplicationQuerySet(models.QuerySet):
    """Applications in business words."""

    def waiting(self) -> "ApplicationQuerySet":
        """Those that wait for the decision, the oldest first."""
        return self.filter(state__in=steps.WAITING).order_by("submitted_at", "pk")

    def drafts(self) -> "ApplicationQuerySet":
        """Those that are still being filled in."""
        return self.filter(state__in=steps.DRAFTS)


class Application(Answers):
    """加入 / 宅配申込: one person asks to join, to be delivered, or both.

    Rules 18-21 of docs/domain.md.

    While it is a draft, ``typed`` holds what was typed, page by page and field by field, valid or
    not: nothing is lost. On submission the validated answers are written to their columns, which
    staff read; they are written again when the applicant corrects them after a question.
    """

    class Kind(models.TextChoices):
        JOIN = "join", _("加入")
        DELIVERY = "delivery", _("宅配")
        BOTH = "both", _("加入と宅配")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("申込番号"), max_length=10, unique=True, null=True, blank=True)
    kind = models.CharField(_("種別"), max_length=8, choices=Kind)
    state = models.CharField(_("状態"), max_length=10, choices=State, default=State.DRAFT)
    email = models.CharField(_("メール"), max_length=254, blank=True)
    member = models.ForeignKey(
        Member,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="applications",
        verbose_name=_("組合員"),
        help_text=_("宅配だけの申し込みでは申し込んだ組合員、加入では承認で登録された組合員です。"),
    )

    outgoing_mails = GenericRelation(
        "post.OutgoingMail", "recipient_id", "recipient_type", related_query_name="application"
    )

    typed = models.JSONField(default=dict, blank=True)
    #: How many codes were mailed; the code itself is made from it, and stored nowhere.
    code_serial = models.PositiveSmallIntegerField(default=0)
    code_sent_at = models.DateTimeField(null=True, blank=True)
    code_tries = models.PositiveSmallIntegerField(default=0)

    #: What the search for double applications compares: see members.joining.queries.duplicates.
    kana_key = models.CharField(max_length=120, blank=True)
    address_key = models.CharField(max_length=300, blank=True)

    proposed_course = models.ForeignKey(
        Course,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("コースの案"),
    )
    reviewer = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("審査者"),
    )
    taken_until = models.DateTimeField(_("審査の期限"), null=True, blank=True)
    course = models.ForeignKey(
        Course, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("コース")
    )
    first_cycle = models.CharField(_("初回の企画回"), max_length=10, blank=True)
    created_at = models.DateTimeField(_("入力開始"), db_default=Now())
    submitted_at = models.DateTimeField(_("申込日時"), null=True, blank=True)
    decided_at = models.DateTimeField(_("決定日時"), null=True, blank=True)
    #: When a draft, or a question without answer, is given up; None while staff have it.
    expires_at = models.DateTimeField(_("保管期限"), null=True, blank=True)
    erased_at = models.DateTimeField(_("消去日時"), null=True, blank=True)
    #: Name of the ``applications`` file that it went out in; '' before.
    export_name = models.CharField(_("書き出しファイル"), max_length=60, blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("申し込み")
        permissions = [
            ("decide_application", _("申し込みを審査できる")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["join", "delivery", "both"]),
                name="application_kind_is_known",
            ),
            models.UniqueConstraint(
                Lower("email"),
                condition=Q(state__in=steps.DRAFTS, member__isnull=True),
                name="application_one_draft_an_address",
            ),
            models.UniqueConstraint(
                "member",
                condition=Q(state__in=[*steps.DRAFTS, *steps.WAITING]),
                name="application_one_open_a_member",
            ),
            models.CheckConstraint(
                condition=Q(state__in=steps.DRAFTS, number__isnull=True, submitted_at__isnull=True)
                | Q(
                    state__in=[*steps.WAITING, State.APPROVED, State.REFUSED],
                    number__isnull=False,
                    submitted_at__isnull=False,
                )
                | Q(state__in=[State.WITHDRAWN, State.EXPIRED]),
                name="application_has_its_number_from_submission",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[*steps.WAITING, State.APPROVED])
                | (
                    ~Q(family_name="")
                    & ~Q(family_kana="")
                    # Names in the members feed need not have a blank in them.
                    & (Q(kind="delivery") | (~Q(given_name="") & ~Q(given_kana="")))
                    & ~Q(phone="")
                    & ~Q(email="")
                    & ~Q(city="")
                    & ~Q(street="")
                    & Q(born_on__isnull=False, postcode__regex=r"^[0-9]{7}$")
                ),
                name="application_in_review_is_complete",
            ),
            models.CheckConstraint(
                condition=~Q(kind="delivery", state__in=[*steps.WAITING, State.APPROVED])
                | Q(member__isnull=False),
                name="application_for_delivery_only_is_a_members",
            ),
            models.CheckConstraint(
                condition=Q(reviewer__isnull=True, taken_until__isnull=True)
                | Q(reviewer__isnull=False, taken_until__isnull=False),
                name="application_is_taken_by_somebody_until_some_time",
            ),
            models.CheckConstraint(
                condition=Q(state=State.IN_REVIEW, reviewer__isnull=False)
                | (~Q(state=State.IN_REVIEW) & Q(reviewer__isnull=True)),
                name="application_is_taken_while_in_review_only",
            ),
            models.CheckConstraint(
                condition=Q(state__in=steps.FINAL, decided_at__isnull=False)
                | (~Q(state__in=steps.FINAL) & Q(decided_at__isnull=True)),
                name="application_is_decided_when_final",
            ),
            models.CheckConstraint(
                condition=Q(code_tries__lte=CODE_TRIES), name="application_code_tries_are_few"
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True)
                | Q(
                    state__in=steps.FRUITLESS,
                    email="",
                    family_name="",
                    given_name="",
                    family_kana="",
                    given_kana="",
                    kana_key="",
                    address_key="",
                    born_on__isnull=True,
                    phone="",
                    other_phone="",
                    street="",
                    building="",
                    workplace="",
                    workplace_address="",
                    introducer_number="",
                    drop_place="",
                    children=[],
                    typed={},
                ),
                name="application_erased_holds_no_person",
            ),
        ]
        indexes = [
            models.Index(
                "submitted_at",
                "id",
                name="application_waiting",
                condition=Q(state__in=steps.WAITING),
            ),
            models.Index("state", "submitted_at", name="application_state"),
            models.Index(
                "expires_at", name="application_expires", condition=Q(expires_at__isnull=False)
            ),
            models.Index(
                "decided_at",
                name="application_to_erase",
                condition=Q(state__in=steps.FRUITLESS, erased_at__isnull=True),
            ),
            models.Index(
                "decided_at",
                name="application_to_export",
                condition=Q(state=State.APPROVED, export_name=""),
            ),
            models.Index("export_name", name="application_export"),
            models.Index("kana_key", "born_on", name="application_kana"),
            models.Index("phone", name="application_phone"),
            models.Index(
                "other_phone", name="application_other_phone", condition=~Q(other_phone="")
            ),
            models.Index("address_key", name="application_address"),
            models.Index(Lower("email"), name="application_email"),
        ]

    def __str__(self) -> str:
        return self.number or str(self.pk)

    @property
    def joins(self) -> bool:
        """Whether a membership is applied for."""
        return self.kind in {self.Kind.JOIN, self.Kind.BOTH}

    @property
    def wants_delivery(self) -> bool:
        """Whether the weekly delivery is applied for."""
        return self.kind in {self.Kind.DELIVERY, self.Kind.BOTH}

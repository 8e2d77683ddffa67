"""What happened to an application: its steps, and what staff asked back."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from members.joining.models.application import Application
from members.joining.rules import steps
from members.joining.rules.steps import State, Step
from members.models.user import User


class ApplicationEvent(models.Model):
    """One step of an application: who, when and why. Append-only by trigger.

    ``by`` is None for the applicant and for our own jobs. ``reason`` is a code (rules.reasons),
    never free text: the row outlives the person's data.
    """

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="events", db_index=False
    )
    step = models.CharField(_("手順"), max_length=10, choices=Step)
    from_state = models.CharField(_("前の状態"), max_length=10, blank=True)
    to_state = models.CharField(_("後の状態"), max_length=10, choices=State)
    reason = models.CharField(_("理由"), max_length=20, blank=True)
    by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("実行者")
    )
    at = models.DateTimeField(_("日時"), db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = _("申し込みの経過")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    *[
                        Q(step=step, from_state=start, to_state=to)
                        for step, start, to in steps.LEGAL
                    ],
                    _connector=Q.OR,
                ),
                name="application_step_is_legal",
            ),
            models.CheckConstraint(
                condition=~Q(step__in=[Step.ASKED, Step.REFUSED]) | ~Q(reason=""),
                name="application_question_and_refusal_say_why",
            ),
        ]
        # The triggers ask for the last event at every step.
        indexes = [models.Index("application", "id", name="application_event_last")]

    def __str__(self) -> str:
        return f"{self.application_id} {self.step}"


class ApplicationQuestion(models.Model):
    """What staff asked the applicant, and the answer. Erased with the person."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="questions")
    code = models.CharField(_("質問の種類"), max_length=20)
    text = models.TextField(_("質問"), max_length=1000, blank=True)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("質問者"))
    asked_at = models.DateTimeField(_("質問日時"), db_default=Now())
    answer = models.TextField(_("回答"), max_length=1000, blank=True)
    answered_at = models.DateTimeField(_("回答日時"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("申し込みへの質問")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                "application",
                condition=Q(answered_at__isnull=True),
                name="application_question_one_open_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.code}"

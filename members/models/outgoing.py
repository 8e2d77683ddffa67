"""What waits to be sent: mail to people, messages to staff."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from members.models.application import Application
from members.models.member import Member


class OutgoingQuerySet(models.QuerySet):
    """What waits, in business words."""

    def waiting(self) -> "OutgoingQuerySet":
        """What is neither sent nor given up."""
        return self.filter(sent_at__isnull=True, given_up_at__isnull=True)


class Outgoing(models.Model):
    """Base of the outboxes: written with the change it speaks of, sent after it.

    ``kind`` names the text, ``key`` what it speaks of.
    """

    kind = models.CharField(_("種類"), max_length=40)
    key = models.CharField(_("対象"), max_length=60)
    created_at = models.DateTimeField(_("作成"), db_default=Now())
    due_at = models.DateTimeField(_("送信予定"), db_default=Now())
    attempts = models.PositiveSmallIntegerField(_("試行"), default=0)
    sent_at = models.DateTimeField(_("送信"), null=True, blank=True)
    given_up_at = models.DateTimeField(_("中止"), null=True, blank=True)
    problem = models.CharField(_("問題"), max_length=200, blank=True)

    objects = OutgoingQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class OutgoingMail(Outgoing):
    """A mail to a member or to an applicant (texts: see members.mail).

    One recipient gets one mail of a kind and key, however often the job runs. ``address`` is set
    where the mail goes elsewhere than to the recipient's registered address, such as the old one
    after a change; it is emptied when the mail is sent or given up.
    """

    member = models.ForeignKey(
        Member, models.CASCADE, null=True, blank=True, related_name="outgoing_mails"
    )
    application = models.ForeignKey(
        Application, models.CASCADE, null=True, blank=True, related_name="outgoing_mails"
    )
    address = models.CharField(_("宛先"), max_length=254, blank=True, default="", db_default="")

    class Meta:
        verbose_name = verbose_name_plural = _("送信メール")
        constraints = [
            models.UniqueConstraint(
                "member", "kind", "key", name="outgoing_mail_once_a_member_kind_and_key"
            ),
            models.UniqueConstraint(
                "application", "kind", "key", name="outgoing_mail_once_an_application_kind_and_key"
            ),
            models.CheckConstraint(
                condition=Q(member__isnull=False, application__isnull=True)
                | Q(member__isnull=True, application__isnull=False),
                name="outgoing_mail_is_to_a_member_or_an_applicant",
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

    @property
    def recipient(self) -> str:
        """The address that the mail goes to; '' when there is none."""
        return self.address or (self.member or self.application).email


class StaffMessage(Outgoing):
    """A message to staff in Slack, without personal data: see members.slack."""

    application = models.ForeignKey(
        Application, models.CASCADE, null=True, blank=True, related_name="staff_messages"
    )

    class Meta:
        verbose_name = verbose_name_plural = _("職員への連絡")
        constraints = [
            models.UniqueConstraint("kind", "key", name="staff_message_once_a_kind_and_key"),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(given_up_at__isnull=True),
                name="staff_message_is_sent_or_given_up_not_both",
            ),
        ]
        indexes = [
            models.Index(
                "due_at",
                name="staff_message_waiting",
                condition=Q(sent_at__isnull=True, given_up_at__isnull=True),
            )
        ]

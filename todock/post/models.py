"""What waits to be sent: mail to people, messages to staff."""

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


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
    """A mail to somebody who has an address (texts: see todock.post.mail).

    ``recipient`` is a row of another app with ``email`` and ``number``, by which staff know it.
    One recipient gets one mail of a kind and key, however often the job runs. ``address`` is set
    where the mail goes elsewhere than to the recipient's registered address, such as the old one
    after a change; it is emptied when the mail is sent or given up.
    """

    recipient_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    recipient_id = models.BigIntegerField(_("宛先の番号"))
    recipient = GenericForeignKey("recipient_type", "recipient_id")
    address = models.CharField(_("宛先"), max_length=254, blank=True, default="", db_default="")

    class Meta:
        verbose_name = verbose_name_plural = _("送信メール")
        constraints = [
            models.UniqueConstraint(
                "recipient_type",
                "recipient_id",
                "kind",
                "key",
                name="outgoing_mail_once_a_recipient_kind_and_key",
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
    def goes_to(self) -> str:
        """The address that the mail goes to; '' when there is none."""
        return self.address or self.recipient.email


class StaffMessage(Outgoing):
    """A message to staff in Slack, without personal data: see todock.post.slack."""

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

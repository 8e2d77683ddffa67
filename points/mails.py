"""The words of the mails and messages about points."""

from datetime import date, datetime

from django.conf import settings
from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from points.actions import audit, expiring
from points.models import AuditRun, ExpiryRun, Lot
from todock.lib import clock, dates, money
from todock.post import mail, outbox, slack
from todock.post.models import OutgoingMail, StaffMessage
from todock.post.texts import text


def points_expiring(outgoing: OutgoingMail) -> tuple[str, str]:
    """Return subject and text of the notice before points expire.

    Raises Hopeless when none are left, or the day is over.
    """
    day = date.fromisoformat(outgoing.key)
    left = Lot.objects.filter(
        account__member=outgoing.recipient_id, expires_on=day, pending=False, left__gt=0
    ).aggregate(sum=Sum("left"))["sum"]
    if not left or day < clock.japan_date(clock.now()):
        raise outbox.Hopeless("nothing expires any more", alarming=False)
    subject = _("%(points)sポイントの期限は%(day)sです") % {
        "points": money.yen(left),
        "day": dates.day_text(day),
    }
    context = {
        "member": outgoing.recipient,
        "points": left,
        "day": day,
    }
    return subject, text("points/mails/points_expiring", **context)


def expiry_held(message: StaffMessage, at: datetime) -> str:
    """Return the words about an expiry that waits for staff."""
    day = date.fromisoformat(message.key.partition(":")[0])
    run = ExpiryRun.objects.get(expires_on=day)
    if run.state != ExpiryRun.State.HELD:
        raise outbox.Hopeless("it does not wait any more", alarming=False)
    words = _("%(day)sのポイント失効を保留しています：%(points)sポイント（前月 %(before)s）")
    about = {
        "day": dates.day_text(day),
        "points": money.yen(run.points + run.expired),
        "before": money.yen(run.month_before),
    }
    return f"{words % about}\n{_admin('expiryrun', run.pk)}"


def audit_differs(message: StaffMessage, at: datetime) -> str:
    """Return the words about an audit that found differences."""
    run = AuditRun.objects.get(pk=message.key)
    words = _("ポイントの点検で%(count)s件の食い違いがあります") % {"count": run.differences}
    return f"{words}\n{_admin('auditrun', run.pk)}"


def _admin(model: str, pk: int) -> str:
    return settings.SITE_URL + reverse(f"admin:points_{model}_change", args=[pk])


mail.register(expiring.NOTICE, points_expiring)
slack.register(expiring.HELD, expiry_held)
slack.register(audit.DIFFERS, audit_differs)

"""The words of the messages to staff about applications: what came in, and what waits."""

from datetime import datetime

from django.db.models import Count, Min, Q
from django.utils.translation import gettext as _

from members.joining.actions.submitting import APPLICATION_SUBMITTED
from members.joining.models import Application
from members.joining.rules.steps import State
from members.models import MemberRequest
from todock.lib import clock, dates
from todock.post import outbox, slack
from todock.post.models import StaffMessage

DIGEST = "digest"


def write_digest(*, at: datetime) -> None:
    """Let staff be told what waits, once a day in Japan.

    Also when nothing does: a silent channel could as well be a broken one.
    """
    slack.tell(DIGEST, clock.japan_date(at).isoformat())


def _application_submitted(message: StaffMessage, at: datetime) -> str:
    waiting = Application.objects.select_related("proposed_course__centre")
    application = waiting.get(number=message.key)
    course = application.proposed_course
    centre = course.centre.name if course else ""
    lines = [
        _("新しい申し込み %(number)s（%(kind)s）")
        % {"number": application.number, "kind": application.get_kind_display()},
        _("センター：%(centre)s") % {"centre": centre or _("未定")}
        if application.wants_delivery
        else "",
        _("受付から：%(age)s") % {"age": _age(application.submitted_at, at)},
        slack.admin_url("joining_application_change", application.pk),
    ]
    return slack.lines(lines)


def _digest(message: StaffMessage, at: datetime) -> str:
    if message.key != clock.japan_date(at).isoformat():
        raise outbox.Hopeless("the day is over", alarming=False)
    waits = Application.objects.waiting().order_by()
    count = dict(waits.values_list("state").annotate(Count("pk")))
    ours = waits.filter(state__in=[State.SUBMITTED, State.IN_REVIEW]).aggregate(
        oldest=Min("submitted_at"),
        overdue=Count("pk", filter=Q(taken_until__lte=at)),
    )
    requests = MemberRequest.objects.filter(state=MemberRequest.State.WAITING).count()
    lines = [_("申し込みの待ち状況 %(day)s") % {"day": dates.day_text(clock.japan_date(at))}]
    if not count and not requests:
        return slack.lines([*lines, _("待っているものはありません。")])
    states = [
        _("%(state)s %(count)s件") % {"state": State(state).label, "count": count[state]}
        for state in (State.SUBMITTED, State.IN_REVIEW, State.ASKED_BACK)
        if state in count
    ]
    lines.append("・".join(states))
    if ours["overdue"]:
        lines.append(_("審査の期限切れ %(count)s件") % {"count": ours["overdue"]})
    if ours["oldest"]:
        lines.append(_("一番古い受付から：%(age)s") % {"age": _age(ours["oldest"], at)})
    if requests:
        lines.append(_("組合員からの変更の依頼 %(count)s件") % {"count": requests})
    return slack.lines([*lines, slack.admin_url("joining_application_changelist")])


def _age(since: datetime, at: datetime) -> str:
    return dates.time_left_text(since, at) or _("1分未満")


slack.register(APPLICATION_SUBMITTED, _application_submitted)
slack.register(DIGEST, _digest)

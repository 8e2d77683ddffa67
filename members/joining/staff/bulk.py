"""Approving several applications at once: first a preview, then the decision."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from members.forms.deciding import course_label
from members.joining.actions import decisions
from members.joining.models import Application
from members.joining.queries import duplicates
from members.joining.rules.steps import State
from members.logged_pages import log_looks
from members.models import AccessLog
from members.queries.coming_cycles import coming_cycles, still_coming
from todock.lib import clock
from todock.lib.staff.pages import show

#: Most that are decided with one press: as many as a page of the list shows.
MOST = 50


class Proposal(NamedTuple):
    """What the approval of one application would be. ``key`` is '' where it is not possible."""

    application: Application
    course: str
    cycle: str
    #: Why it is left out, or left to a look of its own.
    remarks: list[str]
    key: str

    @property
    def chosen(self) -> bool:
        """Whether it is approved unless the reviewer says otherwise."""
        return bool(self.key) and not self.remarks


class Seen(NamedTuple):
    """How an application stood on the preview: its last step, and whom it may be (by key)."""

    last_event: str
    looked: frozenset[str]


def preview(request: HttpRequest, picked: QuerySet[Application]) -> HttpResponse | None:
    """Show what would be approved; None when too many were picked.

    An action of the list, which offers it to those who may decide only.
    """
    related = ["proposed_course__centre", "reviewer"]
    rows = list(_with_last_event(picked.select_related(*related))[: MOST + 1])
    if len(rows) > MOST:
        words = _("まとめて承認できるのは、一度に%(most)s件までです。")
        messages.error(request, words % {"most": MOST})
        return None
    at = clock.now()
    log_looks(request, AccessLog.Subject.APPLICATION, [each.number for each in rows])
    cycles = dict(coming_cycles(at, None))
    return show(
        request,
        "admin/joining/application/bulk.html",
        model=Application,
        title=_("まとめて承認する"),
        proposals=[_proposal(application, cycles, request, at) for application in rows],
    )


@require_POST
def approve_together(request: HttpRequest) -> HttpResponse:
    """Approve what was ticked on the preview, unless something has happened to it since."""
    if not request.user.has_perm("joining.decide_application"):
        raise PermissionDenied
    chosen = _read(request.POST.getlist("chosen")[:MOST])
    picked = Application.objects.filter(pk__in=chosen, number__isnull=False)
    rows = list(_with_last_event(picked))
    same = [each for each in rows if str(each.last_event) == chosen[each.pk].last_event]
    result = decisions.approve_all(
        applications=same,
        looked={each.pk: chosen[each.pk].looked for each in same},
        by=request.user,
        at=clock.now(),
    )
    _tell(request, len(result.done), result.refused, [each for each in rows if each not in same])
    return redirect("admin:joining_application_changelist")


def _proposal(
    application: Application, cycles: dict[str, str], request: HttpRequest, at: datetime
) -> Proposal:
    hindrance = _hindrance(application, request, at)
    found = duplicates.find(application) if not hindrance else []
    reasons = dict.fromkeys(str(reason.label) for each in found for reason in each.reasons)
    remarks = [_("重複の可能性：%(reasons)s") % {"reasons": "、".join(reasons)}] if reasons else []
    course, wants_delivery = application.proposed_course, application.wants_delivery
    hoped = still_coming(application.first_cycle_hoped, at, course)
    return Proposal(
        application,
        course=course_label(course) if course and wants_delivery else "",
        cycle=cycles.get(hoped, _("注文できる回から")) if wants_delivery else "",
        remarks=[hindrance] if hindrance else remarks,
        key="" if hindrance else _key(application, found),
    )


def _hindrance(application: Application, request: HttpRequest, at: datetime) -> str:
    """Say why this application cannot be approved here; '' if it can."""
    if application.state == State.IN_REVIEW and application.reviewer_id != request.user.pk:
        if application.taken_until > at:
            return _("%(name)sさんが審査しています") % {"name": application.reviewer}
    elif application.state not in (State.SUBMITTED, State.IN_REVIEW):
        return _("状態が「%(state)s」です") % {"state": application.get_state_display()}
    to_the_door = application.delivers_to != Application.DeliversTo.PICKUP
    if application.wants_delivery and to_the_door and application.proposed_course is None:
        return _("コースの案がありません")
    return ""


def _with_last_event(rows: QuerySet[Application]) -> QuerySet[Application]:
    return rows.annotate(last_event=Max("events__pk")).order_by("submitted_at", "pk")


def _key(application: Application, found: Iterable[duplicates.Duplicate]) -> str:
    """Name an application as it was seen: with its last step, and with whom it may be."""
    parts = [application.pk, application.last_event, *(each.key for each in found)]
    return ".".join(map(str, parts))


def _read(keys: Iterable[str]) -> dict[int, Seen]:
    """What the keys say, by the id of the application; what is no key is left out."""
    read = {}
    for key in keys:
        pk, *rest = key.split(".")
        if pk.isdecimal() and rest:
            read[int(pk)] = Seen(rest[0], frozenset(rest[1:]))
    return read


def _tell(
    request: HttpRequest,
    done: int,
    refused: Iterable[tuple[Application, str]],
    changed: Iterable[Application],
) -> None:
    if done:
        messages.success(request, _("%(count)s件を承認しました。") % {"count": done})
    for application, why in refused:
        messages.error(request, f"{application.number}：{why}")
    for application in changed:
        why = _("確かめたあとに動きがあったので、承認していません。")
        messages.warning(request, f"{application.number}：{why}")
    if not messages.get_messages(request):
        messages.warning(request, _("承認するものに印がありませんでした。"))

"""変更の依頼: what members ask of staff, the oldest first, and the decision."""

from functools import partial
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from members.forms.deciding import CourseForm, ReasonForm
from members.logged_pages import LoggedAdmin, log_looks
from members.models import AccessLog, Course, MemberRequest
from members.queries import postcodes
from members.registration.actions import requests
from members.registration.queries.requests import REFUSALS, described, moves_later
from todock.lib import clock, dates
from todock.lib.pages.paging import EstimatingPaginator
from todock.lib.staff.filters import WaitingFirst
from todock.lib.staff.pages import PageAdmin, carry_out, must, show

Kind = MemberRequest.Kind
State = MemberRequest.State


class RequestStateFilter(WaitingFirst):
    """The states of requests."""

    waiting_label = _("受付済み（決定待ち）")
    states = [(s.value, s.label) for s in (State.APPROVED, State.REFUSED, State.WITHDRAWN)]

    def waiting(self, queryset: QuerySet) -> QuerySet:
        """Those that wait for a decision."""
        return queryset.filter(state=State.WAITING)


@admin.register(MemberRequest)
class MemberRequestAdmin(PageAdmin, LoggedAdmin):
    """The queue of requests."""

    access_subject = AccessLog.Subject.MEMBER
    plain_conditions = frozenset({"state", "kind__exact"})
    list_display = ["asked_at", "kind", "member", "state", "waits"]
    list_filter = [RequestStateFilter, "kind"]
    list_select_related = ["member"]
    list_per_page = 50
    ordering = ["asked_at", "pk"]
    paginator = EstimatingPaginator
    search_fields = ["member__member_number__exact"]
    search_help_text = _("組合員番号（すべてのけた）でさがします。")

    @admin.display(description=_("待ち時間"), ordering="asked_at")
    def waits(self, request: MemberRequest) -> str:
        """How long it waits."""
        if request.state != State.WAITING:
            return ""
        return dates.time_left_text(request.asked_at, clock.now())

    def access_key(self, request: MemberRequest) -> str:
        """The member who asks."""
        return str(request.member_id)

    def get_urls(self) -> list[URLPattern]:
        """Add the two decisions."""
        guard = self.admin_site.admin_view
        return [
            path("<int:pk>/approve/", guard(approve), name="members_memberrequest_approve"),
            path("<int:pk>/refuse/", guard(refuse), name="members_memberrequest_refuse"),
            *super().get_urls(),
        ]

    def page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what is known of the row, and what can be done."""
        return page(request, pk)


@never_cache
@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a request, the member as she is registered, and the decision."""
    must(request, "members.view_memberrequest")
    return _page(request, _request(pk))


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Grant a request."""
    asked = _to_decide(request, pk)
    form = _course_form(asked, request.POST)
    if form is not None and not form.is_valid():
        return _page(request, asked, course_form=form)
    course = form.cleaned_data["course"] if form is not None else None
    return _decide(request, asked, gettext("承認しました。"), approve=True, course=course)


@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse a request, with a coded reason."""
    asked = _to_decide(request, pk)
    form = _refusal_form(request.POST)
    if not form.is_valid():
        return _page(request, asked, refuse_form=form)
    return _decide(request, asked, gettext("見送りました。"), approve=False, **form.cleaned_data)


def _decide(
    request: HttpRequest, asked: MemberRequest, said: str, **decision: object
) -> HttpResponse:
    about = {"asked": asked, "by": request.user, "at": clock.now()}
    carry_out(request, partial(requests.decide, **about, **decision), said)
    return redirect("admin:members_memberrequest_change", asked.pk)


def _page(request: HttpRequest, asked: MemberRequest, **forms: Any) -> HttpResponse:
    log_looks(request, AccessLog.Subject.MEMBER, [asked.member_id])
    may = request.user.has_perm("members.decide_memberrequest") and asked.state == State.WAITING
    context = {
        "course_form": _course_form(asked) if may else None,
        "refuse_form": _refusal_form(),
        **forms,
    }
    return show(
        request,
        "admin/members/memberrequest/decide.html",
        model=MemberRequest,
        title=gettext("変更の依頼 %(number)s") % {"number": asked.pk},
        forms=forms.values(),
        asked=asked,
        described=described(asked),
        reason=REFUSALS.get(asked.reason),
        moves_later=moves_later(asked, clock.japan_date(clock.now())),
        may_decide=may,
        **context,
    )


def _to_decide(request: HttpRequest, pk: int) -> MemberRequest:
    must(request, "members.decide_memberrequest")
    return _request(pk)


def _request(pk: int) -> MemberRequest:
    related = ["member__course__centre", "decided_by"]
    return get_object_or_404(MemberRequest.objects.select_related(*related), pk=pk)


def _course_form(asked: MemberRequest, data: Any = None) -> CourseForm | None:
    """The courses to choose from; None for a request that has nothing to do with them."""
    if asked.kind not in (Kind.COURSE, Kind.ADDRESS):
        return None
    postcode = asked.content.get("postcode") or asked.member.postcode
    offered = list(postcodes.service_of(postcode).courses)
    proposed = postcodes.best_course(offered, _weekday(asked))
    needed = asked.kind == Kind.COURSE
    return CourseForm(data, offered=offered, proposed=proposed, needed=needed, prefix="approve")


def _refusal_form(data: Any = None) -> ReasonForm:
    return ReasonForm(data, known=REFUSALS, label=gettext("見送りの理由"), prefix="refuse")


def _weekday(asked: MemberRequest) -> int | None:
    """The weekday that was asked for; of who moves the one that she has."""
    course: Course | None = asked.member.course
    return asked.content.get("weekday") or (course.weekday if course else None)

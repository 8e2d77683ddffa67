"""The page of one application, and what a reviewer does there.

Who may do what now is judged by the actions; the page only leaves out what would be refused.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from members.forms.deciding import ReasonForm
from members.joining.actions import decisions
from members.joining.models import Application
from members.joining.queries import duplicates
from members.joining.rules import reasons
from members.joining.rules.steps import WAITING, State, Step
from members.joining.staff.answers import groups
from members.joining.staff.forms import ApprovalForm, QuestionForm
from members.logged_pages import log_looks
from members.models import AccessLog
from members.queries.coming_cycles import coming_cycles
from todock.lib import clock, dates
from todock.lib.staff.pages import carry_out, must, show

PAGE = "admin/joining/application/review.html"


View = Callable[..., HttpResponse]


def urls(guard: Callable[[View], View]) -> list[URLPattern]:
    """Return the addresses, each behind ``guard``: the admin's own."""
    views = [take, release, ask, approve, refuse, withdraw]
    return [
        path(f"<int:pk>/{view.__name__}/", guard(view), name=f"joining_application_{view.__name__}")
        for view in views
    ]


@never_cache
@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an application: answers, consents, what happened, who it may be, what can be done."""
    must(request, "joining.view_application")
    return _page(request, _application(pk))


@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the lease on the application, or prolong it."""
    return _do(request, pk, decisions.take, _("審査を始めました。"))


@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the application back into the queue."""
    return _do(request, pk, decisions.release, _("申し込みを戻しました。"))


@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the applicant."""
    form = QuestionForm(request.POST, prefix="ask")
    if not form.is_valid():
        return _page(request, _to_decide(request, pk), ask_form=form)
    return _do(request, pk, decisions.ask, _("申込者に質問しました。"), **form.cleaned_data)


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve the application, with a course and a first cycle where it is for the delivery."""
    application = _to_decide(request, pk)
    form = _approval_form(application, clock.now(), request.POST)
    if not form.is_valid():
        return _page(request, application, approval_form=form)
    chosen = {name: form.cleaned_data[name] for name in ("course", "first_cycle")}
    return _do(request, pk, decisions.approve, _("承認しました。"), **chosen)


@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse the application, once the reviewer has seen what the applicant will read."""
    return _end(request, pk, decisions.refuse, "refuse", _("見送りました。"))


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw the application for its applicant, in the same two steps."""
    return _end(request, pk, decisions.withdraw, "withdraw", _("取り下げました。"))


def _end(
    request: HttpRequest,
    pk: int,
    action: Callable[..., Application],
    name: str,
    said: str,
) -> HttpResponse:
    form = _reason_form(name, request.POST)
    if not form.is_valid():
        return _page(request, _to_decide(request, pk), **{f"{name}_form": form})
    if "sure" in request.POST:
        return _do(request, pk, action, said, **form.cleaned_data)
    application = _to_decide(request, pk)
    return show(
        request,
        "admin/joining/application/confirm.html",
        **_about(application),
        form=form,
        reason=form.known[form.cleaned_data["reason"]].label,
        step=name,
    )


def _do(
    request: HttpRequest, pk: int, action: Callable[..., Any], said: str, **chosen: object
) -> HttpResponse:
    """Call an action of members.joining.actions.decisions, and say what happened."""
    application = _to_decide(request, pk)
    about = {"application": application, "by": request.user, "at": clock.now()}
    carry_out(request, action, said, **about, **chosen)
    return redirect("admin:joining_application_change", pk)


def _to_decide(request: HttpRequest, pk: int) -> Application:
    must(request, "joining.decide_application")
    return _application(pk)


def _application(pk: int) -> Application:
    rows = Application.objects.filter(number__isnull=False)
    related = ["proposed_course__centre", "course__centre", "reviewer", "member"]
    return get_object_or_404(rows.select_related(*related), pk=pk)


def _page(request: HttpRequest, application: Application, **forms: Form) -> HttpResponse:
    """Show the page, with forms that were filled in wrongly; once it is written down."""
    at = clock.now()
    found = duplicates.find(application) if application.state in WAITING else []
    _write_down(request, application, found)
    cycles = dict(coming_cycles(at, None)) if application.wants_delivery else {}
    context = {
        "groups": groups(application, cycles),
        "consents": application.consents.select_related("document").order_by("document__kind"),
        "events": [
            (event, _who(event), _why(event)) for event in application.events.select_related("by")
        ],
        "questions": [
            (question, reasons.text(reasons.QUESTIONS, question.code))
            for question in application.questions.select_related("asked_by")
        ],
        "duplicates": found,
        "may_see_members": request.user.has_perm("members.view_member"),
        "waited": dates.time_left_text(application.submitted_at, at),
        **_what_can_be_done(request, application, at),
    }
    if context["may_decide"]:
        context |= {
            "ask_form": QuestionForm(prefix="ask"),
            "approval_form": _approval_form(application, at, doubtful=bool(found)),
            "refuse_form": _reason_form("refuse"),
            "withdraw_form": _reason_form("withdraw"),
            **forms,
        }
    return show(request, PAGE, **_about(application), forms=forms.values(), **context)


def _about(application: Application) -> dict[str, Any]:
    return {
        "model": Application,
        "title": _("申し込み %(number)s") % {"number": application.number},
        "application": application,
    }


def _what_can_be_done(
    request: HttpRequest, application: Application, at: datetime
) -> dict[str, bool]:
    reviews = request.user.has_perm("joining.decide_application")
    in_review = application.state == State.IN_REVIEW
    mine = in_review and application.reviewer_id == request.user.pk
    over = in_review and application.taken_until <= at
    return {
        "mine": mine,
        "lease_is_over": over,
        "may_take": reviews and (application.state == State.SUBMITTED or over),
        "may_release": reviews and mine,
        "may_decide": reviews and mine and not over,
    }


def _approval_form(
    application: Application, at: datetime, data: Any = None, *, doubtful: bool | None = None
) -> ApprovalForm:
    if doubtful is None:
        doubtful = bool(duplicates.find(application))
    return ApprovalForm(data, application=application, doubtful=doubtful, at=at, prefix="approve")


def _reason_form(step: str, data: Any = None) -> ReasonForm:
    """The reasons of a step that ends the application: ``refuse`` or ``withdraw``."""
    known, label = {
        "refuse": (reasons.REFUSALS, _("見送りの理由")),
        "withdraw": (reasons.WITHDRAWALS, _("取り下げの理由")),
    }[step]
    return ReasonForm(data, known=known, label=label, prefix=step)


def _write_down(
    request: HttpRequest, application: Application, found: list[duplicates.Duplicate]
) -> None:
    """Write down who sees this application, and those whom it may be."""
    others = [each.found.number for each in found if each.kind == "application"]
    log_looks(request, AccessLog.Subject.APPLICATION, [application.number, *others])
    members = [each.found.pk for each in found if each.kind == "member"]
    log_looks(request, AccessLog.Subject.MEMBER, members)


def _who(event: Any) -> str:
    if event.by:
        return str(event.by)
    return _("自動") if event.step == Step.EXPIRED else _("申込者")


def _why(event: Any) -> str:
    known = {
        Step.ASKED: reasons.QUESTIONS,
        Step.REFUSED: reasons.REFUSALS,
        Step.WITHDRAWN: reasons.WITHDRAWALS,
    }.get(event.step, {})
    return str(known[event.reason].label) if event.reason in known else event.reason

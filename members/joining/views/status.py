"""What has become of an application; the answer to a question, the way to take it back."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.joining import grants, pages
from members.joining.actions import applying, submitting
from members.joining.models import Application
from members.joining.queries import consents
from members.joining.queries.status import open_question, outcome, steps_of
from members.joining.refusals import ApplicationIncomplete, NothingAnswered, StepNotPossible
from members.joining.rules.steps import DRAFTS, WAITING, State
from members.joining.views.ways import (
    WAIT_SECONDS,
    elsewhere,
    may_mail_to,
    page_address,
    page_of,
    told,
)
from members.sign_in import rate_limits
from todock.lib import clock
from todock.lib.pages.htmx import go_to
from todock.post import tasks


@never_cache
@require_safe
def status(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show every step that was taken, and what can be done now."""
    application = grants.application_or_404(request, public_id)
    if application.state in DRAFTS and (answer := elsewhere(request, application)):
        return answer
    return _status_page(request, application)


@sensitive_post_parameters()
@never_cache
@require_POST
def answer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Keep the answer, then lead to a page that is corrected, or send both to staff."""
    application = grants.application_or_404(request, public_id)
    text = request.POST.get("answer", "").strip()
    try:
        application = applying.save_page(
            application=application, slug=submitting.ANSWER, typed={"text": text}, at=clock.now()
        )
        if slug := request.POST.get("correct"):
            return _to_page(request, application, slug)
        submitting.answer(application=application, text=text, at=clock.now())
    except (ApplicationIncomplete, NothingAnswered) as refusal:
        return _status_page(request, application, refusal.message, status=422)
    except StepNotPossible as refusal:
        return told(request, refusal, application)
    messages.success(request, _("回答を送りました。ありがとうございます。"))
    return go_to(request, reverse("joining:status", args=[public_id]))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask once more before the application is taken back, with what that means."""
    application = grants.application_or_404(request, public_id)
    if not _may_withdraw(application):
        return redirect("joining:continue", public_id)
    if request.method != "POST":
        context = {"application": application, "erase_days": settings.JOIN_ERASE_DAYS}
        return render(request, "joining/withdraw.html", context)
    try:
        submitting.withdraw(application=application, at=clock.now())
    except StepNotPossible as refusal:
        return told(request, refusal, application)
    return go_to(request, reverse("joining:status", args=[public_id]))


@never_cache
@require_POST
def mail_sign_in(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Mail the way to the first sign-in once more: it is in no page."""
    application = grants.application_or_404(request, public_id)
    if not may_mail_to(application.email):
        return rate_limits.refused(request, seconds=WAIT_SECONDS)
    try:
        submitting.mail_first_sign_in(application=application, at=clock.now())
    except StepNotPossible as refusal:
        return told(request, refusal, application)
    tasks.hurry_mail()
    messages.success(request, _("はじめてのログインのご案内を、もう一度メールでお送りしました。"))
    return go_to(request, reverse("joining:status", args=[public_id]))


@require_safe
def document(request: HttpRequest, kind: str) -> HttpResponse:
    """Show the text that people agree to, in the version that is in force."""
    found = consents.in_force(clock.now()).get(kind)
    if found is None:
        raise Http404
    return render(request, "joining/document.html", {"document": found})


def _may_withdraw(application: Application) -> bool:
    return application.state in {State.CONFIRMED, *WAITING}


def _to_page(request: HttpRequest, application: Application, slug: str) -> HttpResponse:
    page = page_of(application, slug)
    return go_to(request, page_address(application, page, "status"))


def _status_page(
    request: HttpRequest, application: Application, problem: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "application": application,
        "steps": steps_of(application),
        "may_withdraw": _may_withdraw(application),
        "decision_days": settings.JOIN_DECISION_DAYS,
        "problem": problem,
    }
    if applying.is_open(application, clock.now()) and application.state == State.ASKED_BACK:
        unfinished = pages.unfinished(application)
        context |= {
            "question": open_question(application),
            "answer": application.typed.get(submitting.ANSWER, {}).get("text", ""),
            "pages": [(page, page in unfinished) for page in pages.pages_of(application)],
            "unfinished": unfinished,
            "notices": pages.notices(application),
        }
    if application.state == State.APPROVED:
        context["outcome"] = outcome(application, clock.now())
    return render(request, "joining/status.html", context, status=status)

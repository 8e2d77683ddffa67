"""The pages of an application: one topic each, the check of all answers, the receipt."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from members.joining import grants, pages
from members.joining.actions import applying, submitting
from members.joining.forms.base import ApplicationForm
from members.joining.models import Application
from members.joining.refusals import ApplicationIncomplete, StepNotPossible
from members.joining.rules.steps import State
from members.joining.views.ways import (
    backward,
    came_from,
    elsewhere,
    heading,
    neighbours,
    onward,
    page_address,
    page_of,
    told,
)
from todock.lib import clock
from todock.lib.pages.htmx import go_to


@never_cache
@require_safe
def go_on(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Lead to the first page that is not filled in, or to where the application stands."""
    application = grants.application_or_404(request, public_id)
    if answer := elsewhere(request, application):
        return answer
    if application.state == State.ASKED_BACK:
        return redirect("joining:status", public_id)
    return redirect(page_address(application, _first_open(application)))


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, public_id: UUID, slug: str) -> HttpResponse:
    """Show one page; keep what is typed there, valid or not, and lead on."""
    application = grants.application_or_404(request, public_id)
    shown = page_of(application, slug)
    if answer := elsewhere(request, application):
        return answer
    if request.method != "POST":
        return _form_page(request, application, shown, _as_left(request, application, shown))
    form = shown.form_class(request.POST, application=application)
    try:
        application = applying.save_page(
            application=application, slug=slug, typed=form.texts, at=clock.now()
        )
    except StepNotPossible as refusal:
        return told(request, refusal, application)
    if "back" in request.POST:
        return go_to(request, backward(request, application, shown))
    if not form.is_valid():
        # A form that asks again has changed itself, as the visitor wished.
        return _form_page(request, application, shown, form, status=422 if form.is_bound else 200)
    _tell_saved(request, application, form)
    return go_to(request, onward(request, application, shown))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def kind(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Let a newcomer join with the delivery or without it."""
    application = grants.application_or_404(request, public_id)
    if answer := elsewhere(request, application):
        return answer
    chosen = request.POST.get("kind")
    if chosen not in {Application.Kind.JOIN, Application.Kind.BOTH}:
        return render(request, "joining/kind.html", {"application": application})
    try:
        applying.change_kind(application=application, kind=chosen, at=clock.now())
    except StepNotPossible as refusal:
        return told(request, refusal, application)
    return go_to(request, reverse("joining:continue", args=[public_id]))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show all answers with the ways to change them; send the application in."""
    application = grants.application_or_404(request, public_id)
    if request.method == "POST":
        return _submitted(request, application)
    if answer := elsewhere(request, application):
        return answer
    if application.state == State.ASKED_BACK:
        return redirect("joining:status", public_id)
    return _check_page(request, application)


@never_cache
@require_safe
def done(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give the receipt: the number, what follows, and by when."""
    application = grants.application_or_404(request, public_id)
    if application.submitted_at is None:
        return redirect("joining:continue", public_id)
    context = {"application": application, "decision_days": settings.JOIN_DECISION_DAYS}
    return render(request, "joining/done.html", context)


def _submitted(request: HttpRequest, application: Application) -> HttpResponse:
    try:
        submitting.submit(application=application, at=clock.now())
    except ApplicationIncomplete:
        return _check_page(request, application, status=422)
    except StepNotPossible as refusal:
        return told(request, refusal, application)
    return go_to(request, reverse("joining:done", args=[application.public_id]))


def _first_open(application: Application) -> pages.Page | None:
    """The first page that was not left yet, or whose answers do not stand; None when none is."""
    unfinished = pages.unfinished(application)
    return next(
        (
            page
            for page in pages.pages_of(application)
            if page.slug not in application.typed or page in unfinished
        ),
        None,
    )


def _as_left(request: HttpRequest, application: Application, shown: pages.Page) -> ApplicationForm:
    """The form as it was left; with its complaints for those who come to mend it."""
    kept = application.typed.get(shown.slug)
    if kept is not None and came_from(request, application):
        return pages.form_of(shown, application)
    return shown.form_class(application=application, initial=kept)


def _tell_saved(request: HttpRequest, application: Application, form: ApplicationForm) -> None:
    if form.read_anew:
        messages.info(request, form.notice)
    if application.state == State.ASKED_BACK:
        text = _("直した内容を保存しました。「回答を送る」を押すと、職員に届きます。")
        messages.success(request, text)


def _form_page(
    request: HttpRequest,
    application: Application,
    shown: pages.Page,
    form: ApplicationForm,
    status: int = 200,
) -> HttpResponse:
    before, following = neighbours(application, shown)
    context = {
        "application": application,
        "heading": heading(application),
        "page": shown,
        "form": form,
        "how_far": pages.how_far(application, shown),
        "following": following,
        "has_before": before is not None,
        "came_from": came_from(request, application),
    }
    return render(request, "joining/page.html", context, status=status)


def _check_page(request: HttpRequest, application: Application, status: int = 200) -> HttpResponse:
    topics = [
        {
            "page": page,
            "form": pages.form_of(page, application),
            "address": page_address(application, page, "check"),
        }
        for page in pages.pages_of(application)
    ]
    context = {
        "application": application,
        "heading": heading(application),
        "how_far": pages.how_far(application, None),
        "topics": topics,
        "unfinished": [topic for topic in topics if not topic["form"].is_valid()],
        "before": page_address(application, topics[-1]["page"]),
        "refused": status != 200,
    }
    return render(request, "joining/check.html", context, status=status)

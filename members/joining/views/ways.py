"""Where the visitors of an application are led: to what is the case with it now."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from members.joining import grants, pages
from members.joining.actions import applying
from members.joining.models import Application
from members.joining.rules.steps import DRAFTS, State
from members.sign_in import rate_limits
from todock.lib import clock
from todock.lib.forms.typed import email_key
from todock.lib.pages.htmx import go_to
from todock.lib.refusals import Refusal

#: Seconds after which programs may ask again.
WAIT_SECONDS = 600
#: Pages from which a visitor comes to change one answer, and to which the change leads back.
ORIGINS = {"check": "joining:check", "status": "joining:status"}


def elsewhere(request: HttpRequest, application: Application) -> HttpResponse | None:
    """The answer to who may not fill in pages now; None for who may."""
    at = clock.now()
    if applying.is_open(application, at):
        return None
    if application.state in DRAFTS and applying.is_over(application, at):
        return render(request, "joining/over.html", {"application": application})
    if application.state == State.DRAFT:
        # A member gave another address than the registered one, and has not opened its mail.
        agreed = grants.agreed_here(request, application)
        grants.await_code(request, email=application.email, application=application, agreed=agreed)
        return redirect("joining:sent")
    return redirect("joining:status", application.public_id)


def may_mail_to(email: str) -> bool:
    """Count one mail to ``email``, which is not kept for it; say whether it is within the limit."""
    mark = salted_hmac("members.join_rate", email_key(email)).hexdigest()
    return rate_limits.within(settings.JOIN_EMAIL_RATE, "join-email", mark)


def told(request: HttpRequest, refusal: Refusal, application: Application) -> HttpResponse:
    """Say why nothing was done, where the application stands now."""
    messages.warning(request, refusal.message)
    return go_to(request, reverse("joining:continue", args=[application.public_id]))


def onward(request: HttpRequest, application: Application, page: pages.Page) -> str:
    """Return the address after ``page``, or the one from which the visitor came."""
    _before, after = neighbours(application, page)
    return _origin(request, application) or page_address(application, after)


def backward(request: HttpRequest, application: Application, page: pages.Page) -> str:
    """Return the address before ``page``, or the one from which the visitor came."""
    before, _after = neighbours(application, page)
    return _origin(request, application) or page_address(application, before or page)


def page_address(application: Application, page: pages.Page | None, origin: str = "") -> str:
    """Return the address of a page; None is the check of all answers.

    With ``origin``, what is changed there leads back to it.
    """
    if page is None:
        return reverse("joining:check", args=[application.public_id])
    address = reverse("joining:page", args=[application.public_id, page.slug])
    return f"{address}?from={origin}" if origin else address


def page_of(application: Application, slug: str) -> pages.Page:
    """Return the page ``slug``. Raises Http404 where the application has none."""
    for page in pages.pages_of(application):
        if page.slug == slug:
            return page
    raise Http404


def neighbours(
    application: Application, page: pages.Page
) -> tuple[pages.Page | None, pages.Page | None]:
    """Return the pages before and after ``page``, where there are any."""
    shown = [None, *pages.pages_of(application), None]
    place = shown.index(page)
    return shown[place - 1], shown[place + 1]


def heading(application: Application) -> str:
    """Return what is applied for, as the pages are called."""
    return {
        Application.Kind.JOIN: _("組合員加入の申し込み"),
        Application.Kind.DELIVERY: _("宅配の申し込み"),
        Application.Kind.BOTH: _("加入と宅配の申し込み"),
    }[application.kind]


def came_from(request: HttpRequest, application: Application) -> str:
    """Return the name of the page from which one answer is changed, or ''."""
    if application.state == State.ASKED_BACK:
        return "status"
    found = request.POST.get("from") or request.GET.get("from", "")
    return found if found in ORIGINS else ""


def _origin(request: HttpRequest, application: Application) -> str:
    name = came_from(request, application)
    return reverse(ORIGINS[name], args=[application.public_id]) if name else ""

"""How an application begins: the start page, the wait for the mail, the link in it."""

from email.utils import parseaddr
from urllib.parse import urlencode
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

from members.joining import grants, links
from members.joining.actions import applying
from members.joining.forms import CodeForm, StartForm
from members.joining.models import Application, ConsentDocument
from members.joining.queries import consents
from members.joining.refusals import CodeOver, CodeWrong
from members.joining.rules.steps import DRAFTS, WAITING, State
from members.joining.views.ways import WAIT_SECONDS, may_mail_to
from members.sign_in import rate_limits
from todock.lib import clock
from todock.lib.forms.panels import PageForm
from todock.lib.pages.htmx import go_to
from todock.post import tasks


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Explain what follows, take the first answers, and mail the way on.

    The answer is the same whoever the address belongs to, and whatever stands open for it.
    """
    if closed := _closed_to_member(request) if request.member else _members_only(request):
        return closed
    form = _start_form(request)
    if not form.is_valid():
        return _start_page(request, form, status=422 if form.is_bound else 200)
    email, agreed = form.cleaned_data["email"], _agreed(form)
    if not _may_mail(request, email):
        return _start_page(request, _wait(form), status=429)
    application = None if form.is_robot else _begin(request, form)
    if application and application.member_id and application.state != State.DRAFT:
        return redirect("joining:continue", application.public_id)
    grants.await_code(request, email=email, application=application, agreed=agreed)
    return go_to(request, reverse("joining:sent"))


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sent(request: HttpRequest) -> HttpResponse:
    """Say that the mail is on its way, and take the code that is in it."""
    email = grants.awaited_email(request)
    if not email:
        return render(request, "joining/start/nothing_awaited.html")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if not form.is_bound:
        return _sent_page(request, form)
    if not _within_address_rate(request, "join-code"):
        return _sent_page(request, _wait(form), status=429)
    if not form.is_valid():
        return _sent_page(request, form, status=422)
    application = grants.awaited_application(request)
    try:
        _confirm_by_code(request, application, form.cleaned_data["code"])
    except (CodeWrong, CodeOver) as refusal:
        form.complain("code", refusal.message)
        form.fields["code"].widget.attrs |= {"aria-invalid": "true", "aria-describedby": "code-e"}
        return _sent_page(request, form, status=422)
    grants.grant(request, application)
    return go_to(request, reverse("joining:continue", args=[application.public_id]))


@never_cache
@require_POST
def send_again(request: HttpRequest) -> HttpResponse:
    """Mail the way on once more, with a new code."""
    email = grants.awaited_email(request)
    if not email:
        return redirect("joining:sent")
    if not _may_mail(request, email):
        return _sent_page(request, _wait(CodeForm({})), status=429)
    if application := grants.awaited_application(request):
        applying.send_again(application=application, at=clock.now())
        tasks.hurry_mail()
    messages.success(
        request, _("メールをもう一度送りました。新しいほうの確認番号をお使いください。")
    )
    return go_to(request, reverse("joining:sent"))


@never_cache
@require_safe
def open_link(request: HttpRequest, public_id: UUID, mac: str) -> HttpResponse:
    """Take the e-mail for confirmed and lead on. What is wrong with a link is not told."""
    application = Application.objects.filter(public_id=public_id, erased_at=None).first()
    if application is None or not links.is_mac(application, mac):
        raise Http404
    agreed = grants.agreed_here(request, application)
    applying.confirm(application=application, at=clock.now(), consents=agreed)
    grants.grant(request, application)
    return redirect("joining:continue", application.public_id)


@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """Let this browser open no application any more, for those who share it with others."""
    grants.forget(request)
    messages.success(
        request,
        _("このブラウザで申し込みを閉じました。続きは、届いたメールのアドレスから開けます。"),
    )
    return go_to(request, reverse("joining:start"))


def _start_form(request: HttpRequest) -> StartForm:
    return StartForm(
        request.POST if request.method == "POST" else None,
        signed_in=bool(request.member),
        terms=consents.in_force(clock.now()).get(ConsentDocument.Kind.TERMS),
        initial=_known(request),
    )


def _start_page(request: HttpRequest, form: StartForm, status: int) -> HttpResponse:
    context = {
        "form": form,
        "open_one": grants.open_application(request),
        "decision_days": settings.JOIN_DECISION_DAYS,
        "draft_days": settings.JOIN_DRAFT_DAYS,
        "least_age": settings.JOIN_LEAST_AGE,
        "prefectures": settings.JOIN_PREFECTURES,
    }
    return _answer(request, "joining/start.html", context, status)


def _begin(request: HttpRequest, form: StartForm) -> Application:
    answers = form.cleaned_data
    application = applying.begin(
        kind=answers["kind"],
        email=answers["email"],
        postcode=answers.get("postcode", ""),
        consents=dict.fromkeys(_agreed(form), True),
        at=clock.now(),
        member=request.member,
    )
    tasks.hurry_mail()
    return application


def _agreed(form: StartForm) -> list[ConsentDocument]:
    return [form.terms] if form.cleaned_data.get("terms") else []


def _confirm_by_code(request: HttpRequest, application: Application | None, code: str) -> None:
    if application is None:
        raise CodeWrong
    agreed = grants.agreed_here(request, application)
    applying.confirm_by_code(application=application, code=code, at=clock.now(), consents=agreed)


def _closed_to_member(request: HttpRequest) -> HttpResponse | None:
    """The page for a member who need not, or cannot, apply; None for one who can."""
    member = request.member
    own = member.applications.filter(state__in=[*DRAFTS, *WAITING]).exclude(state=State.DRAFT)
    if application := own.first():
        return redirect("joining:continue", application.public_id)
    if member.course_id or member.why_no_orders:
        return render(request, "joining/start/registered.html", {"member": member})
    return None


def _members_only(request: HttpRequest) -> HttpResponse | None:
    """The way to the sign-in for a visitor who asks for the delivery alone."""
    if request.method == "POST" or request.GET.get("kind") != Application.Kind.DELIVERY:
        return None
    way = "members:link" if request.user.is_authenticated else "account_login"
    return redirect(f"{reverse(way)}?{urlencode({'next': request.get_full_path()})}")


def _known(request: HttpRequest) -> dict[str, str]:
    """What a member need not type."""
    member = request.member
    return {"email": member.email} if member else {}


def _may_mail(request: HttpRequest, email: str) -> bool:
    """Count one mail, by the visitor's address and by the e-mail."""
    return _within_address_rate(request, "join") and may_mail_to(email)


def _within_address_rate(request: HttpRequest, name: str) -> bool:
    """Count one try of ``name``; mails and codes are counted apart, as many share an address."""
    return rate_limits.within(settings.JOIN_RATE, name, rate_limits.address(request))


def _wait(form: PageForm) -> PageForm:
    """Let the page ask to wait, with all that was typed in it."""
    form.errors.clear()
    form.add_error(
        None,
        _("続けて操作があったため、受け付けを少し止めています。数分たってから、お試しください。"),
    )
    return form


def _answer(request: HttpRequest, template: str, context: dict, status: int) -> HttpResponse:
    answer = render(request, template, context, status=status)
    if status == 429:
        answer["Retry-After"] = str(WAIT_SECONDS)
    return answer


def _sent_page(request: HttpRequest, form: CodeForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "email": grants.awaited_email(request),
        "minutes": settings.JOIN_CODE_MINUTES,
        "sender_domain": parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2],
    }
    return _answer(request, "joining/start/sent.html", context, status)

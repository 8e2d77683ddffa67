"""The counter of a shop: whether the card that a customer shows is good."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from members.card import actions
from members.card.forms import CheckForm
from members.sign_in import rate_limits
from todock.lib import clock


@never_cache
@sensitive_post_parameters()
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Take a scan, answer whether the card is good, and be ready for the next one."""
    if not (request.user.is_staff and request.user.has_perm("members.check_membershipcard")):
        return redirect("members:staff_only")
    if request.method != "POST":
        return _check_page(request, CheckForm())
    if not rate_limits.within(settings.CARD_CHECK_RATE, "card-check", str(request.user.pk)):
        return rate_limits.refused(request, seconds=60)
    form = CheckForm(request.POST)
    if not form.is_valid():
        return _check_page(request, form, status=422)
    found = actions.check(**form.cleaned_data, by=request.user, at=clock.now())
    if found.result is None:
        # A good card: the number stays in the form while the code is asked for.
        return _check_page(request, CheckForm(initial={"number": found.card.number}), found)
    return _check_page(request, CheckForm(), found)


def _check_page(
    request: HttpRequest, form: CheckForm, found: actions.Checked | None = None, status: int = 200
) -> HttpResponse:
    # The field that the next scan or the next keys go into.
    asks_code = found is not None and found.result is None
    field = "code" if asks_code or ("number" not in form.errors and form.errors) else "number"
    form.fields[field].widget.attrs["autofocus"] = True
    context = {"form": form, "found": found, "asks_code": asks_code}
    return render(request, "members/counter.html", context, status=status)

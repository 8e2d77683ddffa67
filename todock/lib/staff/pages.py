"""Pages of our own on the staff site: their frame, what is wrong in a form, what was done."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from todock.lib.refusals import Refusal
from todock.lib.staff.look_only import LookOnlyAdmin


class PageAdmin(LookOnlyAdmin):
    """Rows each of which is shown on a page of our own, under the staff site's own address."""

    #: Shows the page of a row by its id; each admin has its own.
    page: Callable[[HttpRequest, int], HttpResponse]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show the page of our own."""
        if not object_id.isdecimal():
            raise Http404
        return self.page(request, int(object_id))


def must(request: HttpRequest, right: str) -> None:
    """Refuse who does not have ``right``, such as ``points.view_account``."""
    if not request.user.has_perm(right):
        raise PermissionDenied


def show(
    request: HttpRequest,
    template: str,
    *,
    model: type[Model],
    title: str,
    forms: Iterable[BaseForm] = (),
    **context: Any,
) -> HttpResponse:
    """Render a page in the frame of the staff site, with what is wrong in ``forms`` on top.

    A form that was sent and is wrong makes it 422. The title names no person: it stands in the
    browser's history.
    """
    errors = errors_of(*forms)
    frame = {
        **admin.site.each_context(request),
        "title": title,
        "opts": model._meta,
        "errors": errors,
    }
    status = 422 if errors and request.method == "POST" else 200
    return render(request, template, {**frame, **context}, status=status)


def errors_of(*forms: BaseForm) -> list[tuple[str, str]]:
    """Return each field that is wrong, by the id of its input, with the first error."""
    return [
        (_target(form, name), errors[0]) for form in forms for name, errors in form.errors.items()
    ]


def carry_out(
    request: HttpRequest,
    action: Callable[..., Any],
    said: str,
    *,
    deed_on: Model | None = None,
    **chosen: Any,
) -> None:
    """Call ``action`` with what was chosen, and tell the refusal, or what was done.

    What was done to ``deed_on`` is written down in its history on the staff site.
    """
    try:
        action(**chosen)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        if deed_on is not None:
            write_down_deed(request, deed_on, said)
        messages.success(request, said)


def write_down_deed(request: HttpRequest, row: Model, said: str) -> None:
    """Write down in the history of the staff site what was done to ``row``."""
    LogEntry.objects.log_actions(request.user.pk, [row], CHANGE, said, single_object=True)


def _target(form: BaseForm, name: str) -> str:
    """The id to go to: that of the input, or of what is around several, or of the page."""
    if name not in form.fields:
        return "content"
    return form[name].id_for_label or form[name].auto_id

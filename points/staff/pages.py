"""What the staff pages of points have in common: the frame, the search, what is written down."""

from collections.abc import Iterable

from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.forms import Form
from django.http import HttpRequest

from members import access_log
from members.models import AccessLog
from todock.lib import clock
from todock.lib.kana import fold_code


def must(request: HttpRequest, right: str) -> None:
    """Refuse who does not have ``right``, such as ``view_account``."""
    if not may(request, right):
        raise PermissionDenied


def may(request: HttpRequest, right: str) -> bool:
    """Say whether the person has ``right`` on points."""
    return request.user.has_perm(f"points.{right}")


def frame(request: HttpRequest, model: type[Model], title: str) -> dict[str, object]:
    """Return what every page of our own shows around it. The title names no person."""
    return {**admin.site.each_context(request), "title": title, "opts": model._meta}


def errors_of(*forms: Form) -> list[tuple[str, str]]:
    """Return each field that is wrong, by the id of its input, with the first error."""
    return [
        (form[name].id_for_label if name in form.fields else "content", errors[0])
        for form in forms
        for name, errors in form.errors.items()
    ]


def write_down_look(request: HttpRequest, member_ids: Iterable[int]) -> None:
    """Write down that the page shows the points of these members."""
    access_log.log_each(
        by=request.user,
        act=AccessLog.Act.LOOK,
        subject=AccessLog.Subject.POINTS,
        keys=[str(each) for each in member_ids],
        at=clock.now(),
    )


def write_down_deed(request: HttpRequest, row: Model, said: str) -> None:
    """Write down in the history of the staff site what was done to ``row``."""
    LogEntry.objects.log_actions(request.user.pk, [row], CHANGE, said, single_object=True)


def number_of(typed: str) -> str:
    """Return a member number as it is stored: ``００１２-345678`` is ``0012345678``."""
    return fold_code(typed).replace("-", "").replace(" ", "")

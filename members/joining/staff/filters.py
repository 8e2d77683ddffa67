"""Conditions of the queues: what waits first, by state, age and centre."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import SEARCH_VAR, ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from members.joining.rules import steps
from members.models import Centre
from todock.lib import clock

ALL = "all"


class WaitingFirst(admin.SimpleListFilter):
    """Shows what waits unless told otherwise; a search goes through everything."""

    title = _("状態")
    parameter_name = "state"
    #: Words for what waits, and the states to choose from.
    waiting_label = _("決定待ち")
    states: list[tuple[str, Any]] = []

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple]:
        """Offer every state, and all of them."""
        return [*self.states, (ALL, _("すべて"))]

    def choices(self, changelist: ChangeList) -> Iterator[dict]:
        """Call the choice that needs no condition by what it shows."""
        choices = super().choices(changelist)
        yield {**next(choices), "display": self.waiting_label}
        yield from choices

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Show the rows of the chosen state."""
        if self.value() in dict(self.states):
            return queryset.filter(state=self.value())
        if self.value() == ALL or request.GET.get(SEARCH_VAR):
            return queryset
        return self.waiting(queryset)

    def waiting(self, queryset: QuerySet) -> QuerySet:
        """Those of the rows that wait."""
        raise NotImplementedError


class ApplicationStateFilter(WaitingFirst):
    """The states of applications, from the moment they are sent in."""

    states = [(state.value, state.label) for state in [*steps.WAITING, *steps.FINAL]]

    def waiting(self, queryset: QuerySet) -> QuerySet:
        """Those that wait for a decision."""
        return queryset.filter(state__in=steps.WAITING)


class AgeFilter(admin.SimpleListFilter):
    """How long an application has been waiting."""

    title = _("待ち時間")
    parameter_name = "age"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple]:
        """Offer the days after which somebody should ask why."""
        return [("1", _("1日より長い")), ("3", _("3日より長い")), ("7", _("7日より長い"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Show those that wait longer."""
        if self.value() not in ("1", "3", "7"):
            return queryset
        since = clock.now() - timedelta(days=int(self.value()))
        return queryset.filter(submitted_at__lt=since, state__in=steps.WAITING)


class ProposedCentreFilter(admin.SimpleListFilter):
    """The centre of the course that is proposed, or decided."""

    title = _("センター")
    parameter_name = "centre"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple]:
        """Offer every centre, and none."""
        return [("none", _("未定")), *Centre.objects.values_list("code", "name")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Show the applications of the chosen centre."""
        if self.value() == "none":
            return queryset.filter(proposed_course=None)
        if self.value():
            return queryset.filter(proposed_course__centre__code=self.value())
        return queryset

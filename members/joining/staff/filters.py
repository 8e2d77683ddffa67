"""Conditions of the queues: what waits first, by state, age and centre."""

from datetime import timedelta

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from members.joining.rules import steps
from members.models import Centre
from todock.lib import clock
from todock.lib.staff.filters import WaitingFirst


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

"""Conditions of queues on the staff site."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import SEARCH_VAR, ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

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

"""By what staff narrow the list of files."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from todock.feeds.kinds import all_kinds, label_of
from todock.feeds.models import FeedFile


class KindFilter(admin.SimpleListFilter):
    """Kinds under the names that staff know."""

    title = _("種類")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the kinds that come in, and those that have gone out."""
        known = {kind.name: kind.label for kind in all_kinds()}
        out = FeedFile.objects.filter(direction=FeedFile.Direction.OUT)
        for name in out.values_list("kind", flat=True).distinct().order_by("kind"):
            known.setdefault(name, label_of(name))
        return list(known.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Show the files of the chosen kind."""
        return queryset.filter(kind=self.value()) if self.value() else queryset

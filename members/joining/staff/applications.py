"""申し込み: the queue of the applications, oldest first."""

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from members.joining.models import Application
from members.joining.rules.steps import WAITING
from members.joining.staff import bulk, review
from members.joining.staff.filters import AgeFilter, ApplicationStateFilter, ProposedCentreFilter
from members.logged_pages import LoggedAdmin
from members.models import AccessLog, Centre
from members.rules import spelling
from todock.lib import clock, dates
from todock.lib.japanese.kana import digits_of
from todock.lib.pages.paging import EstimatingPaginator
from todock.lib.staff.pages import PageAdmin


@admin.register(Application)
class ApplicationAdmin(PageAdmin, LoggedAdmin):
    """The queue. Drafts are not in it: what is not sent in is not for staff."""

    actions = ["approve_together"]
    access_subject = AccessLog.Subject.APPLICATION
    plain_conditions = frozenset({"state", "kind", "kind__exact", "age", "centre"})
    list_display = ["number", "name", "kind", "state", "centre", "waits", "leaseholder"]
    list_display_links = ["number", "name"]
    list_filter = [ApplicationStateFilter, AgeFilter, "kind", ProposedCentreFilter]
    list_select_related = ["proposed_course__centre", "reviewer"]
    list_per_page = bulk.MOST
    ordering = ["submitted_at", "pk"]
    paginator = EstimatingPaginator
    search_fields = ["number"]
    search_help_text = _("申込番号、電話番号（すべてのけた）、フリガナのはじめでさがします。")

    def get_urls(self) -> list[URLPattern]:
        """Add what reviewers can do with one application, and with several at once."""
        guard = self.admin_site.admin_view
        together = path(
            "approve-together/",
            guard(bulk.approve_together),
            name="joining_application_approve_together",
        )
        return [together, *review.urls(guard), *super().get_urls()]

    @admin.action(description=_("まとめて承認する"), permissions=["decide"])
    def approve_together(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        """Show what would be approved."""
        return bulk.preview(request, queryset)

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Say who is offered to approve."""
        return request.user.has_perm("joining.decide_application")

    def page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what is known of the row, and what can be done."""
        return review.page(request, pk)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Those that were sent in, without the pages as they were typed."""
        return super().get_queryset(request).filter(number__isnull=False).defer("typed")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Search numbers and phones whole, readings by their beginning, in every spelling."""
        if number := digits_of(search_term):
            mine = Q(number=search_term.strip()) | Q(number=number)
            return queryset.filter(mine | Q(phone=number) | Q(other_phone=number)), False
        if search_term.strip():
            key = spelling.reading(search_term)
            return queryset.filter(
                Q(number=search_term.strip()) | Q(kana_key__startswith=key)
            ), False
        return queryset, False

    @admin.display(description=_("申込者"), ordering="kana_key")
    def name(self, application: Application) -> str:
        """Who asks, or that this is known no more."""
        return application.name or gettext("（消去済み）")

    @admin.display(description=_("センター"))
    def centre(self, application: Application) -> Centre | str:
        """The centre of the course that is proposed."""
        course = application.proposed_course
        return course.centre if course else ""

    @admin.display(description=_("待ち時間"), ordering="submitted_at")
    def waits(self, application: Application) -> str:
        """How long it waits since it was sent in; when it was, once it is decided."""
        if application.state in WAITING:
            return dates.time_left_text(application.submitted_at, clock.now())
        return dates.day_text(clock.japan_date(application.submitted_at))

    @admin.display(description=_("審査者"))
    def leaseholder(self, application: Application) -> str:
        """Who has the lease on it, and until when."""
        if application.reviewer is None:
            return ""
        if application.taken_until <= clock.now():
            return gettext("%(name)s（期限切れ）") % {"name": application.reviewer}
        return gettext("%(name)s（%(until)sまで）") % {
            "name": application.reviewer,
            "until": dates.hour_text(application.taken_until),
        }

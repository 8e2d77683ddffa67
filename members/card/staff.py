"""電子組合員証 at the desk: looking a card up, and replacing one that is lost."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.html import format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from members.card import actions
from members.logged_pages import LoggedAdmin
from members.models import AccessLog, CardEvent, MembershipCard
from todock.lib import clock, dates
from todock.lib.japanese.kana import digits_of
from todock.lib.pages.paging import EstimatingPaginator
from todock.lib.refusals import Refusal

Reason = MembershipCard.Reason
#: Why the desk replaces a card; a card ends by leaving the co-op, not here.
REASONS = {
    Reason.LOST.value: _("紛失のため作り直す"),
    Reason.RENEWED.value: _("そのほかの理由で作り直す"),
}


@admin.register(MembershipCard)
class MembershipCardAdmin(LoggedAdmin):
    """Cards by number. Names stand on the page of a card only."""

    access_subject = AccessLog.Subject.CARD
    plain_conditions = frozenset({"reason__exact"})
    change_form_template = "admin/members/membershipcard/change_form.html"
    list_display = ["number", "member_number", "issue", "issued_at", "revoked_at", "reason"]
    list_filter = ["reason"]
    list_select_related = ["member"]
    ordering = ["-pk"]
    paginator = EstimatingPaginator
    search_fields = ["number"]
    search_help_text = _("カード番号か組合員番号（すべてのけた）でさがします。")
    fields = [
        "number",
        "member_number",
        "name",
        "kind",
        "issue",
        "issued_at",
        "revoked_at",
        "reason",
        "history",
    ]
    readonly_fields = ["member_number", "name", "kind", "history"]

    @admin.display(description=_("組合員番号"))
    def member_number(self, card: MembershipCard) -> str:
        """Whose card it is, by number."""
        return card.member.member_number

    @admin.display(description=_("氏名"))
    def name(self, card: MembershipCard) -> str:
        """The name to compare."""
        return card.member.name

    @admin.display(description=_("本証・家族証"))
    def kind(self, card: MembershipCard) -> str:
        """Main or family card."""
        return card.member.get_card_kind_display()

    @admin.display(description=_("記録"))
    def history(self, card: MembershipCard) -> str:
        """What happened to it, by whom and through which door."""
        rows = (
            (
                dates.instant_text(event.at),
                event.get_what_display(),
                event.get_door_display(),
                event.by or "",
            )
            for event in card.events.select_related("by")
        )
        return format_html_join("", "<div>{} {}（{}）{}</div>", rows)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Search by whole numbers: one card is looked up, nobody browses."""
        if not search_term.strip():
            return queryset, False
        number = digits_of(search_term)
        return queryset.filter(Q(number=number) | Q(member__member_number=number)), False

    def get_urls(self) -> list[URLPattern]:
        """Add what the desk can do with a card."""
        guarded = self.admin_site.admin_view(require_POST(self.reissue))
        name = "members_membershipcard_reissue"
        return [path("<int:pk>/reissue/", guarded, name=name), *super().get_urls()]

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict,
        *args: object,
        obj: MembershipCard | None = None,
        **kw: object,
    ) -> HttpResponse:
        """Offer to replace the card while it is good."""
        good = obj is not None and obj.revoked_at is None
        context["may_reissue"] = good and _may_reissue(request)
        context["reasons"] = REASONS.items()
        return super().render_change_form(request, context, *args, obj=obj, **kw)

    def reissue(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Revoke a card and issue the next one."""
        if not _may_reissue(request):
            raise PermissionDenied
        card = get_object_or_404(MembershipCard.objects.select_related("member"), pk=pk)
        reason = request.POST.get("reason", "")
        if reason not in REASONS:
            messages.error(request, gettext("理由を選んでください。"))
            return redirect("admin:members_membershipcard_change", pk)
        try:
            new = actions.revoke_and_reissue(
                member=card.member,
                reason=Reason(reason),
                issue=card.issue,
                at=clock.now(),
                by=request.user,
                door=CardEvent.Door.DESK,
            )
        except Refusal as refusal:
            messages.error(request, refusal.message)
            return redirect("admin:members_membershipcard_change", pk)
        said = gettext("カード %(old)s を無効にし、%(new)s を発行しました。")
        messages.success(request, said % {"old": card.number, "new": new.number})
        return redirect("admin:members_membershipcard_change", new.pk)


def _may_reissue(request: HttpRequest) -> bool:
    return request.user.has_perm("members.reissue_membershipcard")

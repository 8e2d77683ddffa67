"""Members, courses and centres for staff: looking, not editing."""

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from members.logged_pages import LoggedAdmin
from members.models import AccessLog, Centre, Course, IdentityAttempt, Member
from todock.lib import dates
from todock.lib.japanese.kana import digits_of, to_katakana, widen_kana
from todock.lib.pages.paging import EstimatingPaginator
from todock.lib.staff.look_only import LookOnlyAdmin

#: Tries of 本人確認 shown with a member.
ATTEMPTS_SHOWN = 10


class LinkedFilter(admin.SimpleListFilter):
    """Whether the member has tied a sign-in."""

    title = _("本人確認")
    parameter_name = "linked"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple]:
        return [("1", _("済み")), ("0", _("まだ"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() in ("0", "1"):
            return queryset.filter(user__isnull=self.value() == "0")
        return queryset


@admin.register(Member)
class MemberAdmin(LoggedAdmin):
    access_subject = AccessLog.Subject.MEMBER
    plain_conditions = frozenset(
        {"linked", "state__exact", "course__centre__id__exact", "course__id__exact"}
    )
    list_display = ["member_number", "name", "kana", "state", "course", "centre", "is_linked"]
    list_display_links = ["member_number", "name"]
    list_filter = [LinkedFilter, "state", "course__centre", "course"]
    list_select_related = ["course__centre"]
    list_per_page = 50
    paginator = EstimatingPaginator
    search_fields = ["member_number", "name", "kana"]
    search_help_text = _("組合員番号（はじめの数けたでも）、氏名、氏名カナでさがします。")
    fieldsets = [
        (None, {"fields": ["member_number", "name", "kana", "state", "born_on"]}),
        (_("連絡先"), {"fields": ["postcode", "address", "phone", "other_phone", "email"]}),
        (_("配達"), {"fields": ["course", "centre", "drop_place"]}),
        (
            _("加入"),
            {
                "fields": [
                    "joined_on",
                    "share_units",
                    "household",
                    "card_kind",
                    "fee_support",
                    "fee_support_until",
                ]
            },
        ),
        (_("ログイン"), {"fields": ["is_linked", "user", "last_attempts"]}),
        (_("連携"), {"fields": ["updated_at"]}),
    ]
    readonly_fields = ["address", "centre", "is_linked", "last_attempts"]

    @admin.display(description=_("センター"), ordering="course__centre")
    def centre(self, member: Member) -> Centre | None:
        return member.course.centre if member.course else None

    @admin.display(description=_("本人確認"), boolean=True)
    def is_linked(self, member: Member) -> bool:
        return member.user_id is not None

    @admin.display(description=_("住所"))
    def address(self, member: Member) -> str:
        return member.address

    @admin.display(description=_("最近の本人確認"))
    def last_attempts(self, member: Member) -> str:
        mine = Q(member_number=member.member_number)
        if member.user_id:
            mine |= Q(user_id=member.user_id)
        attempts = IdentityAttempt.objects.filter(mine).order_by("-at")[:ATTEMPTS_SHOWN]
        rows = (
            (dates.instant_text(attempt.at), _("確認できた") if attempt.succeeded else _("不一致"))
            for attempt in attempts
        )
        return format_html_join("", "<div>{} {}</div>", rows) or "-"

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Search a number by its beginning (which an index knows), words in name and kana."""
        if number := digits_of(search_term):
            return queryset.filter(member_number__startswith=number), False
        for word in widen_kana(search_term).split():
            found = Q(name__contains=word) | Q(kana__contains=to_katakana(word))
            queryset = queryset.filter(found)
        return queryset, False


@admin.register(Course)
class CourseAdmin(LookOnlyAdmin):
    list_display = ["code", "name", "centre", "weekday"]
    list_filter = ["weekday", "centre"]
    list_select_related = ["centre"]
    search_fields = ["code", "name"]


@admin.register(Centre)
class CentreAdmin(LookOnlyAdmin):
    list_display = ["code", "name"]
    search_fields = ["code", "name"]

"""What staff see of the feeds: files, their progress and problems; retry, release, upload."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from todock.feeds import actions
from todock.feeds.kinds import all_kinds, label_of
from todock.feeds.models import FeedFile
from todock.feeds.parsing import problems
from todock.feeds.staff import difference
from todock.feeds.staff.filters import KindFilter
from todock.feeds.staff.forms import UploadForm
from todock.feeds.staff.row_problems import write_down
from todock.feeds.starting import start_look
from todock.lib import clock, dates, money
from todock.lib.pages.downloads import csv_download
from todock.lib.refusals import Refusal
from todock.lib.staff.look_only import LookOnlyAdmin
from todock.lib.staff.pages import show

#: Problems shown on the page of a file; the rest is a click away.
SHOWN = 100


@admin.register(FeedFile)
class FeedFileAdmin(LookOnlyAdmin):
    """Files in and out."""

    change_form_template = "admin/feeds/feedfile/change_form.html"
    change_list_template = "admin/feeds/feedfile/change_list.html"
    list_display = ["name", "kind_label", "state_now", "counts", "arrived", "finished", "by"]
    list_filter = ["state", "direction", KindFilter, "arrived_at"]
    search_fields = ["name", "message", "sha256"]
    date_hierarchy = "arrived_at"
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "state", "message", "progress", "kind_label", "direction", "name", "scope",
                    "full", "rows", "good", "bad", "warnings", "result_text", "difference_text",
                ]
            },
        ),
        (
            _("いつ・だれが・どこに"),
            {
                "fields": [
                    "arrived_at", "started_at", "progress_at", "finished_at", "by", "attempts",
                    "location", "size", "sha256", "marker",
                ]
            },
        ),
    ]  # fmt: skip

    @admin.display(description=_("種類"), ordering="kind")
    def kind_label(self, file: FeedFile) -> str:
        """The kind as staff call it."""
        return label_of(file.kind)

    @admin.display(description=_("状態"), ordering="state")
    def state_now(self, file: FeedFile) -> str | SafeString:
        """The state, and how far it is while it is being worked on."""
        if file.state != FeedFile.State.RUNNING:
            return file.get_state_display()
        return format_html("{}<br>{}", file.get_state_display(), self.progress(file))

    @admin.display(description=_("行"), ordering="rows")
    def counts(self, file: FeedFile) -> SafeString:
        """Rows in all, and those that are bad or worth a look."""
        told = [
            (word, count)
            for word, count in ((_("問題"), file.bad), (_("注意"), file.warnings))
            if count
        ]
        return format_html("{}{}", money.yen(file.rows), format_html_join("", "<br>{} {}", told))

    @admin.display(description=_("到着"), ordering="arrived_at")
    def arrived(self, file: FeedFile) -> str:
        """Show the instant with its weekday."""
        return dates.dated_text(file.arrived_at)

    @admin.display(description=_("終了"), ordering="finished_at")
    def finished(self, file: FeedFile) -> str:
        """Show the instant with its weekday."""
        return dates.dated_text(file.finished_at) if file.finished_at else "—"

    @admin.display(description=_("進み具合"))
    def progress(self, file: FeedFile) -> str | SafeString:
        """Rows done of those expected, while a file is being worked on."""
        if file.state != FeedFile.State.RUNNING:
            return "—"
        return format_html(
            '<progress value="{}" max="{}"></progress> {}',
            file.done,
            max(file.total, file.done, 1),
            gettext("%(step)s %(done)d行") % {"step": file.step, "done": file.done},
        )

    @admin.display(description=_("対象"))
    def scope(self, file: FeedFile) -> str:
        """What the file is about."""
        return file.scope or "—"

    @admin.display(description=_("反映の内訳"))
    def result_text(self, file: FeedFile) -> str:
        """What ``apply`` counted."""
        return "、".join(f"{word} {count}" for word, count in file.result.items()) or "—"

    @admin.display(description=_("反映前との違い"))
    def difference_text(self, file: FeedFile) -> str | SafeString:
        """What the guard weighed."""
        return difference.as_list(file.difference)

    def get_urls(self) -> list[URLPattern]:
        """Add what staff can do with a file."""

        def guard(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
            return self.admin_site.admin_view(view)

        return [
            path("upload/", guard(self.upload), name="feeds_upload"),
            path("look/", guard(require_POST(self.look)), name="feeds_look"),
            path("<int:pk>/retry/", guard(require_POST(self.retry)), name="feeds_retry"),
            path("<int:pk>/release/", guard(require_POST(self.release)), name="feeds_release"),
            path("<int:pk>/reject/", guard(require_POST(self.reject)), name="feeds_reject"),
            path("<int:pk>/bad-rows/", guard(self.bad_rows), name="feeds_bad_rows"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Show the files; the page renews itself while one is being worked on."""
        return super().changelist_view(
            request,
            {
                **(extra_context or {}),
                "may_run": _may_run(request),
                "is_running": FeedFile.objects.to_do().exists(),
            },
        )

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show a file with its problems and what can be done with it."""
        file = self.get_object(request, object_id)
        context = dict(extra_context or {})
        if file is not None:
            row_problems = list(file.problems.order_by("severity", "line", "id")[:SHOWN])
            if row_problems and self.has_view_permission(request, file):
                write_down(request, [file])
            context |= {
                "file": file,
                "may_run": _may_run(request),
                "may_retry": file.state in FeedFile.RETRY_STATES,
                "is_held": file.state == FeedFile.State.HELD,
                "row_problems": row_problems,
                "problem_count": file.problems.count(),
                "problem_list": f"{reverse('admin:feeds_rowproblem_changelist')}"
                f"?feed_file__id__exact={file.pk}",
            }
        return super().change_view(request, object_id, form_url, context)

    def upload(self, request: HttpRequest) -> HttpResponse:
        """Take a file that staff bring."""
        _must_run(request)
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            data, marker = form.cleaned_data["data"], form.cleaned_data["marker"]
            try:
                file = actions.bring(
                    name=form.cleaned_data["name"] or data.name,
                    data=data,
                    marker=marker.read() if marker else None,
                    mode=form.cleaned_data["mode"] or None,
                    by=str(request.user),
                )
            except Refusal as refusal:
                form.add_error(None, refusal.message)
            else:
                self.log_addition(request, file, gettext("アップロードしました。"))
                return self._started(request, file)
        return show(
            request,
            "admin/feeds/feedfile/upload.html",
            model=FeedFile,
            title=gettext("ファイルのアップロード"),
            form=form,
            kinds=all_kinds(),
        )

    def look(self, request: HttpRequest) -> HttpResponse:
        """Look into the inbox now."""
        _must_run(request)
        _tell_start(request)
        return redirect("admin:feeds_feedfile_changelist")

    def retry(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Let a file run again."""
        return self._do(request, pk, actions.retry, gettext("再実行を頼みました。"))

    def release(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Let a held file be applied as it was shown."""

        def release(*, file: FeedFile, by: str) -> FeedFile:
            return actions.release(file=file, sha256=request.POST.get("sha256", ""), by=by)

        return self._do(request, pk, release, gettext("反映を許可しました。"))

    def reject(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Send a held file back."""
        return self._do(request, pk, actions.reject, gettext("差し戻しました。"), start=False)

    def bad_rows(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Hand out the bad rows as CSV, to be corrected and sent again."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        file = get_object_or_404(FeedFile.objects.incoming(), pk=pk)
        import_string(settings.FEEDS_HANDED_OUT)(file=file, by=request.user, at=clock.now())
        utf8 = file.encoding.lower().startswith("utf")
        return csv_download(
            problems.bad_rows_csv(file),
            name=f"bad_rows_{file.pk}.csv",
            charset="utf-8" if utf8 else "Shift_JIS",
        )

    def _do(
        self,
        request: HttpRequest,
        pk: int,
        action: Callable[..., FeedFile],
        said: str,
        *,
        start: bool = True,
    ) -> HttpResponse:
        _must_run(request)
        file = get_object_or_404(FeedFile, pk=pk)
        try:
            file = action(file=file, by=str(request.user))
        except Refusal as refusal:
            messages.error(request, refusal.message)
            return redirect("admin:feeds_feedfile_change", pk)
        self.log_change(request, file, said)
        messages.success(request, said)
        return self._started(request, file) if start else self._shown(file)

    def _started(self, request: HttpRequest, file: FeedFile) -> HttpResponse:
        _tell_start(request)
        return self._shown(file)

    def _shown(self, file: FeedFile) -> HttpResponse:
        return redirect("admin:feeds_feedfile_change", file.pk)


def _may_run(request: HttpRequest) -> bool:
    return request.user.has_perm("feeds.run_feeds")


def _must_run(request: HttpRequest) -> None:
    if not _may_run(request):
        raise PermissionDenied


def _tell_start(request: HttpRequest) -> None:
    if start_look(user_id=request.user.pk):
        messages.info(request, gettext("処理を始めます。この画面は自動で新しくなります。"))
    else:
        messages.warning(request, gettext("いま処理を頼めません。1分ほどで自動で始まります。"))

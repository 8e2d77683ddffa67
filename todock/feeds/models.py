"""What happened to every file that came in or went out."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from todock.feeds.kinds import FeedKind, get_kind


class FeedFileQuerySet(models.QuerySet):
    """Feed files in the words of those who watch them."""

    def incoming(self) -> "FeedFileQuerySet":
        """Files that came from other systems."""
        return self.filter(direction=FeedFile.Direction.IN)

    def to_do(self) -> "FeedFileQuerySet":
        """Files to be worked through: new ones, and those whose run did not come to an end."""
        return self.incoming().filter(state__in=[FeedFile.State.WAITING, FeedFile.State.RUNNING])

    def in_the_tables(self) -> "FeedFileQuerySet":
        """Files whose rows, or good rows, were applied."""
        return self.incoming().filter(state__in=FeedFile.APPLIED_STATES)

    def not_put_away(self) -> "FeedFileQuerySet":
        """Finished files that still lie where they arrived: a run died after its commit."""
        return self.incoming().filter(put_away=False, state__in=FeedFile.FINISHED_STATES)


class FeedFile(models.Model):
    """One file, from its arrival to its end, or one file that was written for others."""

    class Direction(models.TextChoices):
        """Which way a file goes."""

        IN = "in", _("受取")
        OUT = "out", _("送出")

    class State(models.TextChoices):
        """Where a file stands."""

        WAITING = "waiting", _("待ち")
        RUNNING = "running", _("処理中")
        APPLIED = "applied", _("反映済み")
        PARTLY = "partly", _("一部反映")
        REFUSED = "refused", _("差し戻し")
        DUPLICATE = "duplicate", _("重複")
        STALE = "stale", _("古い")
        HELD = "held", _("保留")
        FAILED = "failed", _("失敗")
        WRITTEN = "written", _("出力済み")

    APPLIED_STATES = [State.APPLIED, State.PARTLY]
    OPEN_STATES = [State.WAITING, State.RUNNING, State.HELD]
    FINISHED_STATES = [
        State.APPLIED,
        State.PARTLY,
        State.REFUSED,
        State.DUPLICATE,
        State.STALE,
        State.FAILED,
    ]
    #: Files that staff may send through the engine again.
    RETRY_STATES = [State.REFUSED, State.FAILED, State.STALE, State.PARTLY]

    direction = models.CharField(
        _("向き"), max_length=3, choices=Direction.choices, default=Direction.IN
    )
    state = models.CharField(_("状態"), max_length=10, choices=State.choices, default=State.WAITING)
    kind = models.CharField(_("種類"), max_length=40)
    name = models.CharField(_("ファイル名"), max_length=200)
    location = models.CharField(_("置き場所"), max_length=400)
    put_away = models.BooleanField(_("片付け済み"), default=False)
    dated = models.CharField(_("名前の日付と番号"), max_length=12, blank=True)
    scopes = ArrayField(models.TextField(), verbose_name=_("対象"), default=list, blank=True)
    full = models.BooleanField(_("全件"), default=False)
    marker = models.TextField(_("印の内容"), blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    released_sha256 = models.CharField(_("許可した SHA-256"), max_length=64, blank=True)
    size = models.BigIntegerField(_("バイト数"), default=0)
    rows = models.IntegerField(_("行数"), default=0)
    good = models.IntegerField(_("良い行"), default=0)
    bad = models.IntegerField(_("問題のある行"), default=0)
    warnings = models.IntegerField(_("注意"), default=0)
    total = models.IntegerField(_("予定の行数"), default=0)
    done = models.IntegerField(_("済んだ行数"), default=0)
    step = models.CharField(_("段階"), max_length=40, blank=True)
    attempts = models.IntegerField(_("実行回数"), default=0)
    by = models.CharField(_("実行者"), max_length=150, blank=True)
    message = models.TextField(_("結果"), blank=True)
    result = models.JSONField(_("反映の内訳"), default=dict, blank=True)
    difference = models.JSONField(_("反映前との違い"), default=dict, blank=True)
    bad_rows = models.CharField(_("問題のある行の CSV"), max_length=400, blank=True)
    arrived_at = models.DateTimeField(_("到着"), auto_now_add=True)
    started_at = models.DateTimeField(_("開始"), null=True, blank=True)
    progress_at = models.DateTimeField(_("最後の動き"), null=True, blank=True)
    finished_at = models.DateTimeField(_("終了"), null=True, blank=True)

    objects = FeedFileQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("連携ファイル")
        ordering = ["-id"]
        permissions = [("run_feeds", _("連携ファイルの再実行・許可・アップロードができる"))]
        indexes = [
            models.Index(fields=["kind", "-dated"], name="feedfile_kind_dated"),
            models.Index(
                fields=["state"],
                name="feedfile_open",
                condition=Q(state__in=["waiting", "running", "held"]),
            ),
            models.Index(fields=["id"], name="feedfile_not_put_away", condition=Q(put_away=False)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(direction__in=["in", "out"]), name="feedfile_direction_is_known"
            ),
            models.CheckConstraint(
                condition=Q(
                    direction="in",
                    state__in=[
                        "waiting",
                        "running",
                        "applied",
                        "partly",
                        "refused",
                        "duplicate",
                        "stale",
                        "held",
                        "failed",
                    ],
                )
                | Q(direction="out", state="written"),
                name="feedfile_state_fits_its_direction",
            ),
            models.CheckConstraint(
                condition=Q(good__gte=0, bad__gte=0, warnings__gte=0, done__gte=0)
                & Q(rows__gte=F("good") + F("bad")),
                name="feedfile_good_and_bad_are_within_rows",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running", "held"])
                | Q(finished_at__isnull=False),
                name="feedfile_finished_knows_when",
            ),
            models.UniqueConstraint(
                "kind",
                "sha256",
                condition=Q(direction="in", state__in=["applied", "partly"]),
                name="feedfile_same_bytes_are_applied_once",
            ),
            models.UniqueConstraint(
                "name",
                condition=Q(direction="in", state__in=["waiting", "running", "held"]),
                name="feedfile_name_is_open_once",
            ),
            models.UniqueConstraint(
                "kind", "name", condition=Q(direction="out"), name="feedfile_is_written_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def feed_kind(self) -> FeedKind | None:
        """The kind as its app describes it, or None when it is not known."""
        return get_kind(self.kind)

    @property
    def encoding(self) -> str:
        """The encoding of its kind: CP932 unless the kind or the setting says otherwise."""
        kind = self.feed_kind
        return settings.FEED_ENCODINGS.get(self.kind) or (kind.encoding if kind else "cp932")

    @property
    def scope(self) -> str:
        """What the file is about, for people."""
        return "、".join(self.scopes)

    @property
    def is_running(self) -> bool:
        """Whether the file is being worked on, or soon will be."""
        return self.state in {self.State.WAITING, self.State.RUNNING}

    @property
    def ok(self) -> bool:
        """Whether what the file says stands in the tables, or stood there before."""
        return self.state in {
            self.State.APPLIED,
            self.State.PARTLY,
            self.State.DUPLICATE,
            self.State.WRITTEN,
        }


class RowProblem(models.Model):
    """Something wrong with one row of a file, in words that staff understand."""

    class Severity(models.TextChoices):
        """Whether the row was left out."""

        ERROR = "error", _("問題")
        WARNING = "warning", _("注意")

    feed_file = models.ForeignKey(
        FeedFile, verbose_name=_("ファイル"), related_name="problems", on_delete=models.PROTECT
    )
    #: The line in the file where the row starts; 1 is the header, 0 the file as a whole.
    line = models.IntegerField(_("行"))
    column = models.CharField(_("列"), max_length=100, blank=True)
    value = models.CharField(_("値"), max_length=200, blank=True)
    message = models.TextField(_("問題の内容"))
    severity = models.CharField(
        _("重さ"), max_length=7, choices=Severity.choices, default=Severity.ERROR
    )
    #: Found after the rows were applied, such as an unreadable picture.
    later = models.BooleanField(_("反映後に判明"), default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("行の問題")
        ordering = ["feed_file", "line", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(severity__in=["error", "warning"]),
                name="rowproblem_severity_is_known",
            ),
            models.CheckConstraint(
                condition=Q(line__gte=0), name="rowproblem_line_is_not_negative"
            ),
            models.CheckConstraint(condition=~Q(message=""), name="rowproblem_says_what_is_wrong"),
        ]

    def __str__(self) -> str:
        return f"{self.line} {self.column}: {self.message}"

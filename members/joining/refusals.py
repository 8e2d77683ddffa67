"""Why a step of an application is refused, in words for the applicant or the reviewer."""

from datetime import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from todock.lib import dates
from todock.lib.refusals import Refusal


class StepNotPossible(Refusal):
    """The application is in a state from which this step does not lead on."""

    code = "step-not-possible"
    says = _("この申し込みは、すでに次の手順に進んでいます。いまの状態をお確かめください。")


class CodeWrong(Refusal):
    """The digits are not those that were mailed last; another try is left."""

    code = "code-wrong"
    says = _("確認番号が違います。いちばん新しいメールの6けたの数字を入力してください")


class CodeOver(Refusal):
    """The mailed code is too old, or too many others were typed: only a new mail helps."""

    code = "code-over"
    says = _(
        "この確認番号は使えなくなりました。"
        "「メールをもう一度送る」を押して、新しい番号を入力してください"
    )


class ApplicationIncomplete(Refusal):
    """Pages of the application are not filled in properly."""

    code = "application-incomplete"
    says = _("まだ入力が終わっていないところがあります。")


class NothingAnswered(Refusal):
    """A question of staff was sent back without an answer and without a correction."""

    code = "nothing-answered"
    says = _("回答を入力するか、申し込みの内容を直してください")


class LeasedToAnother(Refusal):
    """Another reviewer has the lease on the application; for staff."""

    code = "leased-to-another"

    def __init__(self, reviewer: object, until: datetime) -> None:
        self.reviewer, self.until = reviewer, until
        super().__init__(
            gettext("%(name)sさんが審査しています（%(until)sまで）。")
            % {"name": reviewer, "until": dates.instant_text(until)}
        )


class LeaseIsOver(Refusal):
    """The lease of the reviewer on the application ran out; for staff."""

    code = "lease-is-over"
    says = _("審査の時間が過ぎました。まだ何も変わっていません。もう一度、審査を始めてください。")


class QuestionNeedsWords(Refusal):
    """A question without a code of its own was asked without words; for staff."""

    code = "question-needs-words"
    says = _("質問の文を入力してください。")


class PossibleDuplicate(Refusal):
    """Among several at once, one who may be somebody whom nobody looked at; for staff."""

    code = "possible-duplicate"
    says = _(
        "重複の可能性があるため、まとめては承認していません。"
        "申し込みの画面で確かめて、1件ずつ承認してください。"
    )


class CourseMissing(Refusal):
    """A delivery is approved without a course; for staff."""

    code = "course-missing"
    says = _("宅配の申し込みを承認するには、コースを選んでください。")


class FirstSignInLinkOver(Refusal):
    """The mailed link for the first sign-in was used, is too old, or was replaced."""

    code = "first-sign-in-link-over"
    says = _("このご案内は、使われたか、期限が過ぎたため、使えなくなっています。")

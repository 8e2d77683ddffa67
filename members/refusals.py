"""Why something about a sign-in or a membership is refused, in words fit for the member."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from todock.lib import dates


class Refusal(Exception):
    """A change that was not made. ``message`` says what happened and what to do, in Japanese."""

    message = ""

    def __init__(self) -> None:
        super().__init__(self.message)


class IdentityMismatch(Refusal):
    """Number, birth date and phone do not belong to one member who is free to be tied.

    Says neither which of them is wrong nor whether the member exists or is tied already.
    """

    def __init__(self) -> None:
        self.message = _(
            "入力した内容では、ご本人の確認ができませんでした。"
            "組合員番号、生年月日、電話番号の下4けたを、もう一度お確かめください。"
        )
        super().__init__()


class IdentityLocked(Refusal):
    """Too many wrong tries of this sign-in, or with this member number."""

    def __init__(self) -> None:
        self.message = _(
            "確認できない入力が%(tries)s回続いたため、本人確認を一時的に止めています。"
            "%(minutes)s分ほどたってからもう一度入力するか、"
            "電話（%(number)s）でお問い合わせください。"
        ) % {
            "tries": settings.IDENTITY_TRIES,
            "minutes": settings.IDENTITY_LOCK_MINUTES,
            "number": settings.TELEPHONE_DESK,
        }
        super().__init__()


class AlreadyTied(Refusal):
    """The member or the sign-in is tied already, to another."""

    def __init__(self) -> None:
        self.message = _("この組合員さん、またはこのログインは、すでに結びついています。")
        super().__init__()


class RegistrationBusy(Refusal):
    """The row of the member is held by a file that is being applied."""

    def __init__(self) -> None:
        self.message = _(
            "ただいま組合員さんの登録を更新しています。まだ保存していません。"
            "数分たってから、もう一度お試しください。"
        )
        super().__init__()


class StepNotPossible(Refusal):
    """The application is in a state from which this step does not lead on."""

    def __init__(self) -> None:
        self.message = _(
            "この申し込みは、すでに次の手順に進んでいます。いまの状態をお確かめください。"
        )
        super().__init__()


class AlreadyAsked(Refusal):
    """A request of this kind waits for its decision already."""

    def __init__(self) -> None:
        self.message = _(
            "同じ内容の依頼を、すでに受け付けています。"
            "変えたいときは、いまの依頼を取り下げてから、もう一度お出しください。"
        )
        super().__init__()


class NotForThisMember(Refusal):
    """The request makes no sense for this membership as it stands."""

    def __init__(self) -> None:
        self.message = _(
            "いまのご登録では、この依頼を受け付けられません。"
            "くわしくは電話（%(number)s）でお問い合わせください。"
        ) % {"number": settings.TELEPHONE_DESK}
        super().__init__()


class NotInThisState(Refusal):
    """What was asked for makes no sense any more, as the membership stands now; for staff."""

    def __init__(self, state: str) -> None:
        self.message = _(
            "組合員さんのいまの登録（%(state)s）では、承認できません。"
            "登録をお確かめのうえ、見送りにしてください。"
        ) % {"state": state}
        super().__init__()


class RequestDecided(Refusal):
    """The request was decided, or taken back, in the meantime."""

    def __init__(self) -> None:
        self.message = _("この依頼は、すでに手続きが終わっています。いまの状態をお確かめください。")
        super().__init__()


class CourseNeeded(Refusal):
    """Another course is granted without saying which; for staff."""

    def __init__(self) -> None:
        self.message = _("新しいコースを選んでください。")
        super().__init__()


class ReasonNeeded(Refusal):
    """A request is refused without saying why; for staff."""

    def __init__(self) -> None:
        self.message = _("見送りの理由を選んでください。")
        super().__init__()


class NoCard(Refusal):
    """There is no membership card for those who have left or are suspended."""

    def __init__(self, why: str) -> None:
        self.message = why
        super().__init__()


class CardNumbersUsedUp(NoCard):
    """The member has had as many cards as CARD_ISSUE_DIGITS can count: no number is left."""

    def __init__(self) -> None:
        why = _(
            "この組合員番号で作れる組合員証の番号を使い切ったため、新しい組合員証をお作りできません。"
            "いままでの組合員証は、使えないようにしました。"
            "くわしくは電話（%(number)s）でお問い合わせください。"
        )
        super().__init__(why % {"number": settings.TELEPHONE_DESK})


class CodeWrong(Refusal):
    """The digits are not those that were mailed last; another try is left."""

    def __init__(self) -> None:
        self.message = _("確認番号が違います。いちばん新しいメールの6けたの数字を入力してください")
        super().__init__()


class CodeOver(Refusal):
    """The mailed code is too old, or too many others were typed: only a new mail helps."""

    def __init__(self) -> None:
        self.message = _(
            "この確認番号は使えなくなりました。"
            "「メールをもう一度送る」を押して、新しい番号を入力してください"
        )
        super().__init__()


class ApplicationIncomplete(Refusal):
    """Pages of the application are not filled in properly."""

    def __init__(self) -> None:
        self.message = _("まだ入力が終わっていないところがあります。")
        super().__init__()


class NothingAnswered(Refusal):
    """A question of staff was sent back without an answer and without a correction."""

    def __init__(self) -> None:
        self.message = _("回答を入力するか、申し込みの内容を直してください")
        super().__init__()


class LeasedToAnother(Refusal):
    """Another reviewer has the lease on the application; for staff."""

    def __init__(self, reviewer: object, until: datetime) -> None:
        self.reviewer, self.until = reviewer, until
        self.message = _("%(name)sさんが審査しています（%(until)sまで）。") % {
            "name": reviewer,
            "until": dates.instant_text(until),
        }
        super().__init__()


class LeaseIsOver(Refusal):
    """The lease of the reviewer on the application ran out; for staff."""

    def __init__(self) -> None:
        self.message = _(
            "審査の時間が過ぎました。まだ何も変わっていません。もう一度、審査を始めてください。"
        )
        super().__init__()


class QuestionNeedsWords(Refusal):
    """A question without a code of its own was asked without words; for staff."""

    def __init__(self) -> None:
        self.message = _("質問の文を入力してください。")
        super().__init__()


class PossibleDuplicate(Refusal):
    """Among several at once, one who may be somebody whom nobody looked at; for staff."""

    def __init__(self) -> None:
        self.message = _(
            "重複の可能性があるため、まとめては承認していません。"
            "申し込みの画面で確かめて、1件ずつ承認してください。"
        )
        super().__init__()


class CourseMissing(Refusal):
    """A delivery is approved without a course; for staff."""

    def __init__(self) -> None:
        self.message = _("宅配の申し込みを承認するには、コースを選んでください。")
        super().__init__()


class MemberNumbersExhausted(Refusal):
    """The range of our own member numbers is used up; for staff."""

    def __init__(self) -> None:
        self.message = _(
            "組合員番号の範囲を使い切ったため、承認できません。システム担当者に連絡してください。"
        )
        super().__init__()


class FirstSignInLinkOver(Refusal):
    """The mailed link for the first sign-in was used, is too old, or was replaced."""

    def __init__(self) -> None:
        self.message = _("このご案内は、使われたか、期限が過ぎたため、使えなくなっています。")
        super().__init__()

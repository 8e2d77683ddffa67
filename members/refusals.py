"""Why something about a sign-in or a membership is refused, in words fit for the member."""

from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from todock.lib.refusals import Refusal


class IdentityMismatch(Refusal):
    """Number, birth date and phone do not belong to one member who is free to be tied.

    Says neither which of them is wrong nor whether the member exists or is tied already.
    """

    code = "identity-mismatch"
    says = _(
        "入力した内容では、ご本人の確認ができませんでした。"
        "組合員番号、生年月日、電話番号の下4けたを、もう一度お確かめください。"
    )


class IdentityLocked(Refusal):
    """Too many wrong tries of this sign-in, or with this member number."""

    code = "identity-locked"

    def __init__(self) -> None:
        text = gettext(
            "確認できない入力が%(tries)s回続いたため、本人確認を一時的に止めています。"
            "%(minutes)s分ほどたってからもう一度入力するか、"
            "電話（%(number)s）でお問い合わせください。"
        )
        super().__init__(
            text
            % {
                "tries": settings.IDENTITY_TRIES,
                "minutes": settings.IDENTITY_LOCK_MINUTES,
                "number": settings.TELEPHONE_DESK,
            }
        )


class AlreadyTied(Refusal):
    """The member or the sign-in is tied already, to another."""

    code = "already-tied"
    says = _("この組合員さん、またはこのログインは、すでに結びついています。")


class RegistrationBusy(Refusal):
    """The row of the member is held by a file that is being applied."""

    code = "registration-busy"
    says = _(
        "ただいま組合員さんの登録を更新しています。まだ保存していません。"
        "数分たってから、もう一度お試しください。"
    )


class AlreadyAsked(Refusal):
    """A request of this kind waits for its decision already."""

    code = "already-asked"
    says = _(
        "同じ内容の依頼を、すでに受け付けています。"
        "変えたいときは、いまの依頼を取り下げてから、もう一度お出しください。"
    )


class NotForThisMember(Refusal):
    """The request makes no sense for this membership as it stands."""

    code = "not-for-this-member"

    def __init__(self) -> None:
        text = gettext(
            "いまのご登録では、この依頼を受け付けられません。"
            "くわしくは電話（%(number)s）でお問い合わせください。"
        )
        super().__init__(text % {"number": settings.TELEPHONE_DESK})


class NotInThisState(Refusal):
    """What was asked for makes no sense any more, as the membership stands now; for staff."""

    code = "not-in-this-state"

    def __init__(self, state: str) -> None:
        text = gettext(
            "組合員さんのいまの登録（%(state)s）では、承認できません。"
            "登録をお確かめのうえ、見送りにしてください。"
        )
        super().__init__(text % {"state": state})


class RequestDecided(Refusal):
    """The request was decided, or taken back, in the meantime."""

    code = "request-decided"
    says = _("この依頼は、すでに手続きが終わっています。いまの状態をお確かめください。")


class CourseNeeded(Refusal):
    """Another course is granted without saying which; for staff."""

    code = "course-needed"
    says = _("新しいコースを選んでください。")


class ReasonNeeded(Refusal):
    """A request or an application is refused without saying why; for staff."""

    code = "reason-needed"
    says = _("見送りの理由を選んでください。")


class NoCard(Refusal):
    """There is no membership card for those who have left or are suspended: says why."""

    code = "no-card"


class CardNumbersUsedUp(NoCard):
    """The member has had as many cards as CARD_ISSUE_DIGITS can count: no number is left."""

    code = "card-numbers-used-up"

    def __init__(self) -> None:
        text = gettext(
            "この組合員番号で作れる組合員証の番号を使い切ったため、新しい組合員証をお作りできません。"
            "いままでの組合員証は、使えないようにしました。"
            "くわしくは電話（%(number)s）でお問い合わせください。"
        )
        super().__init__(text % {"number": settings.TELEPHONE_DESK})


class MemberNumbersExhausted(Refusal):
    """The range of our own member numbers is used up; for staff."""

    code = "member-numbers-exhausted"
    says = _("組合員番号の範囲を使い切ったため、承認できません。システム担当者に連絡してください。")

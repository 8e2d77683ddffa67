"""Why something about a sign-in or a membership is refused, in words fit for the member."""

from django.conf import settings
from django.utils.translation import gettext as _


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


class StepNotPossible(Refusal):
    """The application is in a state from which this step does not lead on."""

    def __init__(self) -> None:
        self.message = _(
            "この申し込みは、すでに次の手順に進んでいます。いまの状態をお確かめください。"
        )
        super().__init__()

"""Why something that staff ask of a feed file is refused."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from todock.lib.refusals import Refusal


class UnknownName(Refusal):
    """The name is not that of a file of a known kind."""

    code = "feed-name-unknown"
    says = gettext_lazy("ファイル名は「種類_年月日_番号3桁.csv」で、知っている種類にしてください。")


class NameUnderWay(Refusal):
    """Another file of this name is waiting or running."""

    code = "feed-name-under-way"
    says = gettext_lazy("同じ名前のファイルが処理を待っています。終わってから送ってください。")


class FileMissing(Refusal):
    """There is no such file on this machine."""

    code = "feed-file-missing"

    def __init__(self, path: object) -> None:
        super().__init__(_("ファイルがありません: %s") % path)


class MarkerMissing(Refusal):
    """The marker that says that a file is complete is not beside it."""

    code = "feed-marker-missing"

    def __init__(self, name: str) -> None:
        super().__init__(_("印（.end）がありません: %s") % name)


class RowsNotCounted(Refusal):
    """The rows cannot be counted: says what cannot be read."""

    code = "feed-rows-not-counted"


class NotToRetry(Refusal):
    """The file is in a state from which it does not run again."""

    code = "feed-not-to-retry"

    def __init__(self, state: str) -> None:
        super().__init__(_("「%s」のファイルは再実行できません。") % state)


class NoLongerHeld(Refusal):
    """The file is not held any more, or held with other bytes than those that were looked at."""

    code = "feed-no-longer-held"
    says = gettext_lazy("このファイルはもう保留ではありません。画面を開き直してください。")

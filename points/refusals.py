"""Why the ledger says no, in words for the member."""

from django.utils.translation import gettext_lazy as _

from todock.lib.refusals import Refusal


class NotEnoughPoints(Refusal):
    """More than is there."""

    code = "balance-too-small"
    says = _("ポイントが足りません。いまのポイントを確かめてください。")


class KeyReused(Refusal):
    """The key of a transaction stands for something else already."""

    code = "key-reused"
    says = _("同じ取引番号で、ちがう内容がすでに記帳されています。")


class AccountClosed(Refusal):
    """The membership has ended."""

    code = "account-closed"
    says = _("脱退の手続きが済んでいるため、ポイントは動かせません。")


class OverCeiling(Refusal):
    """The prepaid card would hold more than it may."""

    code = "over-ceiling"
    says = _("スマちょこの残高は10万円までです。交換するポイントを減らしてください。")


class NothingTaken(Refusal):
    """More is returned, or spent, than was held."""

    code = "nothing-taken"
    says = _("使ったポイントより多くは戻せません。")


class NoMainCard(Refusal):
    """The household has no main card to move points to."""

    code = "no-main-card"
    says = _("ポイントを移せる本証が見つかりません。電話でご相談ください。")


class SameMember(Refusal):
    """A membership cannot be merged with itself."""

    code = "same-member"
    says = _("同じ組合員番号どうしはまとめられません。")


class ChangedMeanwhile(Refusal):
    """What was shown is no longer what would happen."""

    code = "changed-meanwhile"
    says = _("表示したあとでポイントが変わりました。もう一度、内容を確かめてください。")


class DonationOver(Refusal):
    """The campaign does not collect on this day."""

    code = "donation-over"
    says = _("この寄付の受付期間ではありません。")


class IdentityNotConfirmed(Refusal):
    """The prepaid card needs 本人確認."""

    code = "identity-not-confirmed"
    says = _("スマちょこへの交換には、本人確認が必要です。")


class AnotherMustRelease(Refusal):
    """Who asked for a correction, or sees it decided already, cannot decide it."""

    code = "another-must-release"
    says = _("起票した人とは別の職員が承認してください。")


class AlreadyDecided(Refusal):
    """The correction was released or refused meanwhile."""

    code = "already-decided"
    says = _("この調整は、すでに決定済みです。")


class NotHeld(Refusal):
    """The expiry of this day does not wait for anybody, or was released meanwhile."""

    code = "expiry-not-held"
    says = _("この失効は保留ではありません。画面を開き直してください。")


class NotOnlyAvailable(Refusal):
    """Something of the account is pending, held or prepaid, and would not move along."""

    code = "not-only-available"
    says = _(
        "確定待ち・注文に使う予定のポイントや、スマちょこの残高があるあいだは、まとめられません。"
    )

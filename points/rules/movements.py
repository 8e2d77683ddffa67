"""What members read of the ledger: the names of movements, and a line about each."""

from django.utils.translation import gettext as _

from points.models import Transaction

Kind, Source = Transaction.Kind, Transaction.Source
_EARNED = frozenset({Kind.EARN, Kind.CONFIRM, Kind.EARN_PENDING})


def title_of(movement: Transaction, change: int) -> str:
    """Name a movement for the member whose points it changed by ``change``."""
    kind, source = movement.kind, movement.source
    if kind in _EARNED:
        return _earned(source, taken=movement.points < 0)
    if kind == Kind.TRANSFER:
        return _transfer(source, change)
    if kind == Kind.EXPIRE and source == Source.ENDING:
        return _("脱退による終了")
    if kind == Kind.ADJUST and source == Source.SHOP:
        return _("お店での調整")
    return {
        Kind.HOLD: _("注文に使う予定"),
        Kind.SPEND: _("宅配での利用"),
        Kind.RELEASE: _("使う予定の取りやめ"),
        Kind.GIVE_BACK: _("使ったポイントの返却"),
        Kind.EXPIRE: _("失効"),
        Kind.ADJUST: _("調整"),
        Kind.DONATE: _("寄付"),
        Kind.EXCHANGE: _("スマちょこに交換"),
        Kind.REFUND: _("スマちょこの払い戻し"),
        Kind.CANCEL: _("確定前のポイントの取り消し"),
    }[kind]


def _earned(source: str, *, taken: bool) -> str:
    if source == Source.SHOP:
        return _("お店での返品・訂正") if taken else _("お店での買い物")
    if source == Source.DELIVERY:
        return _("宅配のお買い物の訂正") if taken else _("宅配のお買い物")
    if source == Source.STAGE:
        return _("ステージのポイント")
    return _("ポイントの付与")


def _transfer(source: str, change: int) -> str:
    if source == Source.DELIVERY:
        # Points that were given back after their day get a new one.
        return _("有効期限の延長")
    if source == Source.MERGE:
        return _("組合員番号の統合")
    return _("家族証からの移行") if change > 0 else _("本証への移行")


def detail_of(movement: Transaction) -> str:
    """Say where it was, or of what; '' when there is nothing to say."""
    if movement.kind in {Kind.DONATE, Kind.ADJUST} or movement.source != Source.DELIVERY:
        return movement.place or movement.reason
    if movement.place and movement.kind in _EARNED:
        return _("%(cycle)sのお届け分") % {"cycle": movement.place}
    if movement.place and movement.kind == Kind.SPEND:
        return _("%(cycle)sの注文に使用") % {"cycle": movement.place}
    return movement.reason or movement.place

"""Why a change of an order is refused, each with a sentence fit for the member."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.models import Member
from todock.lib import dates, money
from todock.lib.refusals import Refusal


def _telephone(text: str) -> str:
    return text + _("くわしくは電話（%(number)s）でお問い合わせください。") % {
        "number": settings.TELEPHONE_DESK
    }


class WindowClosed(Refusal):
    """The deadline has passed, by the clock of the database."""

    code = "window-closed"

    def __init__(self, closes_at: datetime) -> None:
        self.closes_at = closes_at
        super().__init__(
            _telephone(
                _("%(deadline)sに締め切りました。変更はできません。")
                % {"deadline": dates.instant_text(closes_at)}
            )
        )


class WindowNotOpen(Refusal):
    """Ordering has not begun, or the member's course has no window in this cycle."""

    code = "window-not-open"

    def __init__(self, opens_at: datetime | None = None) -> None:
        self.opens_at = opens_at
        if opens_at:
            text = _("この企画回の受付は%(start)sに始まります。")
            super().__init__(text % {"start": dates.instant_text(opens_at)})
        else:
            super().__init__(_("この企画回は、いま受付をしていません。"))


class OfferClosed(Refusal):
    """The offer closed before its window."""

    code = "offer-closed"

    def __init__(self, closes_at: datetime) -> None:
        self.closes_at = closes_at
        super().__init__(
            _("この商品は%(deadline)sに受付を終わりました。似た商品をお選びください。")
            % {"deadline": dates.instant_text(closes_at)}
        )


class OfferWithdrawn(Refusal):
    """The offer is no longer in its cycle."""

    code = "offer-withdrawn"
    says = gettext_lazy("この商品は取り扱いが中止になりました。似た商品をお選びください。")


class SoldOut(Refusal):
    """Not enough is left of a limited quantity. ``left`` in pieces."""

    code = "sold-out"

    def __init__(self, left: int) -> None:
        self.left = left
        if left:
            text = _("数量限定の商品で、残りは%(left)s点です。数量を減らしてください。")
        else:
            text = _("数量限定の商品で、ご用意した数に達しました。似た商品をお選びください。")
        super().__init__(text % {"left": left})


class OverPerOrderLimit(Refusal):
    """More than one member may order. ``limit`` in pieces."""

    code = "over-per-order-limit"

    def __init__(self, limit: int) -> None:
        self.limit = limit
        super().__init__(_("お一人%(limit)s点までです。") % {"limit": limit})


class OverPurchaseLimit(Refusal):
    """The open orders and what is unbilled would pass the purchase limit by ``over`` yen."""

    code = "over-purchase-limit"

    def __init__(self, over: int) -> None:
        self.over = over
        super().__init__(
            _telephone(
                _("購入できる金額の上限を%(over)s円こえるため、注文できませんでした。")
                % {"over": money.yen(over)}
            )
        )


class AgeNotGiven(Refusal):
    """Alcohol needs the birth date as input, matching the member's."""

    code = "age-not-given"

    def __init__(self, *, mismatch: bool = False) -> None:
        self.mismatch = mismatch
        if mismatch:
            text = _("生年月日が登録と合いません。もう一度入力してください。")
        else:
            text = _("お酒を注文するには、生年月日を入力してください。")
        super().__init__(text)


class UnderAge(Refusal):
    """The member is under the drinking age on the delivery day."""

    code = "under-age"

    def __init__(self) -> None:
        super().__init__(
            _("お届けの日に%(age)s歳になっていない方は、お酒を注文できません。")
            % {"age": settings.DRINKING_AGE}
        )


class MayNotOrder(Refusal):
    """The membership does not allow ordering now."""

    code = "may-not-order"

    def __init__(self, state: int) -> None:
        self.state = state
        super().__init__(Member(state=state).why_no_orders)


class OrderingStopped(Refusal):
    """Orders of this member are stopped; the reason is for staff only."""

    code = "ordering-stopped"

    def __init__(self) -> None:
        super().__init__(_telephone(_("ただいま注文をお受けできません。")))


class NoCourse(Refusal):
    """The member has no course yet: delivery is not signed up for."""

    code = "no-course"

    def __init__(self) -> None:
        super().__init__(_telephone(_("宅配のコースが決まっていないため、注文できません。")))


class StaleQuantity(Refusal):
    """The page showed another quantity than the one that stands. Both are told."""

    code = "stale-quantity"

    def __init__(self, *, stored: int, wanted: int) -> None:
        self.stored = stored
        self.wanted = wanted
        super().__init__(
            _("ほかの画面で%(stored)s点に変わっています。%(wanted)s点にしますか。")
            % {"stored": stored, "wanted": wanted}
        )


class FixedByPaper(Refusal):
    """The line came by paper form or telephone, and is changed by telephone."""

    code = "fixed-by-paper"

    def __init__(self) -> None:
        super().__init__(
            _("紙の注文書や電話でのご注文です。変更は電話（%(number)s）で受け付けています。")
            % {"number": settings.TELEPHONE_DESK}
        )


class PointsNotInUnits(Refusal):
    """A number of points that cannot be used: no whole unit, or too few."""

    code = "points-not-in-units"

    def __init__(self, *, least: int, unit: int) -> None:
        if unit > 1:
            text = _(
                "使うポイントは、%(least)s以上、%(unit)sポイント単位の数字で入力してください。"
            )
        else:
            text = _("使うポイントは、%(least)s以上の数字で入力してください。")
        super().__init__(text % {"least": money.yen(least), "unit": money.yen(unit)})


class NotEnoughPoints(Refusal):
    """More points than the member may use on this order. ``most`` is what there is."""

    code = "not-enough-points"

    def __init__(self, most: int) -> None:
        self.most = most
        if most:
            text = _("いま使えるのは%(most)sポイントまでです。")
        else:
            text = _("いま使えるポイントはありません。")
        super().__init__(text % {"most": money.yen(most)})


class PointsMoved(Refusal):
    """The points of the order moved since the page was drawn: a second press, or a colleague."""

    code = "points-moved"
    says = gettext_lazy("この注文のポイントは、ほかの操作で変わっています。確かめてください。")


class MorePointsThanUsed(Refusal):
    """More points are given back than the order used."""

    code = "more-points-than-used"
    says = gettext_lazy("注文で使ったポイントより多くは返せません。")


class PointsEnded(Refusal):
    """The member has left, and her account of points ended with it."""

    code = "points-ended"
    says = gettext_lazy("脱退によりポイントの口座が終了しているため、返せません。")


class NotAQuantity(Refusal):
    """What was typed is no number of pieces: says what is wrong with it."""

    code = "not-a-quantity"

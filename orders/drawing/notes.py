"""The lines of words beside an item, on cards and on the order: notes and warnings."""

from collections.abc import Sequence

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from orders.drawing.remarks import Remark
from orders.queries.offer_states import OfferState
from orders.queries.past_purchases import LastBought
from orders.refusals import OfferClosed, OfferWithdrawn, SoldOut
from todock.lib.pages.holes import filled
from todock.lib.refusals import Refusal


def note(text: str, kind: str = "", sign: str = "") -> SafeString:
    """Draw a note line; ``kind`` is '', 'warn' or 'ok', ``sign`` the name of an icon or ''."""
    return filled("components/offer/note.html", {"text": text}, kind=kind, sign=sign)


def said(remark: Remark | None, *, is_ordered: bool = True) -> SafeString:
    """Draw what is said beside an item after a change; ``is_ordered``: it is on the order now."""
    if remark is None:
        return SafeString()
    if remark.is_warning:
        return note(remark.text, "warn", "alert")
    return note(_("保存しました") if is_ordered else _("取り消しました"), "ok", "check")


def last_bought(bought: LastBought | None) -> SafeString:
    """Draw when an item was bought before, against buying it twice; '' when it was not."""
    if bought is None:
        return SafeString()
    text = _("前回 %(cycle)sに%(quantity)s点")
    return note(text % {"cycle": bought.cycle_name, "quantity": bought.pieces}, sign="repeat")


def allergens(names: Sequence[str]) -> SafeString:
    """Draw the warning of the registered allergens that an item contains; '' for none.

    It stands before the button, wherever an item can be ordered (docs/domain.md rule 10), and stops
    nobody: what is bought for others is the member's affair.
    """
    if not names:
        return SafeString()
    return filled("components/offer/allergen_note.html", {"text": contains_text(names)})


def contains_text(names: Sequence[str]) -> str:
    """Say which registered allergens an item contains; '' for none."""
    return _("登録している「%(names)s」を含みます。") % {"names": "・".join(names)} if names else ""


def unknown_text(names: Sequence[str]) -> str:
    """Say of which registered allergens nothing is known; '' for none."""
    if not names:
        return ""
    return _("登録している「%(names)s」は、含むかどうかの情報がありません。") % {
        "names": "・".join(names)
    }


def full(state: OfferState) -> SafeString:
    """Draw why ＋ is off; '' while more can be ordered."""
    if not state.is_full:
        return SafeString()
    return note(ended_text(state.ended) or limit_text(state.most))


def limit_text(most: int) -> str:
    """Say why ＋ is off."""
    return _("お一人%(most)s点まで。これ以上は増やせません。") % {"most": most}


def sum_text(stored: int, total: int) -> str:
    """Say that pieces stand on the order already, and how many there will be."""
    return _("すでに%(stored)s点を注文しています。合計%(sum)s点になります。") % {
        "stored": stored,
        "sum": total,
    }


def ended_text(refusal: Refusal | None) -> str:
    """Say in a few words why an offer can be ordered no more; '' while it stands.

    The refusals say at length what to do now: they answer who has pressed a button.
    """
    texts = {
        OfferWithdrawn: _("取り扱いが中止になりました。"),
        OfferClosed: _("この商品の受付は終わりました。"),
        SoldOut: _("数に限りがあり、今回の受付は終わりました。"),
    }
    return texts[type(refusal)] if refusal else ""

"""The lines of words beside an item, on cards and on the order: notes and warnings."""

from collections.abc import Sequence

from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from orders.drawing.remarks import Remark
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

    It stands before the button, wherever an item can be ordered (domain.md rule 10), and stops
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


def limit_text(most: int) -> str:
    """Say why ＋ is off."""
    return _("お一人%(most)s点まで。これ以上は増やせません。") % {"most": most}


def ended_text(refusal: Refusal | None) -> str:
    """Say in a few words why an offer can be ordered no more; '' while it stands."""
    texts = {
        OfferWithdrawn: _("取り扱いが中止になりました。"),
        OfferClosed: _("この商品の受付は終わりました。"),
        SoldOut: _("数に限りがあり、今回の受付は終わりました。"),
    }
    return texts[type(refusal)] if refusal else ""


def fixed_text() -> str:
    """Say how a line from paper or telephone is changed."""
    return _("紙の注文書や電話でのご注文です。変更は電話（%(number)s）で受け付けています。") % {
        "number": settings.TELEPHONE_DESK
    }

"""What a page says beside an item after a change: saved, or refused with the reason.

With htmx the remark is drawn into the same answer. Without JavaScript it travels as a message
through the redirect, and stands both on top of the page and beside the item.
"""

from collections.abc import Mapping
from functools import partial
from typing import NamedTuple

from django.contrib import messages
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from orders.refusals import StaleQuantity
from todock.lib.pages.htmx import wants_fragment
from todock.lib.refusals import Refusal


class Remark(NamedTuple):
    """One sentence beside one item."""

    text: str
    is_warning: bool = True
    #: Quantities that stands and that was asked for, when a page was out of date.
    stored: int | None = None
    wanted: int | None = None


#: The remarks of a page by order number.
Remarks = Mapping[str, Remark]
#: A change was made. Whether it was saved or taken off shows from what is on the order now.
SAVED = Remark("", is_warning=False)


def of(refusal: Refusal) -> Remark:
    """Return the remark that tells a refusal."""
    if isinstance(refusal, StaleQuantity):
        return Remark(refusal.message, stored=refusal.stored, wanted=refusal.wanted)
    return Remark(refusal.message)


def leave(request: HttpRequest, order_number: str, name: str, remark: Remark) -> None:
    """Say ``remark``, a refusal, on the page that the member is sent back to."""
    text = _("%(name)s：%(text)s") % {"name": name, "text": remark.text}
    messages.error(request, text, extra_tags=f"p-{order_number}")


def leave_done(request: HttpRequest, order_number: str, text: str) -> None:
    """Say ``text`` on top of the page that the member is sent back to, and SAVED at the item."""
    messages.success(request, text, extra_tags=f"p-{order_number}")


def left(request: HttpRequest) -> Remarks:
    """Return what was left for this page.

    Read when a page first asks: messages that are read and not shown would be lost. A fragment
    of a page shows none, so it reads none.
    """
    if wants_fragment(request):
        return {}
    return SimpleLazyObject(partial(_read, request))


def _read(request: HttpRequest) -> Remarks:
    found = {}
    for message in messages.get_messages(request):
        if (message.extra_tags or "").startswith("p-"):
            number = message.extra_tags.removeprefix("p-")
            done = message.level == messages.SUCCESS
            found[number] = SAVED if done else Remark(message.message)
    return found

"""The warning beside an item that holds an allergen which the member registered.

It stands before the button, wherever an item can be ordered (domain.md rule 10), and stops
nobody: what is bought for others is the member's affair.
"""

from collections.abc import Sequence

from django.http import HttpRequest
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from catalog.queries import allergens
from catalog.queries.allergens import Warned
from members.registration.actions.changes import preferences_of
from todock.lib.templatetags.todock import icon


def registered(request: HttpRequest) -> Sequence[Warned]:
    """Return the allergens of this member. One query a request, none where nothing is registered.

    The preferences come with the user.
    """
    if request.member is None:
        return ()
    if not hasattr(request, "_allergens"):
        codes = preferences_of(request.member).allergens
        request._allergens = allergens.of_codes(codes) if codes else ()
    return request._allergens


def contains_text(warned: Sequence[Warned], states: str) -> str:
    """Say which of them the item contains, or ''; ``states`` as Product.allergens."""
    names = allergens.contained(warned, states)
    return _("登録している「%(names)s」を含みます。") % {"names": "・".join(names)} if names else ""


def unknown_text(warned: Sequence[Warned], states: str) -> str:
    """Say of which of them there is no information, or ''."""
    names = allergens.unknown(warned, states)
    if not names:
        return ""
    return _("登録している「%(names)s」は、含むかどうかの情報がありません。") % {
        "names": "・".join(names)
    }


def card_note(warned: Sequence[Warned], states: str) -> str:
    """Draw badge and sentence for a card; '' where there is nothing to warn of."""
    text = contains_text(warned, states)
    return drawn(text) if text else ""


def drawn(text: str) -> SafeString:
    """Draw the badge アレルゲン注意 with the sentence ``text``."""
    badge = f'<span class="badge badge--allergen">{icon("alert")}{_("アレルゲン注意")}</span>'
    return mark_safe(f'<p class="allergen-note">{badge}<span>{escape(text)}</span></p>')  # noqa: S308 (escaped)

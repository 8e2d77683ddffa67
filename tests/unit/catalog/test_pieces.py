"""Cards as text with slots."""

from catalog.drawing.kept_cards import Marks, Row, fill, join
from catalog.member_side import CardFacts, Slots


def card(offer_id: int) -> Row:
    """A card whose slots can be seen: <1 ><f><n>[order]</1>."""
    parts = [f"<{offer_id}", ">f:", "n:", "a:", "[order]", "/"]
    html, marks = "", []
    for part in parts[:-1]:
        html += part
        marks.append(len(html))
    facts = CardFacts(offer_id, offer_id, "2026114", "120451", "牛乳", None, False, False, "", None)
    return Row(html + parts[-1], (Marks(*marks),), (facts,))


def test_cards_without_anything_special_are_the_kept_text():
    row = join([card(1), card(2)])
    assert fill(row, {}) == "<1>f:n:a:[order]/<2>f:n:a:[order]/"


def test_slots_are_filled_in_the_right_card():
    # given
    row = join([card(1), card(2), card(3)])
    # when
    html = fill(row, {2: Slots(" is-ordered", "FLAG", "NOTE", "STEPPER")})
    # then
    assert html == "<1>f:n:a:[order]/<2 is-ordered>f:FLAGn:NOTEa:STEPPER/<3>f:n:a:[order]/"


def test_the_default_action_stays_when_the_slot_has_none():
    assert fill(card(1), {1: Slots(notes="NOTE")}) == "<1>f:n:NOTEa:[order]/"


def test_an_action_may_be_empty():
    assert fill(card(1), {1: Slots(action="")}) == "<1>f:n:a:/"


def test_joined_rows_can_be_joined_again():
    # given
    row = join([join([card(1), card(2)]), card(3)])
    # when
    html = fill(row, {3: Slots(flag="FLAG"), 1: Slots(flag="FLAG")})
    # then
    assert html == "<1>f:FLAGn:a:[order]/<2>f:n:a:[order]/<3>f:FLAGn:a:[order]/"

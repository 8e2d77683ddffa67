"""One stylesheet from many parts."""

import pytest

from todock.lib.pages import stylesheet


@pytest.mark.parametrize(
    ("sheet", "parts"),
    [
        (stylesheet.SITE, stylesheet.parts()),
        (stylesheet.STAFF, stylesheet.staff_parts()),
    ],
    ids=["of the site", "of the staff site"],
)
def test_a_joined_stylesheet_is_up_to_date_and_has_every_part_once(sheet, parts):
    assert sheet.read_text() == stylesheet.joined(parts), (
        f"{sheet.name} is not what its parts say: python -m todock.lib.pages.stylesheet"
    )
    assert sorted(parts) == sorted(set(sheet.parent.rglob("*.css")) - {sheet})


def test_the_layers_are_declared_first():
    assert stylesheet.parts()[0].name == "tokens.css"


def test_a_page_may_carry_some_of_the_parts_in_the_order_of_the_cascade():
    # when
    style = stylesheet.inline("pages/card.css", "components/button.css", "tokens.css")
    # then
    assert style.startswith("@layer reset, tokens, base, components, utilities, print;")
    assert style.index("--brand:") < style.index(".btn {") < style.index(".member-card {")
    assert ".hero" not in style
    assert "/*" not in style
    assert "</" not in style

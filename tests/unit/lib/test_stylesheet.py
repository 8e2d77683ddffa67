"""One stylesheet from many parts."""

from todock.lib.pages import stylesheet


def test_the_joined_stylesheet_is_up_to_date():
    assert stylesheet.SITE.read_text() == stylesheet.joined(), (
        "static/css/site.css is not what its parts say: python -m todock.lib.pages.stylesheet"
    )


def test_every_part_is_in_the_stylesheet_once_and_the_layers_are_declared_first():
    # given
    parts = stylesheet.parts()
    everything = set(stylesheet.FOLDER.rglob("*.css")) - {stylesheet.SITE}
    # then
    assert sorted(parts) == sorted(everything)
    assert parts[0].name == "tokens.css"


def test_a_page_may_carry_some_of_the_parts_in_the_order_of_the_cascade():
    # when
    style = stylesheet.inline("pages/card.css", "components/button.css", "tokens.css")
    # then
    assert style.startswith("@layer reset, tokens, base, components, utilities, print;")
    assert style.index("--brand:") < style.index(".btn {") < style.index(".member-card {")
    assert ".hero" not in style
    assert "/*" not in style
    assert "</" not in style

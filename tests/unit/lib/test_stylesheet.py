"""One stylesheet from many parts."""

from todock.lib import stylesheet


def test_the_joined_stylesheet_is_up_to_date():
    assert stylesheet.SITE.read_text() == stylesheet.joined(), (
        "static/css/site.css is not what its parts say: python -m todock.lib.stylesheet"
    )


def test_every_part_is_in_the_stylesheet_once_and_the_layers_are_declared_first():
    # given
    parts = stylesheet.parts()
    everything = set(stylesheet.FOLDER.rglob("*.css")) - {stylesheet.SITE}
    # then
    assert sorted(parts) == sorted(everything)
    assert parts[0].name == "tokens.css"

"""Icons: from the sprite, or drawn into a page that must ask for nothing else."""

import re

from todock.lib.templatetags.todock import SPRITE, icon


def test_an_icon_points_to_the_sprite():
    assert '<use href="/static/img/icons.svg#i-card"/>' in icon("card")


def test_every_icon_of_the_sprite_can_be_drawn_into_a_page():
    for name in re.findall(r'id="i-([a-z-]+)"', SPRITE.read_text()):
        drawn = icon(name, inline=True)
        assert drawn.startswith('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><')
        assert "href" not in drawn

"""What is kept belongs to its release and its language."""

from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from catalog.drawing import kept_cards
from tests.factories import goods
from todock.lib.pages import release

pytestmark = pytest.mark.django_db

CARD = Path("components") / "offer_card.html"


@pytest.fixture
def released_with(settings, tmp_path):
    """Start a release in which the card's template says something else."""

    def start(before: str, after: str) -> None:
        folders = settings.TEMPLATES[0]["DIRS"]
        changed = tmp_path / CARD
        changed.parent.mkdir()
        text = (Path(folders[0]) / CARD).read_text()
        assert before in text
        changed.write_text(text.replace(before, after))
        settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path, *folders]}]
        release.forget()

    yield start
    release.forget()


def html(offer) -> str:
    return kept_cards.kept(offer.cycle, [offer.pk]).html


def test_a_changed_template_shows_at_once(released_with):
    offer = goods.offer()
    assert "注文番号" in html(offer)

    released_with("注文番号", "番号のちがう名前")

    assert "番号のちがう名前" in html(offer)


def test_a_card_is_kept_within_a_release(django_assert_num_queries):
    offer = goods.offer()
    html(offer)

    with django_assert_num_queries(0):
        assert offer.order_number in html(offer)


def test_one_language_does_not_see_the_cards_of_another():
    offer = goods.offer()
    japanese = html(offer)

    with translation.override("en"):
        english = html(offer)

    assert "注文番号" in japanese
    assert "注文番号" not in english
    assert html(offer) == japanese


def test_the_release_changes_with_a_file_and_with_what_settings_say(tmp_path):
    file = tmp_path / "card.html"
    file.write_text("a")
    first = release.release_of([file], said=20)

    file.write_text("b")

    assert release.release_of([file], said=20) != first
    file.write_text("a")
    assert release.release_of([file], said=18) != first
    assert release.release_of([file], said=20) == first


def test_templates_translations_and_the_code_that_draws_are_part_of_a_release():
    files = {str(path.relative_to(settings.BASE_DIR)) for path in release.files()}

    assert {
        "templates/components/offer_card.html",
        "templates/components/offer/price.html",
        "locale/en/LC_MESSAGES/django.mo",
        "catalog/drawing/offer_card.py",
        "catalog/rules/unit_price.py",
        "todock/lib/money.py",
    } <= files

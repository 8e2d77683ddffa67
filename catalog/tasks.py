"""Jobs of the catalogue: they call what the modules do, and are safe to run twice."""

from celery import shared_task

from catalog.drawing import warming
from catalog.feeds import pictures


@shared_task(name="catalog.tasks.make_pictures", ignore_result=True)
def make_pictures(keys: list[str]) -> None:
    """Make the pictures of these keys that still wait."""
    pictures.make(keys)


@shared_task(name="catalog.tasks.delete_replaced_pictures", ignore_result=True)
def delete_replaced_pictures() -> None:
    """Every hour: delete what was replaced days ago, and make what a dead worker left waiting."""
    pictures.delete_replaced()
    pictures.make_left_behind()


@shared_task(name="catalog.tasks.warm_cards", ignore_result=True)
def warm_cards() -> None:
    """Every five minutes: draw the cards of first pages before members ask for them."""
    warming.warm()

"""The application of 田中さん at one instant, and what was mailed to her."""

from datetime import timedelta

from members.joining.actions import applying
from members.joining.models import Application
from orders.models import OrderWindow
from tests.factories import applicant, goods, purchases
from todock.lib import clock

AT = clock.now()
CYCLE = "2026121"


def begin(**kw) -> Application:
    """Begin at AT."""
    return applicant.begun(**{"at": AT, **kw})


def filled_in() -> Application:
    """A draft with every page filled in at AT."""
    return applicant.filled_in(at=AT)


def filled_in_pages(application: Application) -> Application:
    """The confirmed draft with every page filled in at AT."""
    for slug, typed in applicant.TYPED.items():
        applying.save_page(application=application, slug=slug, typed=typed, at=AT)
    return application


def asked_back() -> Application:
    """One that staff ask about, at AT."""
    return applicant.asked_back(at=AT)


def hoping_for_a_cycle(application: Application) -> Application:
    """The same, with a cycle to begin with that can still be ordered in."""
    purchases.window(goods.cycle(code=CYCLE))
    typed = {**applicant.TYPED["delivery"], "first_cycle_hoped": CYCLE}
    return applying.save_page(application=application, slug="delivery", typed=typed, at=AT)


def close_windows() -> None:
    """Let every window be over."""
    OrderWindow.objects.update(
        opens_at=clock.now() - timedelta(days=3), closes_at=clock.now() - timedelta(seconds=1)
    )


def mails(application: Application) -> list[tuple[str, str]]:
    """Kind and key of what was mailed to the applicant, the first one first."""
    return list(application.outgoing_mails.order_by("pk").values_list("kind", "key"))

"""Takes the pictures of ``tests.browser.shots``: every screen, on a phone and on a desktop."""

import io
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from catalog.models import Product
from members.models import Member
from tests.browser import screens
from tests.browser.conftest import DESKTOP, PHONE, Arrive
from tests.browser.ordering.test_alcohol import gives_birth_date
from tests.browser.person import Person
from tests.browser.week import BEER, MILK_1L, RICE, SALMON_ROE, Week
from tests.factories import goods, people
from todock.demo.making.feeds import render
from todock.demo.making.source import PICTURES

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def javascript() -> bool:
    """As most members see it."""
    return True


@pytest.fixture
def _pictures(week: Week) -> None:
    for key in set(Product.objects.values_list("image_key", flat=True)):
        picture = goods.picture(image_key=key)
        if default_storage.exists(picture.path(settings.PICTURE_WIDTHS[0])):
            continue
        with Image.open(io.BytesIO(render(PICTURES / f"{key}.svg"))) as image:
            for width in settings.PICTURE_WIDTHS:
                file = io.BytesIO()
                image.convert("RGB").resize((width, width)).save(file, "WEBP")
                default_storage.save(picture.path(width), ContentFile(file.getvalue()))


@pytest.mark.usefixtures("_pictures")
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["390", "1280"])
def test_take_pictures_of_every_screen(
    arrive: Arrive, week: Week, sato_member: Member, folder: Path, viewport
) -> None:
    width = viewport["width"]

    def take(person: Person, name: str, *, whole: bool = True) -> None:
        # Pictures further down are loaded when they come near.
        person.page.evaluate("document.querySelectorAll('img').forEach(i => i.loading = 'eager')")
        person.page.wait_for_load_state("networkidle")
        person.page.screenshot(
            path=folder / f"{name}-{width}.png", full_page=whole, caret="initial"
        )

    _before_ordering(arrive(sato_member, viewport=viewport), week, take)
    screens.fill(week, sato_member)
    suzuki = people.suzuki(state=Member.State.SUSPENDED)
    clerk = people.counter_clerk()
    for who, pages in [
        (None, screens.FOR_VISITORS),
        (people.newcomer(), screens.FOR_NEWCOMERS),
        (sato_member, screens.FOR_MEMBERS),
        (clerk, screens.FOR_CLERKS),
        (suzuki, {"home-suspended": pages_of("/"), "list-suspended": pages_of("/catalog/")}),
    ]:
        person = arrive(who, viewport=viewport)
        for name, address in pages.items():
            person.page.goto(settings.SITE_URL + address(week))
            take(person, name)
            if name in {"home", "list", "order"}:
                take(person, f"{name}-fold", whole=False)
    applicant = arrive(None, viewport=viewport)
    screens.open_applications(applicant)
    for name, address in screens.FOR_APPLICANTS.items():
        applicant.page.goto(settings.SITE_URL + address(week))
        take(applicant, name)
    _states(arrive, sato_member, week, viewport, take)
    week.deadline_passes()
    person = arrive(sato_member, viewport=viewport)
    for name, address in [("closed-home", "/"), ("closed-order", f"/order/{week.cycle.code}/")]:
        person.page.goto(settings.SITE_URL + address)
        take(person, name)


def pages_of(address: str):
    """Return an address that does not depend on the week."""
    return lambda week: address


def _before_ordering(sato: Person, week: Week, take) -> None:
    for name, address in [("home-empty", "/"), ("order-empty", "/order/")]:
        sato.page.goto(settings.SITE_URL + address)
        take(sato, name)
    sato.page.goto(f"{settings.SITE_URL}/orders/")
    take(sato, "history-empty")


def _states(arrive: Arrive, member: Member, week: Week, viewport, take) -> None:
    sato = arrive(member, viewport=viewport)
    sato.opens(week.shelf("米"))
    sato.adds_one(RICE)
    take(sato, "list-saved", whole=False)
    sato.takes_one_away(RICE)
    sato.takes_one_away(RICE)
    take(sato, "list-cancelled", whole=False)
    sato.opens(week.page_of(BEER))
    gives_birth_date(sato, "1955", "13", "1")
    take(sato, "item-alcohol-wrong")
    sato.opens(week.page_of(SALMON_ROE))
    sato.orders(SALMON_ROE)
    sato.types_quantity("9", of=SALMON_ROE)
    take(sato, "item-too-many")
    sato.opens("/order/")
    other = arrive(member, viewport=viewport)
    other.opens("/order/")
    other.adds_one(MILK_1L)
    sato.types_quantity("7", of=MILK_1L)
    take(sato, "order-stale", whole=False)
    bare = arrive(member, viewport=viewport, javascript=False)
    bare.opens(week.shelf("米"))
    bare.orders(RICE)
    take(bare, "list-no-javascript", whole=False)

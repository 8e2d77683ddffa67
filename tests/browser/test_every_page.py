"""What holds for every page: it reflows, can be hit with a thumb, and can be read."""

import pytest
from django.conf import settings

from members.models import Member
from tests.browser import screens
from tests.browser.conftest import DESKTOP, PHONE, Arrive
from tests.browser.page_rules import OVERFLOW, violations
from tests.browser.person import Person
from tests.browser.week import Week
from tests.factories import people

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: Buttons and fields that a thumb could miss: lower than 48 px, chips and footer links than 44.
_SMALL_TARGETS = """() => {
  const shown = (each) => each.offsetParent && !each.closest("[aria-hidden=true], .vh");
  const least = (each) => each.matches(".chip, .site-footer a, .pager a") ? 44 : 48;
  const targets = document.querySelectorAll(
    "button, .btn, .chip, summary, input:not([type=hidden]), select, textarea, .site-footer a, " +
    ".bottom-nav a, .tabs a, .tools a, .pager a"
  );
  return [...targets].filter(shown).filter((each) => !each.matches("[tabindex='-1']")).map(
    (each) => [each.closest("label.choice, .stepper label") ?? each, each]
  ).filter(([box, each]) => {
    const { width, height } = box.getBoundingClientRect();
    return height < least(each) - 0.5 || width < 44;
  }).map(([box]) => box.outerHTML.slice(0, 160));
}"""
#: Letters below 15 px anywhere, and paragraphs of the main text below 18 px that are no notes.
_SMALL_LETTERS = """() => {
  const small = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !parent.offsetParent) continue;
    const size = parseFloat(getComputedStyle(parent).fontSize);
    if (size < 15) small.push(`${size}px: ${walker.currentNode.data.trim().slice(0, 40)}`);
  }
  const body = parseFloat(getComputedStyle(document.body).fontSize);
  if (body < 18) small.push(`the body text has ${body}px`);
  return small;
}"""
#: 200 per cent text: as a member does it who doubles the letters of the browser.
_DOUBLE_TEXT = "document.documentElement.style.fontSize = '225%'"


@pytest.fixture
def javascript() -> bool:
    """The look of a page does not depend on scripts."""
    return True


def _visit_all(arrive: Arrive, week: Week, member: Member, **options) -> list[tuple[str, Person]]:
    """Return every page with the person who opens it."""
    screens.fill(week, member)
    applicant = arrive(None, **options)
    screens.open_applications(applicant)
    groups = [
        (applicant, screens.FOR_APPLICANTS),
        (arrive(None, **options), screens.FOR_VISITORS),
        (arrive(people.newcomer(), **options), screens.FOR_NEWCOMERS),
        (arrive(member, **options), screens.FOR_MEMBERS),
        (arrive(people.counter_clerk(), **options), screens.FOR_CLERKS),
    ]
    return [(address(week), person) for person, pages in groups for address in pages.values()]


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_every_page_passes_axe_and_fits_thumbs_and_eyes(
    arrive: Arrive, week: Week, sato_member: Member, viewport
) -> None:
    wrong = []
    for address, person in _visit_all(arrive, week, sato_member, viewport=viewport):
        page = person.page
        page.goto(f"{settings.SITE_URL}{address}")
        found = violations(page) + page.evaluate(_SMALL_TARGETS) + page.evaluate(_SMALL_LETTERS)
        wrong += [f"{address}: {each}" for each in found]
        assert not person.rules.failures, f"Behind {address}: {person.rules.failures}"

    assert not wrong, "\n".join(wrong)


def test_every_page_fits_320_pixels_and_letters_of_twice_the_size(
    arrive: Arrive, week: Week, sato_member: Member
) -> None:
    narrow = {"width": 320, "height": 640}
    wrong = []
    for address, person in _visit_all(arrive, week, sato_member, viewport=narrow):
        page = person.page
        page.goto(f"{settings.SITE_URL}{address}")
        if (over := page.evaluate(OVERFLOW)) > 0:
            wrong.append(f"{address} at 320 px: {over} px too wide")
        page.set_viewport_size(PHONE)
        page.evaluate(_DOUBLE_TEXT)
        if (over := page.evaluate(OVERFLOW)) > 0:
            wrong.append(f"{address} with letters of twice the size: {over} px too wide")
        page.set_viewport_size(narrow)

    assert not wrong, "\n".join(wrong)

"""What holds for every page: it reflows, can be hit with a thumb, and can be read."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Page, ViewportSize

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

#: The narrowest window: 1280 px of four times the size (WCAG 1.4.10).
_NARROW: ViewportSize = {"width": 320, "height": 640}


@pytest.fixture
def javascript() -> bool:
    """The look of a page does not depend on scripts."""
    return True


def _all_but_members(arrive: Arrive, week: Week) -> list[tuple[Person, dict]]:
    applicant = arrive()
    screens.open_applications(applicant)
    return [
        (applicant, screens.FOR_APPLICANTS),
        (arrive(), screens.FOR_VISITORS),
        (arrive(people.newcomer()), screens.FOR_NEWCOMERS),
        (arrive(people.counter_clerk()), screens.FOR_CLERKS),
    ]


@pytest.mark.parametrize("whose", ["members", "all others"])
def test_every_page_passes_axe_and_fits_thumbs_and_eyes_in_every_window(
    arrive: Arrive, week: Week, sato_member: Member, whose: str
) -> None:
    """Each page is opened once, and looked at in every window."""
    screens.fill(week, sato_member)
    if whose == "members":
        groups = [(arrive(sato_member), screens.FOR_MEMBERS)]
    else:
        groups = _all_but_members(arrive, week)
    wrong = []
    for person, pages in groups:
        for address in (each(week) for each in pages.values()):
            person.page.goto(f"{settings.SITE_URL}{address}")
            wrong += [f"{address}: {each}" for each in _wrong_with(person.page)]
            assert not person.rules.failures, f"Behind {address}: {person.rules.failures}"

    assert not wrong, "\n".join(wrong)


def _wrong_with(page: Page) -> Iterator[str]:
    for name, window in [("phone", PHONE), ("desktop", DESKTOP)]:
        page.set_viewport_size(window)
        found = violations(page) + page.evaluate(_SMALL_TARGETS) + page.evaluate(_SMALL_LETTERS)
        yield from (f"{name}: {each}" for each in found)
    page.set_viewport_size(_NARROW)
    if (over := page.evaluate(OVERFLOW)) > 0:
        yield f"{over} px too wide for {_NARROW['width']}"
    page.set_viewport_size(PHONE)
    page.evaluate(_DOUBLE_TEXT)
    if (over := page.evaluate(OVERFLOW)) > 0:
        yield f"{over} px too wide with letters of twice the size"

"""A person at the browser. Every step is something that a person does or sees."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from playwright.sync_api import Locator, Page, expect

from tests.browser.page_rules import PageRules

_BUSY = ".htmx-request, .htmx-swapping, .htmx-settling"

#: What else than the control and what is in or around it is drawn at its middle.
_COVERED = """(control) => {
  const { left, top, width, height } = control.getBoundingClientRect();
  const above = document.elementFromPoint(left + width / 2, top + height / 2);
  const kin = above && (control.contains(above) || above.contains(control));
  return kin || !above ? "" : above.outerHTML.slice(0, 120);
}"""


def begins(label: str) -> re.Pattern[str]:
    """Match a label that begins with these words, wherever its template ends a line."""
    return re.compile(rf"^\s*{re.escape(label)}")


class Person:
    """Opens pages, presses what is written on buttons, and reads what the page says.

    After every step the page must satisfy ``tests.browser.page_rules``.
    """

    def __init__(self, page: Page, rules: PageRules, *, javascript: bool) -> None:
        self.page = page
        self.rules = rules
        self.javascript = javascript

    # What a person does

    def opens(self, address: str) -> None:
        """Type an address."""
        self._do(lambda: self.page.goto(settings.SITE_URL + address))

    def follows(self, words: str, *, within: Locator | None = None) -> None:
        """Press a link by its words."""
        self._do((within or self.page).get_by_role("link", name=words, exact=True).first.click)

    def follows_any(self, words: str, *, within: Locator) -> None:
        """Press the first link that holds these words."""
        self._do(within.get_by_role("link").filter(has_text=words).first.click)

    def presses(self, words: str, *, within: Locator | None = None) -> None:
        """Press a button by its words."""
        self._do((within or self.page).get_by_role("button", name=words, exact=True).first.click)

    def presses_twice(self, words: str) -> None:
        """Press a button as those do who double-click everything."""
        self._do(self.page.get_by_role("button", name=words, exact=True).first.dblclick)

    def opens_up(self, words: str) -> None:
        """Open what is folded away."""
        self._do(self.page.locator("summary", has_text=words).first.click)

    def writes(self, text: str, *, into: str) -> None:
        """Fill in the field with this label."""
        self._do(lambda: self.field(into).fill(text))

    def ticks(self, label: str) -> None:
        """Tick a box."""
        self._do(self.page.get_by_label(begins(label)).first.check)

    def drops_condition(self, words: str) -> None:
        """Take a chosen condition of a list away."""
        chip = self.page.get_by_role("link", name=re.compile(rf"^{re.escape(words)}\s*を外す$"))
        self._do(chip.click)

    def chooses(self, option: str, *, of: str) -> None:
        """Choose one of a list."""
        self._do(lambda: self.field(of).select_option(label=option))

    def presses_key(self, key: str) -> None:
        """Press a key of the keyboard."""
        self._do(lambda: self.page.keyboard.press(key))

    def goes_back(self) -> None:
        """Press the browser's back button."""
        self._do(self.page.go_back)

    # Ordering

    def orders(self, name: str) -> None:
        """Press 注文する at a product."""
        self.presses(f"{name}を注文する")

    def adds_one(self, name: str) -> None:
        """Press ＋ at a product."""
        self.presses(f"{name}を1点増やす")

    def takes_one_away(self, name: str) -> None:
        """Press − at a product."""
        self.presses(f"{name}を1点減らす")

    def types_quantity(self, text: str, *, of: str) -> None:
        """Type a number between − and ＋, and press Enter."""
        field = self.quantity_field(of)

        def type_it() -> None:
            field.fill(text)
            field.press("Enter")

        self._do(type_it)

    # What a person sees

    def is_at(self, address: str) -> None:
        """The page at this address (without its query) is open."""
        expect(self.page).to_have_url(
            re.compile(rf"^{re.escape(settings.SITE_URL + address)}([?#].*)?$")
        )

    def reads_heading(self, words: str) -> None:
        """The page is called so."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(re.compile(words))

    def sees(self, words: str, *, within: Locator | None = None) -> None:
        """These words are on the page, unbroken."""
        found = (within or self.page.locator("body")).get_by_text(words)
        expect(found.filter(visible=True).first).to_be_visible()

    def does_not_see(self, words: str, *, within: Locator | None = None) -> None:
        """These words are not on the page."""
        found = (within or self.page.locator("body")).get_by_text(words)
        expect(found.filter(visible=True)).to_have_count(0)

    def sees_button(self, words: str) -> None:
        """There is a button with these words."""
        expect(self.page.get_by_role("button", name=words, exact=True).first).to_be_visible()

    def sees_no_button(self, words: str) -> None:
        """There is no button with these words."""
        expect(self.page.get_by_role("button", name=words, exact=True)).to_have_count(0)

    def is_told(self, words: str) -> None:
        """The page says what happened: in the live region, or on top after a page load."""
        place = "#live" if self.javascript else ".messages"
        expect(self.page.locator(place)).to_contain_text(words)

    def sees_quantity(self, quantity: int, *, of: str) -> None:
        """So many pieces of a product stand between − and ＋."""
        expect(self.quantity_field(of)).to_have_value(str(quantity))

    def counts_on_order(self, items: int) -> None:
        """The number beside 今回の注文 says so many kinds, in both bars."""
        expect(self.page.locator("#count-nav")).to_have_text(f"注文は{items}品")
        expect(self.page.locator("#count-tabs")).to_have_text(f"注文は{items}品")

    def stands_on(self, control: Locator) -> None:
        """The keyboard is at this control, and that can be seen."""
        expect(control).to_be_focused()
        shown = control.evaluate("each => getComputedStyle(each).outlineStyle")
        assert shown != "none", f"The focus on {control} cannot be seen"

    def is_not_covered(self, control: Locator) -> None:
        """No bar lies over this control."""
        covered = control.evaluate(_COVERED)
        assert not covered, f"{control} lies under {covered}"

    # Where things are

    def field(self, label: str) -> Locator:
        """The field with this label; what follows in the label (※必須) need not be given."""
        named = self.page.get_by_label(begins(label))
        return named.and_(self.page.locator("input, select, textarea")).first

    def quantity_field(self, name: str) -> Locator:
        """The number between − and ＋ of a product."""
        return self.page.get_by_label(f"{name}の数量").first

    def product(self, name: str) -> Locator:
        """The card, the line or the row of a product."""
        holders = self.page.locator(".card, .line, .entry, .order-box")
        return holders.filter(has_text=name).first

    def summary(self) -> Locator:
        """The list of what is wrong, on top of a form."""
        return self.page.locator(".error-summary")

    @property
    def address(self) -> str:
        """Path and query of the page."""
        parts = urlsplit(self.page.url)
        return parts.path + (f"?{parts.query}" if parts.query else "")

    def looks(self) -> None:
        """Hold the page, as it stands now, against the rules for every page."""
        self.settles()
        self.rules.hold(self.page)

    def settles(self) -> None:
        """Wait until the page has loaded and nothing is being swapped."""
        self.page.wait_for_load_state("load")
        if self.javascript:
            expect(self.page.locator(_BUSY)).to_have_count(0)

    def _do(self, step: Callable[[], object]) -> None:
        step()
        self.looks()

"""What must hold for every page that is visited."""

import re
from contextlib import suppress
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    Response,
    Route,
)

_AXE = Axe()
_AXE_OPTIONS = {
    "resultTypes": ["violations"],
    "runOnly": [
        "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice",
    ],
}  # fmt: skip
#: Answers that a journey may meet: refusals, not failures.
_REFUSALS = {403, 404, 405, 409, 410, 422, 429, 503}
#: Chromium's own line about such an answer.
_STATUS_LINE = "Failed to load resource"
_SCRIPTS = re.compile(r"<script\b[^>]*>.*?</script>|</?noscript>", re.DOTALL)
_KINDS_OF_PARTS = re.compile(r'class="([^"]*)"')

#: How far the page can be moved to the right, in pixels.
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


class PageRules:
    """Nothing fails behind the page, nothing moves sideways, and axe finds nothing.

    ``seen`` are the kinds of parts that were checked in this process, by kind of address: a page
    on which there is nothing new is not checked again. The admin is Django's own: it is only
    watched.
    """

    def __init__(self, browser: Browser, seen: set, *, javascript: bool) -> None:
        self.browser = browser
        self.seen = seen
        self.javascript = javascript
        self.failures: list[str] = []
        self._twin: Page | None = None

    def watch(self, context: BrowserContext) -> None:
        """Collect what goes wrong behind the pages of ``context``."""
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self.failures.append(f"error: {error.error}"))
        context.on("response", self._on_response)

    def hold(self, page: Page) -> None:
        """Fail when the page breaks a rule."""
        assert not self.failures, f"Behind {page.url}: {self.failures}"
        if urlsplit(page.url).path.startswith("/admin/"):
            return
        for _try in range(5):
            # A key that was pressed may just be leading on to the next page.
            with suppress(Error):
                self._look_at(page)
                return
            page.wait_for_load_state("load")
        self._look_at(page)

    def _look_at(self, page: Page) -> None:
        html = page.content()
        overflow = page.evaluate(OVERFLOW)
        assert overflow <= 0, f"{page.url} is {overflow} px wider than the window"
        parts = self._parts(page, html)
        if parts <= self.seen:
            return
        found = violations(page if self.javascript else self._twin_of(page, html))
        assert not found, f"axe at {page.url}:\n" + "\n".join(found)
        self.seen |= parts

    def close(self) -> None:
        """Close what was opened to look at pages."""
        if self._twin is not None:
            self._twin.context.close()

    def _parts(self, page: Page, html: str) -> set:
        """The kinds of parts on the page, each with the kind of address and the window's width."""
        place = re.sub(r"\d+", "N", urlsplit(page.url).path)
        width = page.viewport_size["width"]
        kinds = {(width, place, kind) for kind in _KINDS_OF_PARTS.findall(html)}
        if "<noscript" in html:
            kinds.add((width, place, f"noscript {self.javascript}"))
        return kinds

    def _twin_of(self, page: Page, html: str) -> Page:
        """The same page where scripts run, but none of its own: axe is a script."""
        if self._twin is None:
            self._twin = self.browser.new_context().new_page()
        body = _SCRIPTS.sub("", html)

        def answer(route: Route) -> None:
            if route.request.is_navigation_request():
                route.fulfill(body=body, content_type="text/html; charset=utf-8")
            else:
                route.continue_()

        self._twin.set_viewport_size(page.viewport_size)
        self._twin.unroute_all()
        self._twin.route("**/*", answer)
        self._twin.goto(urlsplit(page.url)._replace(fragment="").geturl())
        return self._twin

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(_STATUS_LINE):
            self.failures.append(f"console: {message.text}")

    def _on_response(self, response: Response) -> None:
        ours = response.url.startswith(settings.SITE_URL)
        asked_for = response.request.resource_type in {"document", "xhr", "fetch"}
        refused = asked_for and response.status in _REFUSALS
        if ours and response.status >= 400 and not refused:
            self.failures.append(f"{response.status} {response.url}")


def violations(page: Page) -> list[str]:
    """Return what axe finds on the page, one line for each rule."""
    return [
        f"{each['id']}: {each['help']}: {[node['html'] for node in each['nodes'][:3]]}"
        for each in _AXE.run(page, options=_AXE_OPTIONS).response["violations"]
    ]

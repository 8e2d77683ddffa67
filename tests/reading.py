"""What a person reads on a page and can press, whatever it is drawn with.

``read(answer)`` returns the page; ``page.offer("120451")`` the card, line or row of an offer. Of
each: ``"…" in part``, its ``lines``, ``headings``, ``buttons``, ``fields``, ``links``, ``rows``.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from django.http import HttpResponse
from django.test import Client

from tests.page_tree import Node, descendants, is_hidden, lines, parse, value


class Button(NamedTuple):
    """What can be pressed: what it is called, whether it does something, what it then sends."""

    name: str
    enabled: bool
    sends: tuple[str, str] | None


class Field(NamedTuple):
    """What can be filled in: what it is called, and what is in it."""

    label: str
    name: str
    value: str


class Link(NamedTuple):
    """A way on: what it is called, and where it leads."""

    name: str
    href: str


def read(answer: HttpResponse | str) -> "Part":
    """Return what stands on a page, or on a fragment of one."""
    root = parse(answer if isinstance(answer, str) else answer.content.decode())
    return Part(root, root)


def text_of(client: Client, url: str = "/") -> "Part":
    """Open a page that must answer, and return what stands on it."""
    answer = client.get(url)
    assert answer.status_code == 200, url
    return read(answer)


class Part:
    """A page, or a part of one."""

    def __init__(self, node: Node, page: Node) -> None:
        self._node, self._page = node, page

    def __contains__(self, words: str) -> bool:
        return words in self.text

    def __repr__(self) -> str:
        return f"<read: {self.lines}>"

    @property
    def lines(self) -> list[str]:
        """What is read, a line for each paragraph, heading, item and cell."""
        return lines(self._node)

    @property
    def text(self) -> str:
        """All lines."""
        return "\n".join(self.lines)

    @property
    def title(self) -> str:
        """What the browser shows as the name of the page."""
        return "".join(Part(each, self._page)._all_text() for each in self._every("title"))

    @property
    def id(self) -> str:
        """Where a link to ``#…`` leads."""
        return self._node.attributes.get("id", "")

    @property
    def look(self) -> str:
        """What its look hangs on. Compare two; the words themselves are the style sheet's."""
        return self._node.attributes.get("class", "")

    @property
    def parts(self) -> list["Part"]:
        """What stands directly in it."""
        return [Part(each, self._page) for each in self._node.children if isinstance(each, Node)]

    @property
    def headings(self) -> list[str]:
        """The texts of its headings, in order."""
        return [self._of(each).text for each in self._every("h1", "h2", "h3", "h4")]

    @property
    def buttons(self) -> list[Button]:
        """What can be pressed; what stands there like a button and is off, too."""
        found = (
            each
            for each in descendants(self._node)
            if each.tag == "button" or each.attributes.get("aria-disabled") == "true"
        )
        return [self._button(each) for each in found if not is_hidden(each)]

    @property
    def fields(self) -> list[Field]:
        """What can be filled in."""
        found = self._every("input", "select", "textarea")
        return [
            Field(self._label(each), each.attributes.get("name", ""), value(each))
            for each in found
            if each.attributes.get("type") != "hidden"
        ]

    @property
    def wrong(self) -> list[str]:
        """The names of the fields that are marked as wrong."""
        found = self._where(lambda each: each.attributes.get("aria-invalid") == "true")
        return [each.attributes.get("name", "") for each in found]

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """Names and values that its forms carry along unseen."""
        found = (each.attributes for each in self._every("input"))
        return [(each["name"], each["value"]) for each in found if each.get("type") == "hidden"]

    @property
    def links(self) -> list[Link]:
        """The ways on."""
        found = (each for each in self._every("a") if "href" in each.attributes)
        return [
            Link(self._name(each), each.attributes["href"]) for each in found if not is_hidden(each)
        ]

    @property
    def hrefs(self) -> list[str]:
        """Where they lead."""
        return [link.href for link in self.links]

    @property
    def rows(self) -> list[list[str]]:
        """The rows of its tables, cell by cell."""
        return [
            [self._of(cell).text for cell in self._of(row)._every("th", "td")]
            for row in self._every("tr")
        ]

    @property
    def progress(self) -> list[tuple[int, int]]:
        """How much of how much its bars show."""
        bars = [each.attributes for each in self._every("progress")]
        return [(int(bar["value"]), int(bar["max"])) for bar in bars]

    @property
    def facts(self) -> dict[str, str]:
        """What is told as names with their values."""
        names, values = self._every("dt"), self._every("dd")
        return {
            self._of(name).text: self._of(value).text
            for name, value in zip(names, values, strict=True)
        }

    @property
    def offers(self) -> list["Part"]:
        """The cards, lines and rows of offers, in order."""
        found = self._where(lambda each: re.fullmatch(r"p-\w+", each.attributes.get("id", "")))
        return [self._of(each) for each in found]

    @property
    def swapped(self) -> set[str]:
        """What is put in elsewhere on the page that is open: the ids of it."""
        found = self._where(lambda each: "hx-swap-oob" in each.attributes)
        return {each.attributes["id"] for each in found}

    def offer(self, order_number: str) -> "Part":
        """The card, line or row of an offer."""
        return self.at(f"p-{order_number}")

    def at(self, place: str) -> "Part":
        """The part that a link to ``#place`` leads to."""
        (found,) = self._where(lambda each: each.attributes.get("id") == place)
        return self._of(found)

    def items(self) -> list["Part"]:
        """The items of its lists."""
        return [self._of(each) for each in self._every("li")]

    def button(self, name: str) -> Button:
        """The one button that is called so, or whose name ends so."""
        (found,) = {each for each in self.buttons if each.name.endswith(name)}
        return found

    def value(self, name: str) -> str:
        """What the one field ``name`` holds; a person may see it or not."""
        (found,) = self.values(name)
        return found

    def values(self, name: str) -> list[str]:
        """What the fields ``name`` hold, in order; a person may see them or not."""
        found = self._every("input", "select", "textarea")
        return [value(each) for each in found if each.attributes.get("name") == name]

    def chosen(self, name: str) -> list[str]:
        """The values of the boxes and circles ``name`` that are ticked."""
        found = (each.attributes for each in self._every("input"))
        return [each["value"] for each in found if each.get("name") == name and "checked" in each]

    def _of(self, node: Node) -> "Part":
        return Part(node, self._page)

    def _every(self, *tags: str) -> list[Node]:
        return self._where(lambda each: each.tag in tags)

    def _where(self, fits: Callable[[Node], object]) -> list[Node]:
        return [each for each in descendants(self._node) if fits(each)]

    def _all_text(self) -> str:
        return "".join(each for each in self._node.children if isinstance(each, str)).strip()

    def _name(self, node: Node) -> str:
        return node.attributes.get("aria-label") or self._of(node).text

    def _button(self, node: Node) -> Button:
        held = node.attributes
        off = "disabled" in held or held.get("aria-disabled") == "true"
        sends = (held["name"], held.get("value", "")) if "name" in held else None
        return Button(self._name(node), not off, sends)

    def _label(self, node: Node) -> str:
        if label := node.attributes.get("aria-label"):
            return label
        for each in descendants(self._page):
            if each.tag == "label" and (
                node in descendants(each)
                or each.attributes.get("for", "-") == node.attributes.get("id")
            ):
                return self._of(each).text
        return ""

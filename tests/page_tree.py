"""A page as a tree of its elements, and what a person reads of it, line by line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = {
    *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"),
}
#: Nothing of these is read.
_UNREAD = {"script", "style", "template", "svg", "head"}
#: What goes on in its line. A line of its own is everything else: a paragraph, an item, a cell.
_INLINE = {
    *("a", "abbr", "b", "bdi", "button", "cite", "code", "em", "i", "img", "input", "label"),
    *("mark", "output", "q", "s", "select", "small", "span", "strong", "sub", "sup", "time", "u"),
    "wbr",
}
_SPACE = re.compile(r"[ \t\r\n\f]+")


@dataclass(eq=False)
class Node:
    """An element, with the elements and texts in it."""

    tag: str
    attributes: dict[str, str]
    children: list["Node | str"] = field(default_factory=list)


def parse(html: str) -> Node:
    """Return the root of a page, or of a fragment of one."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root


def descendants(node: Node) -> Iterator[Node]:
    """Everything beneath it, in the order of the page."""
    for each in node.children:
        if isinstance(each, Node):
            yield each
            yield from descendants(each)


def is_hidden(node: Node) -> bool:
    """Whether it is kept from being seen or read."""
    return "hidden" in node.attributes or node.attributes.get("aria-hidden") == "true"


def lines(node: Node) -> list[str]:
    """What is read of it, a line for each paragraph, heading, item and cell."""
    found = ["".join(part) for part in _broken(_texts(node))]
    return [line for each in found if (line := _SPACE.sub(" ", each).strip())]


def value(node: Node) -> str:
    """What a field holds."""
    if node.tag == "textarea":
        return "".join(each for each in node.children if isinstance(each, str))
    if node.tag == "select":
        options = [each for each in descendants(node) if each.tag == "option"]
        chosen = [each for each in options if "selected" in each.attributes] or options[:1]
        return chosen[0].attributes.get("value", "") if chosen else ""
    return node.attributes.get("value", "")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Node("", {})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(node)
        if tag not in _VOID:
            self._open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open[-1].children.append(Node(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if tag in [each.tag for each in self._open[1:]]:
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def _texts(node: Node) -> Iterator[str | None]:
    """The texts, and None where a new line begins."""
    for each in node.children:
        if isinstance(each, str):
            yield each
        elif each.tag not in _UNREAD and not is_hidden(each):
            own_line = each.tag not in _INLINE
            if own_line:
                yield None
            yield from _texts(each)
            if own_line:
                yield None


def _broken(texts: Iterator[str | None]) -> list[list[str]]:
    broken: list[list[str]] = [[]]
    for text in texts:
        if text is None:
            broken.append([])
        else:
            broken[-1].append(text)
    return broken

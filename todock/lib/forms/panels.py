"""Forms in panels: the parts of a page, what was typed, and what is wrong with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField

Typed = Mapping[str, Any]


@dataclass(frozen=True)
class Part:
    """A panel of a page: what it is called, and its fields.

    ``inline``: the fields are parts of one answer (year, month, day) and share one complaint.
    ``pair``: two fields side by side.
    ``button``: a button of the form itself. ``folded``: shown on demand only.
    ``name``: id of the panel.
    """

    legend: str
    fields: Sequence[str]
    name: str = ""
    hint: str = ""
    inline: bool = False
    pair: bool = False
    folded: bool = False
    button: "Button | None" = None


@dataclass(frozen=True)
class Button:
    """A button that changes the form only. With scripts it swaps the panels ``swaps`` in place."""

    name: str
    text: str
    swaps: Sequence[str]

    @property
    def attributes(self) -> dict[str, str]:
        """The attributes of htmx: the panels are cut out of the page that is the answer."""
        target, *others = (f"#{name}" for name in self.swaps)
        found = {"hx-post": "", "hx-target": target, "hx-select": target, "hx-swap": "outerHTML"}
        return found | ({"hx-select-oob": ",".join(others)} if others else {})

    @property
    def attributes_on_change(self) -> dict[str, str]:
        """The same for a field: leaving it with another text presses the button."""
        pressed = {"hx-trigger": "change", "hx-vals": f'{{"{self.name}": "1"}}'}
        return self.attributes | pressed


class BoundPart:
    """A panel of one form, for templates."""

    def __init__(self, part: Part, form: "PageForm") -> None:
        self.part, self.form = part, form

    def __getattr__(self, name: str) -> Any:
        return getattr(self.part, name)

    @property
    def bound_fields(self) -> list[BoundField]:
        """The fields of the panel that the form has."""
        return [self.form[name] for name in self.part.fields if name in self.form.fields]

    @property
    def required(self) -> bool:
        """Whether any of the fields has to be filled in."""
        return any(bound.field.required for bound in self.bound_fields)

    @property
    def wrong(self) -> bool:
        """Whether anything is wrong with the fields."""
        return any(bound.errors for bound in self.bound_fields)

    @property
    def alone(self) -> bool:
        """Whether the label of the one field says what the legend would say again."""
        return len(self.bound_fields) == 1 and not self.part.hint

    @property
    def said(self) -> list[tuple[str, str]]:
        """Tone (ok, warn or '') and words of what we know by now."""
        return self.form.said(self.part.name)


class PageForm(forms.Form):
    """A form in panels that keeps what was typed, and may fill in something itself.

    ``data`` is what was posted, or a draft of it. A page that only
    changes itself (another row, an address by postcode, a proposal to be looked at) is *asked
    again*: the form is unbound then and valid for nobody, shows no complaints, and ``notice`` says
    what happened. ``texts`` is what to keep as the draft in any case.
    """

    #: The panels of the page.
    parts: ClassVar[Sequence[Part]] = ()
    #: Names that are kept although they are no fields of the form.
    kept_too: ClassVar[Sequence[str]] = ()
    use_required_attribute = False

    def __init__(self, data: Typed | None = None, *, initial: Typed | None = None) -> None:
        self.notice = ""
        given = _texts(data if data is not None else (initial or {}))
        filled, ask_again = self.fill(given, posted=data is not None)
        if data is None or ask_again:
            super().__init__(initial=filled, auto_id="%s")
        else:
            super().__init__(filled, auto_id="%s")
        self._given = filled
        self.make_fields(filled)

    def fill(self, given: dict[str, str], *, posted: bool) -> tuple[dict[str, str], bool]:
        """Return the texts with what we can fill in, and whether the page is to be shown again.

        Called before there are fields. May set ``notice``.
        """
        return given, False

    def make_fields(self, given: dict[str, str]) -> None:
        """Add the fields that are made for the request: by its language, or by what was typed."""

    @property
    def texts(self) -> dict[str, str]:
        """What was typed, field by field, to be kept as the draft of the page."""
        names = [*self.fields, *self.kept_too]
        return {name: self._given[name] for name in names if name in self._given}

    @property
    def bound_parts(self) -> list[BoundPart]:
        """The panels of the page, without those that are empty."""
        panels = (BoundPart(part, self) for part in self.panels())
        return [panel for panel in panels if panel.bound_fields]

    def said(self, name: str) -> list[tuple[str, str]]:
        """Return tone (ok, warn or '') and words of what is said below the panel ``name``."""
        return []

    def panels(self) -> Iterable[Part]:
        """Return the panels; a page whose panels depend on something says which."""
        return self.parts

    @property
    def problems(self) -> list[tuple[str, str]]:
        """What is wrong: id of the field and the words, in the order of the page."""
        found = []
        for panel in self.bound_parts:
            for bound in panel.bound_fields:
                found.extend((self.anchor(bound), text) for text in bound.errors)
        found.extend(("main", text) for text in self.non_field_errors())
        return found

    def anchor(self, bound: BoundField) -> str:
        """Return the id of the first control of a field."""
        return f"{bound.html_name}_0" if bound.field.look == "radio" else bound.html_name

    def complain(self, name: str, message: str) -> None:
        """Add a complaint about a field, unless it has one already."""
        if name not in self.errors:
            self.add_error(name, message)


def _texts(data: Typed) -> dict[str, str]:
    """Return the last text of each name, of a posted form or of a draft."""
    found = {}
    for name in data:
        value = data[name]
        value = value[-1] if isinstance(value, list) and value else value
        if isinstance(value, str):
            found[name] = value
    return found

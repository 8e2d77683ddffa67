"""Fields that take what people type, and know how they look on the page."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

#: Longest text that is read at all.
LONGEST_TYPED = 200


class TypedField(forms.CharField):
    """A text that ``read`` turns into its value; None from it is answered with ``unreadable``.

    ``width`` is a class of static/css/components/form.css, ``suffix`` stands behind the field.
    An empty text is '' (or ``empty``), and no error unless ``required``.
    """

    look = "text"

    def __init__(
        self,
        *,
        label: str,
        missing: str = "",
        unreadable: str = "",
        read: Callable[[str], Any] | None = None,
        hint: str = "",
        suffix: str = "",
        width: str = "",
        most: int | None = None,
        too_long: str = "",
        empty: Any = "",
        **attrs: str,
    ) -> None:
        self.read, self.unreadable = read, unreadable
        self.most, self.too_long = most, too_long
        self.empty, self.suffix = empty, suffix
        classes = f"input {width}".strip()
        super().__init__(
            label=label,
            help_text=hint,
            required=bool(missing),
            max_length=LONGEST_TYPED,
            error_messages={"required": missing, "max_length": too_long or unreadable},
            widget=forms.TextInput({"class": classes, **attrs}),
        )
        # A long text is complained about, not cut while it is typed.
        self.widget.attrs.pop("maxlength", None)

    def clean(self, value: Any) -> Any:
        """Return what was meant."""
        text = super().clean(value)
        if not text:
            return self.empty
        meant = self.read(text) if self.read else " ".join(text.split())
        if meant is None:
            raise ValidationError(self.unreadable)
        if self.most is not None and len(meant) > self.most:
            raise ValidationError(self.too_long)
        return meant


class ChoiceField(forms.ChoiceField):
    """One of a few, as round buttons, or of many (``select``), as a list."""

    def __init__(
        self,
        *,
        label: str,
        choices: Iterable[tuple[str, Any]],
        missing: str = "",
        hint: str = "",
        width: str = "",
        select: bool = False,
        **attrs: str,
    ) -> None:
        self.look = "select" if select else "radio"
        widget = forms.Select({"class": f"input {width}".strip(), **attrs})
        super().__init__(
            label=label,
            choices=choices,
            help_text=hint,
            required=bool(missing),
            error_messages={"required": missing, "invalid_choice": missing or label},
            widget=widget if select else forms.RadioSelect(attrs),
        )


#: Answers of a question that is answered with yes or no.
YES, NO = "yes", "no"


def said_yes(answer: str) -> bool | None:
    """Return the answer to a question of yes or no; None when there was none."""
    return {YES: True, NO: False}.get(answer)

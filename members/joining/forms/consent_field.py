"""A box to tick under the whole sentence of a text that is read before."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from members.joining.models import ConsentDocument


class ConsentField(forms.Field):
    """A box to tick, under its whole sentence, of a text that is read before.

    The box sends the id of the ``document`` that was offered. A tick of another version, which
    the draft may hold, is answered with ``outdated``. The value is whether it was ticked.
    """

    look = "tick"
    #: What stands above the box: the way to the text.
    above = "joining/consent_text.html"

    def __init__(
        self,
        *,
        document: ConsentDocument,
        label: str,
        outdated: str,
        missing: str = "",
        hint: str = "",
    ) -> None:
        self.document, self.outdated = document, outdated
        super().__init__(
            label=label,
            help_text=hint,
            required=bool(missing),
            error_messages={"required": missing},
            widget=_ConsentBox(document),
        )

    def clean(self, value: Any) -> bool:
        """Return whether the document was agreed to."""
        ticked = super().clean(value)
        if ticked and ticked != str(self.document.pk):
            raise ValidationError(self.outdated)
        return bool(ticked)


class _ConsentBox(forms.CheckboxInput):
    def __init__(self, document: ConsentDocument) -> None:
        self.offered = str(document.pk)
        super().__init__(check_test=lambda value: value == self.offered)

    def format_value(self, value: Any) -> str:
        return self.offered

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        return data.get(name, "")

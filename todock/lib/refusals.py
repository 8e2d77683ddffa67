"""The base of everything that the product says no with: a code that stays, a sentence to read."""

from typing import ClassVar


class Refusal(Exception):
    """A change that was not made. ``message`` says what happened and what to do, in Japanese.

    ``code`` is the name by which programs know the reason, as the API's clients: once published
    it is not respelled. A subclass without facts gives its sentence as ``says``; one with facts
    puts them into its message, and keeps those that a page needs as attributes.
    """

    code: ClassVar[str] = ""
    #: The sentence of a class whose refusals all read the same; translated when it is said.
    says: ClassVar[object] = ""

    def __init__(self, message: str = "") -> None:
        self.message = message or str(self.says)
        super().__init__(self.message)

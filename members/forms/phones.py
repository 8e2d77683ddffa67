"""The two phones of a person."""

from todock.lib.forms.panels import PageForm


class PhonesForm(PageForm):
    """A form with ``phone`` and ``other_phone``."""

    def clean(self) -> dict:
        """Keep the second number only when it is another one."""
        if self.cleaned_data.get("other_phone") == self.cleaned_data.get("phone"):
            self.cleaned_data["other_phone"] = ""
        return self.cleaned_data

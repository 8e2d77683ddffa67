"""A new version of a text that people agree to."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext as _

from members.joining.models import ConsentDocument
from todock.lib import clock


class ConsentDocumentForm(forms.ModelForm):
    """Kind, version, text and the instant from which it is in force."""

    class Meta:
        model = ConsentDocument
        fields = ["kind", "version", "starts_at", "body"]

    def clean_starts_at(self) -> datetime:
        """A text begins in the future: what people have agreed to stays what they read."""
        starts_at = self.cleaned_data["starts_at"]
        if starts_at <= clock.now():
            raise forms.ValidationError(_("適用開始は、これからの日時を入力してください"))
        return starts_at

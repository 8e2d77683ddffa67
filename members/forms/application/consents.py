"""What the applicant agrees to."""

from django.utils.translation import gettext as _

from members import consents
from members.forms.application.base import ApplicationForm, Part
from members.forms.application.fields import TickField
from members.models import ConsentDocument

Kind = ConsentDocument.Kind


class ConsentsForm(ApplicationForm):
    """A box for each text; those that were agreed to before are not asked about again.

    ``cleaned_data["consents"]``: by kind of text whether it was agreed to.
    """

    def panels(self) -> list[Part]:
        """The texts that are needed, and what is up to the person."""
        required = [kind.value for kind in Kind if kind != Kind.NEWS]
        return [
            Part(_("お読みいただくもの"), required, name="texts"),
            Part(_("お知らせメール"), [Kind.NEWS.value], name="by-mail"),
        ]

    def make_fields(self, given: dict[str, str]) -> None:
        """Ask about each text that is not agreed to yet."""
        agreed = consents.agreed(self.application)
        required = consents.required(self.application)
        for kind in Kind:
            if kind == Kind.NEWS:
                self.fields[kind.value] = TickField(
                    label=_("商品やお店のお知らせを、メールで受け取ります"),
                    hint=_("あとからいつでもやめられます。"),
                    document=kind,
                )
            elif kind in required and kind not in agreed:
                name = {"name": kind.label}
                self.fields[kind.value] = TickField(
                    label=_("%(name)sに同意します") % name,
                    missing=_("%(name)sをお読みのうえ、同意するにチェックを入れてください") % name,
                    document=kind,
                )

    def clean(self) -> dict:
        """Gather the answers under one key."""
        return {"consents": {kind: self.cleaned_data.get(kind, False) for kind in self.fields}}

    def rows(self) -> list[tuple[str, str]]:
        """Each text with the answer."""
        answers = {Kind(kind): _("同意する") for kind in consents.agreed(self.application)}
        for kind, answer in self.cleaned_data["consents"].items():
            words = (_("受け取る"), _("受け取らない")) if kind == Kind.NEWS else (_("同意する"), "")
            answers[Kind(kind)] = words[0] if answer else words[1]
        return [(str(kind.label), answers[kind]) for kind in Kind if kind in answers]

"""What the applicant agrees to."""

from django.utils.translation import gettext as _

from members.joining import consents
from members.joining.forms.base import ApplicationForm
from members.joining.forms.consent_field import ConsentField
from members.joining.models import ConsentDocument
from todock.lib import clock
from todock.lib.forms.panels import Part

Kind = ConsentDocument.Kind


class ConsentsForm(ApplicationForm):
    """A box for each text; those that were agreed to before are not asked about again.

    ``cleaned_data["consents"]``: by text whether it was agreed to.
    """

    def panels(self) -> list[Part]:
        """The texts that are needed, and what is up to the person."""
        required = [kind.value for kind in Kind if kind != Kind.NEWS]
        return [
            Part(_("お読みいただくもの"), required, name="texts"),
            Part(_("お知らせメール"), [Kind.NEWS.value], name="by-mail"),
        ]

    def make_fields(self, given: dict[str, str]) -> None:
        """Ask about each text that is not agreed to in the version in force."""
        at = clock.now()
        in_force = consents.in_force(at)
        self.agreed = consents.agreed(self.application, at)
        for kind in Kind:
            if kind not in in_force or kind in self.agreed:
                continue
            if kind == Kind.NEWS:
                self.fields[kind.value] = ConsentField(
                    document=in_force[kind],
                    label=_("商品やお店のお知らせを、メールで受け取ります"),
                    hint=_("あとからいつでもやめられます。"),
                    outdated=_("お知らせメールの説明が新しくなりました。もう一度お選びください"),
                )
            elif kind in consents.required(self.application):
                name = {"name": kind.label}
                self.fields[kind.value] = ConsentField(
                    document=in_force[kind],
                    label=_("%(name)sに同意します") % name,
                    missing=_("%(name)sをお読みのうえ、同意するにチェックを入れてください") % name,
                    outdated=renewed(kind),
                )

    def clean(self) -> dict:
        """Gather the answers under one key."""
        return {
            "consents": {
                field.document: self.cleaned_data.get(kind, False)
                for kind, field in self.fields.items()
            }
        }

    def rows(self) -> list[tuple[str, str]]:
        """Each text with the answer."""
        answers = {Kind(kind): _("同意する") for kind in self.agreed}
        for document, answer in self.cleaned_data["consents"].items():
            news = document.kind == Kind.NEWS
            words = (_("受け取る"), _("受け取らない")) if news else (_("同意する"), "")
            answers[Kind(document.kind)] = words[0] if answer else words[1]
        return [(str(kind.label), answers[kind]) for kind in Kind if kind in answers]


def renewed(kind: ConsentDocument.Kind) -> str:
    """Return what is said of a tick under an older version of the text."""
    words = _("%(name)sが新しくなりました。お読みのうえ、もう一度チェックを入れてください")
    return words % {"name": kind.label}

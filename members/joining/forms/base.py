"""What the pages of an application share: drafts, and the answers."""

from members.joining.models import Application
from todock.lib.forms import typed
from todock.lib.forms.panels import PageForm, Typed


class ApplicationForm(PageForm):
    """Base of the pages of an application. ``cleaned_data`` of a valid form holds its columns.

    ``read_anew`` names those whose answer stands no more and was read as another.
    """

    read_anew: frozenset[str] = frozenset()

    def __init__(
        self,
        data: Typed | None = None,
        *,
        application: Application,
        initial: Typed | None = None,
    ) -> None:
        self.application = application
        super().__init__(data, initial=initial)

    def rows(self) -> list[tuple[str, str]]:
        """Return (label, shown value) of each answer of a valid form, for the page of checking."""
        raise NotImplementedError


def typed_before(application: Application, slug: str, name: str) -> str:
    """Return what was typed into the field ``name`` of the page ``slug``, or ''."""
    return str(application.typed.get(slug, {}).get(name, ""))


def home_postcode(application: Application) -> str:
    """Return the seven digits of the home: typed on its page, at the start, or of the member."""
    before = typed.postcode(typed_before(application, "address", "postcode"))
    if before or application.postcode:
        return before or application.postcode
    return application.member.postcode if application.member else ""


def work_postcode(application: Application) -> str:
    """Return the seven digits of the workplace as typed; '' when there is none."""
    if not typed_before(application, "address", "workplace").strip():
        return ""
    return typed.postcode(typed_before(application, "address", "workplace_postcode")) or ""

"""The pages of an application: which there are, and how far somebody has come."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.joining.forms import (
    AddressForm,
    ConsentsForm,
    ContactForm,
    DeliveryForm,
    HouseholdForm,
    MembershipForm,
    NameForm,
)
from members.joining.forms.base import ApplicationForm
from members.joining.models import Application

Kind = Application.Kind
_ALL = frozenset(Kind)
_NEW = frozenset({Kind.JOIN, Kind.BOTH})
_DELIVERED = frozenset({Kind.DELIVERY, Kind.BOTH})
#: Steps of the indicator, in order, each with its name. A step may be several pages.
_STEPS = {
    "email": _("メール"),
    "person": _("ご本人"),
    "delivery": _("お届け"),
    "shares": _("出資金"),
    "check": _("確認"),
}
_MINUTES_TO_CHECK = 1


@dataclass(frozen=True)
class Page:
    """A page: for which ``kinds`` of application, in which ``step``, and the ``minutes`` it takes.

    ``form_class`` is made with ``data`` (what was typed) and the keyword ``application``.
    """

    slug: str
    title: Promise | str
    form_class: type[ApplicationForm]
    kinds: frozenset[str]
    step: str
    minutes: float


#: Members are known: their name, address and phones are not asked for again.
PAGES = [
    Page("name", _("お名前と生年月日"), NameForm, _NEW, "person", 1),
    Page("contact", _("ご連絡先"), ContactForm, _NEW, "person", 0.5),
    Page("address", _("ご住所"), AddressForm, _NEW, "person", 1),
    Page("household", _("ご家族"), HouseholdForm, _ALL, "person", 0.5),
    Page("delivery", _("お届け"), DeliveryForm, _DELIVERED, "delivery", 1),
    Page("membership", _("出資金"), MembershipForm, _NEW, "shares", 0.5),
    Page("consents", _("同意"), ConsentsForm, _ALL, "check", 0.5),
]


@dataclass(frozen=True)
class Progress:
    """「5つの手順の2番目」: the number of the step, the names of all, minutes that are left."""

    number: int
    names: Sequence[str]
    minutes: int

    @property
    def count(self) -> int:
        """How many steps there are."""
        return len(self.names)


def pages_of(application: Application) -> list[Page]:
    """Return the pages that ``application`` has, in order."""
    return [page for page in PAGES if application.kind in page.kinds]


def form_of(page: Page, application: Application) -> ApplicationForm:
    """Return the form of ``page`` with what was typed: valid, or with its complaints."""
    return page.form_class(application.typed.get(page.slug, {}), application=application)


def unfinished(application: Application) -> list[Page]:
    """Return the pages whose answers do not stand yet, in order."""
    return [page for page in pages_of(application) if not form_of(page, application).is_valid()]


def notices(application: Application) -> list[str]:
    """Return what we read otherwise than it was typed, because it stands no more."""
    forms = (form_of(page, application) for page in pages_of(application))
    return [form.notice for form in forms if form.read_anew]


def progress(application: Application, page: Page | None) -> Progress:
    """Return how far somebody is who stands at ``page``; None for the check of all answers.

    The address is confirmed before the first page: the step of the mail is always done.
    """
    pages = pages_of(application)
    steps = list(dict.fromkeys(["email", *(each.step for each in pages), "check"]))
    left = pages[pages.index(page) :] if page else []
    return Progress(
        number=steps.index(page.step if page else "check") + 1,
        names=[str(_STEPS[step]) for step in steps],
        minutes=round(sum(each.minutes for each in left) + _MINUTES_TO_CHECK),
    )

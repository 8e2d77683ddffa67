"""What an applicant answered, in groups, in words for staff."""

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from members.forms import shown
from members.joining.models import Application

#: Heading, and label and value of each answer.
Group = tuple[str, list[tuple[str, str]]]


def groups(application: Application, cycles: Mapping[str, str]) -> list[Group]:
    """Return the answers of a submitted application; what was not answered is left out.

    An application without its person has none. ``cycles`` are the labels of those to come.
    """
    if application.erased_at:
        return []
    found = [
        (_("ご本人"), _person(application)),
        (_("連絡先"), _contact(application)),
        (_("住所"), _address(application)),
        (_("世帯"), _household(application)),
    ]
    if application.wants_delivery:
        found.append((_("お届け"), _delivery(application, cycles)))
    if application.joins:
        found.append((_("加入"), _membership(application)))
    return [(heading, answers) for heading, answers in found if answers]


def _person(application: Application) -> list[tuple[str, str]]:
    return _labelled(
        application,
        [
            (_("氏名"), application.name),
            (_("フリガナ"), application.kana),
            ("born_on", application.born_on and shown.birth_date(application.born_on)),
        ],
    )


def _contact(application: Application) -> list[tuple[str, str]]:
    return _labelled(
        application,
        [
            ("phone", application.phone),
            ("other_phone", application.other_phone),
            ("email", application.email),
            ("contact_by", application.get_contact_by_display()),
        ],
    )


def _address(application: Application) -> list[tuple[str, str]]:
    work = application.workplace_postcode
    return _labelled(
        application,
        [
            ("postcode", shown.postcode(application.postcode)),
            (_("住所"), application.address),
            ("workplace", application.workplace),
            ("workplace_postcode", work and shown.postcode(work)),
            ("workplace_address", application.workplace_address),
        ],
    )


def _household(application: Application) -> list[tuple[str, str]]:
    children = "、".join(shown.birth_month(month) for month in application.children)
    return _labelled(
        application,
        [
            ("adults", _people(application.adults)),
            ("seniors", _people(application.seniors)),
            ("children", children),
        ],
    )


def _delivery(application: Application, cycles: Mapping[str, str]) -> list[tuple[str, str]]:
    hoped = application.first_cycle_hoped
    return _labelled(
        application,
        [
            ("delivers_to", application.get_delivers_to_display()),
            ("building_kind", application.get_building_kind_display()),
            ("drop_place", application.drop_place),
            ("locked_entrance", _yes_no(application.locked_entrance)),
            ("weekday_hoped", application.get_weekday_hoped_display()),
            ("first_cycle_hoped", cycles.get(hoped, hoped) or _("できるだけ早く")),
            ("paper_catalogue", _yes_no(application.paper_catalogue)),
        ],
    )


def _membership(application: Application) -> list[tuple[str, str]]:
    units = application.share_units
    return _labelled(
        application,
        [
            ("share_units", _("%(units)s口") % {"units": units} if units is not None else ""),
            ("introducer_number", application.introducer_number),
        ],
    )


def _labelled(
    application: Application, answers: Iterable[tuple[str, str | Promise | None]]
) -> list[tuple[str, str]]:
    """Put the column's own name where one stands for the label; drop what is empty."""
    columns = {field.name: field.verbose_name for field in application._meta.fields}
    return [(columns.get(label, label), value) for label, value in answers if value]


def _people(count: int | None) -> str:
    return _("%(count)s人") % {"count": count} if count is not None else ""


def _yes_no(answer: bool | None) -> str:
    return shown.yes_no(answer) if answer is not None else ""

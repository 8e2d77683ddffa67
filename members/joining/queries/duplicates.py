"""Who an applicant may be already: warnings for the reviewer, never a word to the applicant.

A membership is one a household in principle (docs/domain.md rule 18). People write themselves in
many ways, so what is compared is brought into one form first (rules.spelling). A query by indexed
columns finds those who come into question; Python compares the few that it brings.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from members.joining.models import Application
from members.models import Member
from members.rules import spelling

#: Length of the columns that hold the keys.
KANA_KEY, ADDRESS_KEY = 120, 300


class Reason(models.TextChoices):
    """What two have in common."""

    KANA = "kana", _("フリガナと生年月日が同じ")
    PHONE = "phone", _("電話番号が同じ")
    ADDRESS = "address", _("住所と姓が同じ")
    EMAIL = "email", _("メールアドレスが同じ")


class Duplicate(NamedTuple):
    """A member or another application (``kind``) that may be the same person or household."""

    kind: str
    found: Member | Application
    reasons: Sequence[Reason]

    @property
    def key(self) -> str:
        """Which one it is, in one word that names no person: ``member-12``."""
        return f"{self.kind}-{self.found.pk}"


class _Person(NamedTuple):
    """What is compared, in one form."""

    kana: str
    born_on: object
    phones: frozenset[str]
    #: Of an old membership without a blank in it this is the whole name.
    name: str
    street: str
    room: str
    email: str


#: Each branch starts from an index of its own; the literals let partial indexes be used.
_MEMBERS = """
SELECT id, kana, born_on, phone, other_phone, name, city || street, building, email
FROM members_member m WHERE id IN (
    SELECT id FROM members_member WHERE born_on = %(born_on)s
    UNION SELECT id FROM members_member WHERE phone = ANY(%(phones)s::text[]) AND phone <> ''
    UNION SELECT id FROM members_member
        WHERE other_phone = ANY(%(phones)s::text[]) AND other_phone <> ''
    UNION SELECT id FROM members_member
        WHERE postcode = %(postcode)s AND left(name, 1) = ANY(%(initials)s::text[])
    UNION SELECT id FROM members_member WHERE lower(email) = %(email)s AND email <> ''
)
"""
_APPLICATIONS = """
SELECT id, family_kana || given_kana, born_on, phone, other_phone, family_name,
       city || street, building, email
FROM joining_application a WHERE number IS NOT NULL AND id IN (
    SELECT id FROM joining_application
        WHERE kana_key = %(kana_key)s AND born_on = %(born_on)s
    UNION SELECT id FROM joining_application
        WHERE phone = ANY(%(phones)s::text[]) AND phone <> ''
    UNION SELECT id FROM joining_application
        WHERE other_phone = ANY(%(phones)s::text[]) AND other_phone <> ''
    UNION SELECT id FROM joining_application WHERE address_key = ANY(%(addresses)s::text[])
    UNION SELECT id FROM joining_application
        WHERE lower(email) = %(email)s AND email <> ''
)
"""


def keys(
    *, family_kana: str, given_kana: str, city: str, street: str, **_others: object
) -> dict[str, str]:
    """Return ``kana_key`` and ``address_key`` of an application, to be written with its answers.

    Takes more than it needs, so that all columns of an application may be given.
    """
    return {
        "kana_key": spelling.reading(family_kana + given_kana)[:KANA_KEY],
        "address_key": spelling.place(city + street)[:ADDRESS_KEY],
    }


def find(application: Application) -> list[Duplicate]:
    """Return the members and the other applications that may be the same person as this one.

    Those with the most in common come first. Drafts are not looked at; of what was erased nothing
    is left to find. Costs two queries, and one more each for the members and for the applications
    that were found.
    """
    person = _person(
        application.family_kana + application.given_kana,
        application.born_on,
        application.phone,
        application.other_phone,
        application.family_name,
        application.city + application.street,
        application.building,
        application.email,
    )
    values = {
        "born_on": application.born_on,
        "phones": sorted(person.phones),
        "postcode": application.postcode,
        "initials": spelling.initials(application.family_name),
        "email": person.email,
        "kana_key": application.kana_key,
        "addresses": _ways_to_write(application.address_key, person.room),
    }
    members = _compared(person, application.family_name, _MEMBERS, values)
    members.pop(application.member_id, None)
    others = _compared(person, application.family_name, _APPLICATIONS, values)
    others.pop(application.pk, None)
    found = [
        *(
            Duplicate("member", member, members[member.pk])
            for member in Member.objects.filter(pk__in=members)
        ),
        *(
            Duplicate("application", other, others[other.pk])
            for other in Application.objects.filter(pk__in=others).order_by("-pk")
        ),
    ]
    return sorted(found, key=lambda duplicate: -len(duplicate.reasons))


def _compared(
    person: _Person, family_name: str, sql: str, values: dict[str, object]
) -> dict[int, list[Reason]]:
    """Return the reasons by id, of those who have something in common with ``person``."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows = cursor.fetchall()
    reasons = {
        pk: list(_in_common(person, family_name, _person(*columns))) for pk, *columns in rows
    }
    return {pk: each for pk, each in reasons.items() if each}


def _person(
    kana: str,
    born_on: object,
    phone: str,
    other_phone: str,
    name: str,
    address: str,
    building: str,
    email: str,
) -> _Person:
    return _Person(
        kana=spelling.reading(kana),
        born_on=born_on,
        phones=frozenset(filter(None, (spelling.phone(phone), spelling.phone(other_phone)))),
        name=name,
        street=spelling.place(address),
        room=spelling.room(building),
        email=email.lower(),
    )


def _in_common(person: _Person, family_name: str, other: _Person) -> Iterable[Reason]:
    if person.kana and (person.kana, person.born_on) == (other.kana, other.born_on):
        yield Reason.KANA
    if person.phones & other.phones:
        yield Reason.PHONE
    if _is_same_place(person, other) and _has_family_name(other.name, family_name):
        yield Reason.ADDRESS
    if person.email and person.email == other.email:
        yield Reason.EMAIL


def _is_same_place(one: _Person, other: _Person) -> bool:
    """Say whether two live at one address.

    The number of the flat may stand with the street or with the building; where one of them does
    not give it, the house is enough.
    """
    if not one.street or not other.street:
        return False
    if one.street == other.street:
        return not one.room or not other.room or one.room == other.room
    return _with_room(one) == _with_room(other)


def _with_room(person: _Person) -> str:
    return f"{person.street}-{person.room}" if person.room else person.street


def _ways_to_write(street: str, room: str) -> list[str]:
    """Return the keys under which the same address may be found."""
    if not street:
        return []
    ways = [street]
    if room:
        ways.append(f"{street}-{room}")
    elif "-" in street:
        ways.append(street.rpartition("-")[0])
    return ways


def _has_family_name(name: str, family_name: str) -> bool:
    """Say whether ``name``, a family name or a whole one, is of ``family_name``'s family."""
    wanted = spelling.kanji(family_name)
    family, *given = name.split() or [""]
    theirs = spelling.kanji(family)
    return bool(wanted) and (theirs == wanted or (not given and theirs.startswith(wanted)))

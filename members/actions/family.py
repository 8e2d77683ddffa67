"""家族証: members who share the household of a main card."""

from datetime import date, datetime

from django.db import transaction

from members.actions import member_numbers
from members.card import actions
from members.models import CardEvent, Household, Member, MemberChange, MemberRequest, User
from members.registration.actions import changes
from todock.lib import clock

#: What a family card takes over from the main one: the place, and not the delivery to it, which is
#: the main card's. The master knows of no other, and would take it off again.
_SHARED = ["postcode", "prefecture", "city", "street", "building"]
#: What the other systems are told of the new member.
_TOLD = [
    *("household", "card_kind", "name", "kana", "born_on", "joined_on", "phone", "email"),
    *("state", "postcode", "prefecture", "city", "street", "building"),
]


def admit(
    *,
    request: MemberRequest,
    name: str,
    kana: str,
    born_on: date,
    by: User,
    at: datetime,
    phone: str = "",
    email: str = "",
) -> Member:
    """Make a member of the household of ``request.member``, with a number and a card of her own.

    The other systems hear of her through ``member_changes``, one row a field, under her new
    number. Without a phone of her own she is reached by that of the main card.
    """
    main = request.member
    with transaction.atomic():
        household = main.household or _found_household(main, by=by, at=at, request=request)
        member = Member.objects.create(
            member_number=member_numbers.take(),
            household=household,
            card_kind=Member.CardKind.FAMILY,
            name=name,
            kana=kana,
            born_on=born_on,
            phone=phone or main.phone,
            email=email,
            state=Member.State.ACTIVE,
            joined_on=clock.japan_date(at),
            share_units=0,
            confirmed_by_feed=False,
            **{field: getattr(main, field) for field in _SHARED},
        )
        values = {field: changes.as_text(getattr(member, field)) for field in _TOLD}
        MemberChange.objects.bulk_create(
            MemberChange(member=member, field=field, new_value=value, at=at, by=by, request=request)
            for field, value in values.items()
            if value
        )
        actions.issue(member=member, at=at, by=by, door=CardEvent.Door.DESK)
    return member


def _found_household(main: Member, *, by: User, at: datetime, request: MemberRequest) -> Household:
    """Give the main card a household: its number is that of the member."""
    household = Household.objects.get_or_create(number=main.member_number)[0]
    changes.change(
        member=main, values={"household": household}, by=by, at=at, request=request, mails=False
    )
    return household

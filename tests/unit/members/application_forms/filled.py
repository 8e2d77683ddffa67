"""The pages of an application as people fill them in."""

from members.joining.forms import (
    AddressForm,
    HouseholdForm,
    MembershipForm,
    NameForm,
)
from members.joining.models import Application

NAME = {
    "family_name": "佐藤",
    "given_name": "花子",
    "family_kana": "さとう",
    "given_kana": "ﾊﾅｺ",
    "born_year": "1955",
    "born_month": "3",
    "born_day": "1",
}
ADDRESS = {
    "postcode": "063-0812",
    "prefecture": "北海道",
    "city": "札幌市西区",
    "town": "琴似二条",
    "block": "1丁目2-3",
    "building": "",
}
TOKYO = {
    **ADDRESS,
    "postcode": "1000001",
    "prefecture": "東京都",
    "city": "千代田区",
    "town": "千代田",
}


def application(kind: str = "join", **typed: dict[str, str]) -> Application:
    return Application(kind=kind, typed=typed)


def name(**changes: str) -> NameForm:
    return NameForm({**NAME, **changes}, application=application())


def address(data: dict[str, str] | None = None, **changes: str) -> AddressForm:
    return AddressForm({**(data or ADDRESS), **changes}, application=application())


def household(**data: str) -> HouseholdForm:
    return HouseholdForm(data, application=application())


def membership(**data: str) -> MembershipForm:
    return MembershipForm({"share_units": "1", **data}, application=application())

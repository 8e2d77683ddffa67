"""The pages of an application, one module a page: see members.joining.pages for their order."""

from members.joining.forms.address import AddressForm
from members.joining.forms.consents import ConsentsForm
from members.joining.forms.contact import ContactForm
from members.joining.forms.delivery import DeliveryForm
from members.joining.forms.household import HouseholdForm
from members.joining.forms.membership import MembershipForm
from members.joining.forms.name import NameForm
from members.joining.forms.start import CodeForm, StartForm

__all__ = [
    "AddressForm",
    "CodeForm",
    "ConsentsForm",
    "ContactForm",
    "DeliveryForm",
    "HouseholdForm",
    "MembershipForm",
    "NameForm",
    "StartForm",
]

"""The pages of an application, one module a page: see members.joining for their order."""

from members.forms.application.address import AddressForm
from members.forms.application.consents import ConsentsForm
from members.forms.application.contact import ContactForm
from members.forms.application.delivery import DeliveryForm
from members.forms.application.household import HouseholdForm
from members.forms.application.membership import MembershipForm
from members.forms.application.name import NameForm
from members.forms.application.start import CodeForm, StartForm

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

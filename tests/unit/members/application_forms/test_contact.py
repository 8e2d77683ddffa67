"""How an applicant is reached."""

from members.joining.forms import (
    ContactForm,
)
from tests.unit.members.application_forms.filled import application


def test_phones_are_kept_as_digits():
    data = {"phone": "（011）234−5678", "other_phone": "+81 90-1234-5678", "contact_by": "phone"}
    form = ContactForm(data, application=application())
    assert form.is_valid()
    assert form.cleaned_data == {
        "phone": "0112345678",
        "other_phone": "09012345678",
        "contact_by": "phone",
    }


def test_the_same_number_twice_is_kept_once():
    data = {"phone": "011-234-5678", "other_phone": "0112345678", "contact_by": "mail"}
    form = ContactForm(data, application=application())
    assert form.is_valid()
    assert form.cleaned_data["other_phone"] == ""


def test_a_wrong_phone_leads_to_its_field():
    form = ContactForm({"phone": "011-234-56", "contact_by": ""}, application=application())
    assert [anchor for anchor, _text in form.problems] == ["phone", "contact_by_0"]

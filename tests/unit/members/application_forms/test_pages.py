"""The pages of an application together."""

import pytest

from members.joining import pages as joining
from members.joining.forms import (
    ContactForm,
)
from tests.unit.members.application_forms.filled import application


@pytest.mark.parametrize(
    ("kind", "slugs"),
    [
        ("join", "name contact address household membership consents"),
        ("delivery", "household delivery consents"),
        ("both", "name contact address household delivery membership consents"),
    ],
)
def test_each_kind_has_its_pages(kind, slugs):
    pages = joining.pages_of(application(kind))
    assert [page.slug for page in pages] == slugs.split()


def test_the_indicator_groups_the_pages():
    both = application("both")
    pages = {page.slug: page for page in joining.pages_of(both)}
    far = joining.how_far(both, pages["address"])
    assert far.names == ["メール", "ご本人", "お届け", "出資金", "確認"]
    assert (far.number, far.count) == (2, 5)
    assert far.minutes > joining.how_far(both, pages["membership"]).minutes
    assert joining.how_far(both, None).number == 5


def test_what_was_typed_is_what_the_draft_keeps():
    # given a page with something wrong, something unknown and a list
    data = {"phone": "０１１", "other_phone": ["1", "2"], "contact_by": "x", "stranger": "1"}
    form = ContactForm(data, application=application())
    # then every field is kept as it was typed
    assert form.texts == {"phone": "０１１", "other_phone": "2", "contact_by": "x"}

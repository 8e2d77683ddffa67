"""Roles of the identity provider: each opens its own pages, and goes with the next sign-in."""

import pytest
from django.conf import settings as house
from django.contrib.auth.models import Group

from members.models import User
from members.sign_in.actions.roles import set_roles
from tests.factories import people

pytestmark = pytest.mark.django_db

CLAIM = "https://todock.example.jp/roles"
MAKERS = {
    "staff": people.staff_user,
    "reviewer": people.reviewer,
    "counter": people.counter_clerk,
}


def _rights(role: str) -> set[str]:
    return set(house.STAFF_ROLES[role][1])


@pytest.mark.parametrize("role", MAKERS)
def test_a_role_opens_the_admin_with_exactly_the_rights_of_the_setting(client, role):
    user = MAKERS[role]()
    assert user.get_all_permissions() == _rights(role)
    assert user.is_staff
    assert not user.is_superuser
    assert people.signed_in(client, user).get("/admin/").status_code == 200


def test_nobody_adds_changes_or_deletes_but_what_staff_are_the_masters_of():
    fees = {f"orders.{verb}_feerule" for verb in ("add", "change", "delete")}
    dated = {
        f"points.{verb}_{noun}"
        for verb in ("add", "change", "delete")
        for noun in ("earnrule", "campaign", "stagerule", "donation")
    }
    own = {"joining.add_consentdocument", "catalog.change_allergen", *fees, *dated}
    rights = {right for role in MAKERS for right in _rights(role)}
    assert {
        right
        for right in rights - own
        if right.split(".")[1].startswith(("add_", "change_", "delete_")) and "synonym" not in right
    } == set()


def test_who_sees_members_sees_no_applications_and_the_other_way_round():
    assert "joining.view_application" not in _rights("staff") | _rights("counter")
    assert "members.view_member" not in _rights("reviewer") | _rights("counter")


def test_several_roles_in_one_token_add_up(provider, sign_in):
    provider.claims = {CLAIM: ["reviewer", "counter", "unknown"]}
    sign_in("/admin/")
    user = User.objects.get(subject="sato-subject")
    assert user.get_all_permissions() == _rights("reviewer") | _rights("counter")


def test_a_role_that_is_gone_at_the_next_sign_in_takes_its_rights_along(client, provider, sign_in):
    # given somebody who reviewed and stood at the counter
    provider.claims = {CLAIM: ["reviewer", "counter"]}
    sign_in("/admin/")
    client.logout()
    # when the next ID token names the counter only
    provider.claims = {CLAIM: ["counter"]}
    sign_in("/admin/")
    # then she is staff still, without the applications
    user = User.objects.get(subject="sato-subject")
    assert user.is_staff
    assert user.get_all_permissions() == _rights("counter")


def test_what_is_no_word_in_the_claim_is_no_role(provider, sign_in):
    provider.claims = {CLAIM: [1, None, {"staff": True}, ["staff"]]}
    sign_in()
    assert not User.objects.get(subject="sato-subject").is_staff


def test_a_group_of_the_house_that_no_role_gives_stays():
    user = people.newcomer()
    user.groups.add(Group.objects.create(name="編集"))
    set_roles(user=user, roles=["counter"])
    set_roles(user=user, roles=[])
    assert [group.name for group in user.groups.all()] == ["編集"]
    assert not user.is_staff


def test_giving_a_role_twice_changes_nothing_and_puts_the_group_right():
    user = people.staff_user()
    group = Group.objects.get(name="職員")
    group.permissions.clear()
    set_roles(user=user, roles=["staff"])
    set_roles(user=user, roles=["staff"])
    assert Group.objects.filter(name="職員").count() == 1
    assert group.permissions.count() == len(_rights("staff"))

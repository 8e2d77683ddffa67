"""/counter/: what a clerk learns of a card, who may ask, and what is written down of it."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import DatabaseError, transaction

from members.card import actions, numbers
from members.models import AccessLog, CardCheck, CardEvent, Member, MembershipCard
from tests.factories import people
from tests.integration.members.card.scanning import code_of, read_out, scan, word, wrong_code_of
from todock.lib import clock

pytestmark = pytest.mark.django_db
#: A right number that no card has.
NOBODYS = numbers.number("9999999999", 1)


# What is found


def test_a_good_card_and_its_code_are_valid_with_the_name_to_compare(client, clerk, sato):
    text = scan(client, sato.card.number, code_of(sato))

    assert word(text) == "有効"
    assert "佐藤 花子" in text
    assert "本証" in text


def test_the_family_card_says_so(client, clerk):
    suzuki = people.suzuki(card_kind=Member.CardKind.FAMILY)
    actions.issue(member=suzuki, at=clock.now(), door=CardEvent.Door.MEMBER)

    assert "家族証" in scan(client, suzuki.card.number, code_of(suzuki))


def test_number_and_code_may_come_in_one_scan(client, clerk, sato):
    assert word(scan(client, f"{sato.card.number} {code_of(sato)}")) == "有効"


def test_full_width_digits_of_a_keyboard_are_taken(client, clerk, sato):
    wide = str.maketrans("0123456789", "０１２３４５６７８９")

    text = scan(client, sato.card.number.translate(wide), code_of(sato).translate(wide))

    assert word(text) == "有効"


def test_after_a_number_alone_the_code_is_asked_for_and_no_name_is_shown(client, clerk, sato):
    text = scan(client, sato.card.number)

    assert word(text) == "番号は有効"
    assert f'value="{sato.card.number}"' in text
    assert re.search(r"<input[^>]*name=\"code\"[^>]*autofocus", text)
    assert "佐藤" not in text
    assert not CardCheck.objects.exists()


def test_after_a_finding_the_field_is_ready_for_the_next_card(client, clerk, sato):
    text = scan(client, sato.card.number, code_of(sato))

    assert re.search(r"<input[^>]*name=\"number\"[^>]*autofocus", text)
    assert 'value="2001234567800"' not in text


def test_a_code_of_ten_minutes_ago_is_an_old_page(client, clerk, sato):
    old = code_of(sato, at=clock.now() - timedelta(minutes=10))

    assert word(scan(client, sato.card.number, old)) == "古い表示"


def test_a_code_that_was_never_shown_is_wrong_and_no_name_is_told(client, clerk, sato):
    text = scan(client, sato.card.number, wrong_code_of(sato))

    assert word(text) == "コード違い"
    assert "佐藤" not in text


def test_a_lost_number_is_refused_at_once_even_with_its_own_code(client, clerk, sato):
    old_number, old_code = sato.card.number, code_of(sato)
    actions.revoke_and_reissue(
        member=sato,
        reason=MembershipCard.Reason.LOST,
        at=clock.now(),
        by=None,
        door=CardEvent.Door.MEMBER,
    )

    for code in ("", old_code, code_of(sato)):
        text = scan(client, old_number, code)
        assert word(text) == "無効"
        assert "理由：紛失" in text
        assert "佐藤" not in text
    assert word(scan(client, sato.card.number, code_of(sato))) == "有効"


@pytest.mark.parametrize("state", [Member.State.WITHDRAWN, Member.State.SUSPENDED])
def test_the_card_of_who_left_is_refused_before_anybody_ends_it(client, clerk, sato, state):
    Member.objects.filter(pk=sato.pk).update(state=state)

    text = scan(client, sato.card.number, code_of(sato))

    assert word(text) == "無効"
    assert "脱退または利用停止" in text


def test_a_number_that_nobody_has_is_unknown(client, clerk, sato):
    assert word(scan(client, NOBODYS)) == "不明"
    assert CardCheck.objects.get().card is None


@pytest.mark.parametrize("number", ["2001234567801", "123", "佐藤花子", ""])
def test_what_was_read_wrongly_is_said_at_the_field_and_is_no_check(client, clerk, sato, number):
    response = client.post("/counter/", {"number": number})

    text = response.content.decode()
    assert response.status_code == 422
    assert "<title>エラー：" in text
    assert not CardCheck.objects.exists()
    # The next scan is not appended to this one.
    assert f'value="{number}"' not in text
    assert (number or "組合員証の番号を入力してください") in read_out(text)


def test_a_card_that_is_scanned_where_the_code_belongs_is_the_next_one(client, clerk, sato):
    suzuki = people.suzuki()
    actions.issue(member=suzuki, at=clock.now(), door=CardEvent.Door.MEMBER)

    text = scan(client, sato.card.number, suzuki.card.number)
    assert f'value="{suzuki.card.number}"' in text
    text = scan(client, sato.card.number, f"{suzuki.card.number} {code_of(suzuki)}")
    assert "鈴木 一郎" in text


@pytest.mark.parametrize("code", ["12345", "1234567", "abcdef"])
def test_a_code_that_is_no_code_is_said_at_its_field(client, clerk, sato, code):
    response = client.post("/counter/", {"number": sato.card.number, "code": code})

    assert response.status_code == 422
    assert "6けたの数字で入力してください" in read_out(response.content.decode())
    assert not CardCheck.objects.exists()


# What is written down


def test_every_finding_is_written_down_with_clerk_card_and_look(client, clerk, sato):
    scan(client, sato.card.number, code_of(sato))
    scan(client, sato.card.number, wrong_code_of(sato))
    scan(client, NOBODYS)

    checks = CardCheck.objects.order_by("pk").values_list("result", "card", "by")
    assert list(checks) == [
        ("valid", sato.card.pk, clerk.pk),
        ("wrong", sato.card.pk, clerk.pk),
        ("unknown", None, clerk.pk),
    ]
    looks = AccessLog.objects.filter(subject="card", by=clerk).order_by("pk")
    assert [look.key for look in looks] == [str(sato.card.pk), str(sato.card.pk), ""]


@pytest.mark.parametrize(
    "unmake",
    [
        lambda checks: checks.update(result="valid"),
        lambda checks: checks._raw_delete("default"),
    ],
)
def test_a_check_cannot_be_changed_or_unmade(client, clerk, sato, unmake):
    scan(client, sato.card.number, wrong_code_of(sato))

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        unmake(CardCheck.objects.all())


# Who may ask


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_visitor_is_led_to_the_sign_in(client, method):
    assert getattr(client, method)("/counter/")["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", [people.suzuki, people.reviewer])
def test_who_is_not_of_the_counter_is_told_so(client, sato, method, who):
    people.signed_in(client, who())

    response = getattr(client, method)("/counter/", {"number": sato.card.number}, follow=True)

    assert response.status_code == 403
    assert "職員用のページです" in response.content.decode()
    assert not CardCheck.objects.exists()


def test_the_right_alone_opens_nothing_to_who_is_no_staff(client, clerk, sato):
    clerk.is_staff = False
    clerk.save()

    assert client.post("/counter/", {"number": sato.card.number})["Location"] == "/me/staff-only/"


def test_what_the_counter_shows_is_kept_nowhere(client, clerk):
    assert "no-store" in client.get("/counter/")["Cache-Control"]


def test_the_way_to_a_new_card_is_shown_to_who_may_make_one(client, clerk):
    assert "/admin/members/membershipcard/" in client.get("/counter/").content.decode()
    clerk.groups.get().permissions.remove(Permission.objects.get(codename="reissue_membershipcard"))
    assert "/admin/members/membershipcard/" not in client.get("/counter/").content.decode()

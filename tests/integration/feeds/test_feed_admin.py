"""What staff see and do: watch, release, retry, correct, upload; and nobody else does."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.integration.feeds.fruits import HEADER, look, row, standing
from todock.feeds.exporting import write_export
from todock.feeds.kinds import label_of, register_outgoing
from todock.feeds.models import FeedFile
from todock.feeds.tasks import look_into_inbox
from todock.lib.textfiles import csv_line

pytestmark = pytest.mark.django_db
State = FeedFile.State
FIRST = "fruits_20261125_001.csv"


def sign_in(client, *rights: str, name: str = "職員"):
    """Sign a member of staff in who has these rights on feeds."""
    user = get_user_model().objects.create(username=name, is_staff=True)
    user.user_permissions.set(
        Permission.objects.filter(content_type__app_label="feeds", codename__in=rights)
    )
    client.force_login(user)
    return client


@pytest.fixture(autouse=True)
def asked(monkeypatch) -> list[dict]:
    """Remember what the worker was told, in the place of a broker."""
    asked: list[dict] = []
    monkeypatch.setattr(
        look_into_inbox, "apply_async", lambda *, kwargs, retry: asked.append(kwargs)
    )
    return asked


def told_by(name: str = "職員") -> list[dict]:
    """Return what the worker is told when this person asks it once: no name."""
    return [{"user_id": get_user_model().objects.get(username=name).pk}]


@pytest.fixture
def staff(client):
    return sign_in(client, "view_feedfile", "view_rowproblem", "run_feeds")


@pytest.fixture
def held(fruits, send) -> FeedFile:
    send(FIRST, [row(n) for n in range(10)], mode="full")
    look()
    send("fruits_20261125_002.csv", [row(1)], mode="full")
    return look()


@pytest.fixture
def refused(fruits, send) -> FeedFile:
    send(FIRST, [row(1), row(2, price="百")])
    return look()


def page(client, file: FeedFile) -> str:
    response = client.get(reverse("admin:feeds_feedfile_change", args=[file.pk]))
    assert response.status_code == 200
    return response.content.decode()


def test_the_list_names_state_and_counts_in_japanese(staff, refused):
    text = staff.get(reverse("admin:feeds_feedfile_changelist")).content.decode()

    assert "差し戻し" in text
    assert FIRST in text
    assert "http-equiv" not in text


def test_files_that_go_out_are_called_in_japanese_too(staff, feeds_folder):
    write_export(kind="orders", name="orders_x", columns=["a"], rows=[[1]])
    write_export(kind="unknown", name="unknown_x", columns=["a"], rows=[[1]])

    page = staff.get(reverse("admin:feeds_feedfile_changelist"))

    kinds = dict(page.context["cl"].filter_specs[2].lookup_choices)
    assert (kinds["orders"], kinds["unknown"]) == ("注文", "unknown")
    assert '<td class="field-kind_label">注文</td>' in page.content.decode()


@pytest.mark.parametrize("name", ["orders", "applications", "member_changes"])
def test_every_kind_that_goes_out_has_a_name_for_staff(name):
    assert label_of(name) != name


def test_an_outgoing_kind_is_named_once():
    with pytest.raises(ValueError, match="twice"):
        register_outgoing("orders", "注文")


def test_the_list_and_the_page_renew_themselves_while_a_file_is_worked_on(staff, refused):
    FeedFile.objects.update(state=State.RUNNING, done=40, total=100, step="読み込み")

    text = staff.get(reverse("admin:feeds_feedfile_changelist")).content.decode()

    assert 'http-equiv="refresh"' in text
    assert '<progress value="40" max="100"></progress> 読み込み 40行' in text
    assert 'http-equiv="refresh"' in page(staff, refused)


def test_the_page_of_a_refused_file_shows_its_problems_and_offers_a_retry(staff, refused):
    text = page(staff, refused)

    assert "整数ではありません。" in text
    assert reverse("admin:feeds_retry", args=[refused.pk]) in text
    assert reverse("admin:feeds_bad_rows", args=[refused.pk]) in text
    assert reverse("admin:feeds_release", args=[refused.pk]) not in text


def test_a_held_file_shows_the_difference_and_is_released(staff, held, asked):
    assert "取りやめになる件数: 9" in page(staff, held)

    staff.post(reverse("admin:feeds_release", args=[held.pk]), {"sha256": held.sha256})
    file = look()

    assert (file.state, file.by, asked) == (State.APPLIED, "職員", told_by())
    assert len(standing()) == 1


def test_a_release_of_other_bytes_than_were_shown_is_refused(staff, held):
    answer = staff.post(
        reverse("admin:feeds_release", args=[held.pk]), {"sha256": "0" * 64}, follow=True
    )

    assert "画面を開き直してください" in answer.content.decode()
    assert look().state == State.HELD


def test_a_held_file_is_sent_back(staff, held):
    staff.post(reverse("admin:feeds_reject", args=[held.pk]))

    held.refresh_from_db()
    assert (held.state, held.by) == (State.REFUSED, "職員")


def test_a_refused_file_is_retried(staff, refused):
    staff.post(reverse("admin:feeds_retry", args=[refused.pk]))

    refused.refresh_from_db()
    assert refused.state == State.WAITING
    assert look().state == State.REFUSED


def test_bad_rows_are_handed_out_as_csv(staff, refused):
    answer = staff.get(reverse("admin:feeds_bad_rows", args=[refused.pk]))

    assert "attachment" in answer["Content-Disposition"]
    lines = b"".join(answer.streaming_content).decode("cp932").split("\r\n")
    assert lines[0] == "かごコード,商品コード,商品名,本体価格,期限日,問題"
    assert len(lines) == 3


@pytest.mark.parametrize("with_marker", [True, False])
def test_a_file_is_uploaded_with_its_marker_or_gets_one(
    staff, fruits, feeds_folder, asked, with_marker
):
    content = "".join(csv_line(cells) for cells in [HEADER, row(1), row(2)]).encode("cp932")
    fields = {"data": SimpleUploadedFile(FIRST, content), "mode": "full"}
    if with_marker:
        fields["marker"] = SimpleUploadedFile("x.end", b"2\r\n")

    answer = staff.post(reverse("admin:feeds_upload"), fields)
    file = look()

    assert answer.status_code == 302
    assert (file.state, file.rows, file.by, asked) == (State.APPLIED, 2, "職員", told_by())
    assert file.full is not with_marker


def test_an_upload_with_a_name_that_says_nothing_is_refused_in_the_form(
    staff, fruits, feeds_folder
):
    answer = staff.post(
        reverse("admin:feeds_upload"), {"data": SimpleUploadedFile("果物.csv", b"x")}
    )

    assert answer.status_code == 200
    assert "種類_年月日_番号3桁" in answer.content.decode()
    assert FeedFile.objects.count() == 0


def test_staff_look_into_the_inbox_now(staff, fruits, feeds_folder, asked):
    assert staff.get(reverse("admin:feeds_upload")).status_code == 200
    staff.post(reverse("admin:feeds_look"))
    assert asked == told_by()


def test_the_worker_finds_the_name_of_who_asked(staff, fruits, send, asked):
    send(FIRST, [row(1)])
    staff.post(reverse("admin:feeds_look"))
    look_into_inbox(**asked[0])
    assert FeedFile.objects.get().by == "職員"


@pytest.mark.parametrize("told", [{}, {"user_id": 0}])
def test_a_look_that_nobody_known_asked_for_is_the_timers(fruits, send, told):
    send(FIRST, [row(1)])
    look_into_inbox(**told)
    assert FeedFile.objects.get().by == "定期"


def test_an_exported_file_is_shown_without_anything_to_press(staff, feeds_folder):
    file = write_export(kind="orders", name="orders_x", columns=["氏名"], rows=[["🍎"]])

    text = page(staff, file)

    assert "出力済み" in text
    assert "〓" in text
    assert reverse("admin:feeds_retry", args=[file.pk]) not in text


@pytest.mark.parametrize("action", ["retry", "release", "reject", "look", "upload"])
def test_who_may_only_look_may_not_act(client, held, action):
    sign_in(client, "view_feedfile")
    args = [] if action in {"look", "upload"} else [held.pk]

    answer = client.post(reverse(f"admin:feeds_{action}", args=args), {"sha256": held.sha256})

    assert answer.status_code == 403
    held.refresh_from_db()
    assert held.state == State.HELD
    assert reverse("admin:feeds_release", args=[held.pk]) not in page(client, held)


@pytest.mark.parametrize("action", ["retry", "release", "reject", "look"])
def test_what_changes_something_is_a_post(staff, held, action):
    args = [] if action == "look" else [held.pk]
    assert staff.get(reverse(f"admin:feeds_{action}", args=args)).status_code == 405


def test_staff_without_rights_on_feeds_see_no_bad_rows(client, refused):
    sign_in(client)
    assert client.get(reverse("admin:feeds_bad_rows", args=[refused.pk])).status_code == 403
    answer = client.get(reverse("admin:feeds_feedfile_change", args=[refused.pk]))
    assert answer.status_code == 403


def test_a_visitor_is_led_to_the_sign_in(client, refused):
    answer = client.get(reverse("admin:feeds_bad_rows", args=[refused.pk]))
    assert answer.status_code == 302
    assert "login" in answer["Location"]


def test_nobody_edits_or_deletes_a_file(staff, refused):
    client_page = reverse("admin:feeds_feedfile_change", args=[refused.pk])
    assert staff.post(client_page, {"state": "applied"}).status_code == 403
    delete = reverse("admin:feeds_feedfile_delete", args=[refused.pk])
    assert staff.post(delete, {"post": "yes"}).status_code == 403


def test_the_buttons_carry_the_token_against_forged_requests(refused, client):
    from django.test import Client

    sign_in(client, "view_feedfile", "run_feeds")
    forger = Client(enforce_csrf_checks=True)
    forger.cookies = client.cookies
    answer = forger.post(reverse("admin:feeds_retry", args=[refused.pk]))
    assert answer.status_code == 403
    refused.refresh_from_db()
    assert refused.state == State.REFUSED

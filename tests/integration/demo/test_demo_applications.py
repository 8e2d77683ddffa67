"""The demo's queue: it comes in through the real actions, in every state, once."""

from datetime import timedelta
from pathlib import Path

import pytest

from members.joining.models import Application, ApplicationEvent
from members.joining.queries import duplicates
from members.joining.rules.steps import State
from members.models import Member, MemberChange, MemberRequest
from tests.integration.demo.conftest import MadeOnce
from todock.demo.loading import applications
from todock.demo.making import people
from todock.demo.making.source import read_data
from todock.feeds.models import FeedFile
from todock.lib import clock
from todock.post.models import OutgoingMail, StaffMessage

NOW = clock.now()
TOLD = {row["email"]: row for row in read_data("applications")}


@pytest.fixture
def queue(tmp_path: Path, made_once: MadeOnce, settings, request) -> None:
    """The demo week with what has come in since."""
    settings.VAR_DIR = tmp_path

    def make() -> None:
        request.getfixturevalue("week")
        (tmp_path / "demo").mkdir()
        applications.load(at=NOW)

    made_once("queue", make)


def rows() -> list[int]:
    tables = [Application, ApplicationEvent, MemberRequest, MemberChange, OutgoingMail]
    return [table.objects.count() for table in [*tables, StaffMessage]]


def test_an_application_waits_in_every_state(queue: None):
    """Each stands where its story says, and came there by steps that are all in the past."""
    stands = {"answered": "submitted"}
    expected = {email: stands.get(row["story"], row["story"]) for email, row in TOLD.items()}
    waiting = Application.objects.waiting()

    assert dict(Application.objects.values_list("email", "state")) == expected
    assert set(expected.values()) == set(State.values)
    assert not ApplicationEvent.objects.filter(at__gt=NOW).exists()
    # What reviewers meet: one that waits long, a possible duplicate, a member without course, a
    # home outside the area, a place of picking up, a rare character, a colleague's hold.
    assert waiting.filter(submitted_at__lt=NOW - timedelta(days=7)).exists()
    sato = Member.objects.get(member_number=people.SATO_NUMBER)
    found = duplicates.find(waiting.get(family_name="佐藤"))
    assert [len(each.reasons) for each in found if each.found == sato] == [3]
    assert waiting.get(kind="delivery").member.course is None
    assert waiting.filter(prefecture="青森県").get().workplace
    assert waiting.get(delivers_to="pickup").drop_place == "厚田公園口 受取所"
    assert waiting.get(state=State.IN_REVIEW).family_name == "辻󠄀村"
    assert str(waiting.get(state=State.IN_REVIEW).reviewer) == "小野寺 舞"
    assert waiting.get(email="hirano.y@example.jp").questions.get().answer
    assert waiting.get(state=State.ASKED_BACK).questions.filter(answered_at=None).exists()


def test_members_wait_for_staff_and_a_second_start_adds_nothing(queue: None, tmp_path: Path):
    approved = Application.objects.get(state=State.APPROVED)
    newcomer = approved.member
    change = MemberChange.objects.get(field="phone")
    before, files = rows(), FeedFile.objects.count()

    applications.load(at=NOW + timedelta(days=1))
    assert FeedFile.objects.count() == files
    # The mark got lost, as when the first start ended between the rows and the mark.
    (tmp_path / "demo" / "applied").unlink()
    applications.load(at=NOW)

    assert rows() == before
    # The newcomer is a member with a card and a way in, whom no file has named yet.
    assert (newcomer.name, newcomer.course) == ("𠮷岡 髙志", approved.proposed_course)
    assert newcomer.card is not None
    assert not newcomer.confirmed_by_feed
    assert approved.first_cycle
    assert approved.first_sign_in_links.get().expires_at > NOW
    # What members ask for.
    wishes = MemberRequest.objects.values_list("kind", "state")
    assert set(wishes) == {(kind, "waiting") for kind in ("address", "course", "family_card")}
    # A change that waits for its export stands against the file.
    assert change.in_conflict
    assert change.outcome == MemberChange.Outcome.OPEN
    assert change.feed_value == people.CORRECTED_PHONE.replace("-", "")
    assert change.member.phone == people.CHANGED_PHONE.replace("-", "")


def test_settings_that_refuse_an_application_do_not_stop_the_start(
    week: None, tmp_path: Path, settings, capsys
):
    settings.VAR_DIR = tmp_path
    settings.JOIN_LEAST_SHARE_UNITS = 4
    (tmp_path / "demo").mkdir()

    applications.load(at=NOW)

    assert not Application.objects.filter(email="imai.shigeru@example.jp").exists()
    assert Application.objects.get(state=State.APPROVED).share_units == 10
    assert "without imai.shigeru@example.jp" in capsys.readouterr().out

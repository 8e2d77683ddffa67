"""Each rule that the database holds: a row it accepts, and a row it refuses."""

import pytest
from django.db import IntegrityError, transaction

from todock.feeds.models import FeedFile, RowProblem
from todock.lib.clock import now

pytestmark = pytest.mark.django_db
State = FeedFile.State


def file(**fields) -> FeedFile:
    return FeedFile.objects.create(
        **{
            "kind": "fruits",
            "name": "a.csv",
            "state": State.REFUSED,
            "finished_at": now(),
            **fields,
        }
    )


def refuses(constraint: str, make) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make()


def test_a_file_goes_in_or_out():
    file(direction="in")
    refuses("feedfile_direction_is_known|feedfile_state_fits", lambda: file(direction="up"))


def test_only_an_outgoing_file_is_written_and_it_is_nothing_else():
    file(direction="out", state="written")
    constraint = "feedfile_state_fits_its_direction"
    refuses(constraint, lambda: file(direction="in", state="written"))
    refuses(constraint, lambda: file(direction="out", state="applied", name="b.csv"))
    refuses(constraint, lambda: file(state="lost"))


def test_good_and_bad_rows_are_within_the_rows():
    file(rows=3, good=2, bad=1)
    constraint = "feedfile_good_and_bad_are_within_rows"
    refuses(constraint, lambda: file(rows=3, good=2, bad=2))
    refuses(constraint, lambda: file(rows=3, good=-1))


def test_a_finished_file_knows_when():
    file(state=State.WAITING, finished_at=None)
    refuses("feedfile_finished_knows_when", lambda: file(state=State.APPLIED, finished_at=None))


def test_the_same_bytes_of_a_kind_are_applied_once():
    file(state=State.APPLIED, sha256="1")
    file(state=State.DUPLICATE, sha256="1")
    file(state=State.APPLIED, sha256="1", kind="nuts")
    refuses("feedfile_same_bytes_are_applied_once", lambda: file(state=State.PARTLY, sha256="1"))


def test_a_name_is_under_way_once():
    file(state=State.HELD)
    file(state=State.APPLIED)
    refuses("feedfile_name_is_open_once", lambda: file(state=State.WAITING))


def test_an_export_is_written_once():
    file(direction="out", state="written")
    file(direction="out", state="written", name="b.csv")
    refuses("feedfile_is_written_once", lambda: file(direction="out", state="written"))


def test_a_problem_has_a_line_words_and_a_known_weight():
    of = file()
    RowProblem.objects.create(feed_file=of, line=0, message="x")
    for constraint, fields in [
        ("rowproblem_line_is_not_negative", {"line": -1}),
        ("rowproblem_says_what_is_wrong", {"message": ""}),
        ("rowproblem_severity_is_known", {"severity": "fatal"}),
    ]:
        refuses(
            constraint,
            lambda fields=fields: RowProblem.objects.create(
                **{"feed_file": of, "line": 1, "message": "x", **fields}
            ),
        )

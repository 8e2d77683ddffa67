"""Any order of movements and retries leads where a plain model of the ledger leads.

``HYPOTHESIS_PROFILE=long`` runs 2,000 random stories instead of 100.
"""

import os
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from points import refusals
from points.actions import account_of, ledger
from points.actions.ledger import Posting
from points.models import PREPAID_CEILING, Entry
from tests.factories import people
from tests.factories.ledger import balances, lots
from tests.integration.points.ledger.plain_model import Book, Lot, Subject
from todock.lib import clock

pytestmark = pytest.mark.django_db
STORIES = {"ci": 100, "long": 2_000}[os.environ.get("HYPOTHESIS_PROFILE", "ci")]
DAYS = [None, *(date(2027, month, 28) for month in range(1, 7))]
#: Larger than what accounts usually hold, so that refusals are met as often as not.
amounts = st.integers(1, 60)
places = st.integers(0, 1)
days = st.sampled_from(DAYS)


class Ledger(RuleBasedStateMachine):
    """The ledger of the database beside the books."""

    @initialize()
    def open_books(self) -> None:
        self.accounts = [account_of(people.sato()), account_of(people.suzuki())]
        self.books = [Book(), Book()]
        self.subjects: list[Subject] = []
        self.posted: list[Posting] = []
        self.coop = dict.fromkeys(["issued", "redeemed", "expired", "donated"], 0)
        self.serial = 0
        self.now = clock.now()

    def __init__(self) -> None:
        super().__init__()
        self.story = transaction.atomic()
        self.story.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.story.__exit__(None, None, None)

    def post(self, place: int, kind: str, points: int, **kw: object) -> int:
        """Post with a key of its own, and return the transaction."""
        self.serial += 1
        posting = Posting(
            key=f"story:{self.serial}",
            kind=kind,
            source="shop",
            account_id=self.accounts[place].pk,
            points=points,
            at=self.now,
            **kw,
        )
        posted = ledger.post(posting)[0]
        assert not posted.replayed
        self.posted.append(posting)
        return posted.transaction_id

    def refused(self, why: type[Exception], *about: object, **kw: object) -> None:
        with pytest.raises(why):
            self.post(*about, **kw)

    def add(self, place: int, points: int, expires_on: date | None) -> None:
        self.serial += 1
        self.books[place].lots.append(Lot(self.serial, points, expires_on))

    @rule(place=places, points=amounts, expires_on=days, kind=st.sampled_from(["earn", "adjust"]))
    def earn(self, place: int, points: int, expires_on: date | None, kind: str) -> None:
        self.post(place, kind, points, expires_on=expires_on)
        self.add(place, points, expires_on)
        self.coop["issued"] -= points

    @rule(
        place=places,
        points=amounts,
        kind=st.sampled_from(["earn", "adjust", "donate", "exchange"]),
    )
    def take_away(self, place: int, points: int, kind: str) -> None:
        book = self.books[place]
        signed = -points if kind in ("earn", "adjust") else points
        if points > book.available:
            self.refused(refusals.NotEnoughPoints, place, kind, signed)
            return
        if kind == "exchange" and book.prepaid + points > PREPAID_CEILING:
            self.refused(refusals.OverCeiling, place, kind, signed)
            return
        self.post(place, kind, signed)
        book.take(points)
        if kind == "exchange":
            book.prepaid += points
        elif kind == "donate":
            self.coop["donated"] += points
        else:
            self.coop["issued"] += points

    @rule(place=places, points=amounts)
    def earn_pending(self, place: int, points: int) -> None:
        made = self.post(place, "earn_pending", points, due_on=self.now.date())
        self.books[place].pending[made] = points
        self.coop["issued"] -= points

    @rule(place=places, expires_on=days, cancelled=st.booleans(), data=st.data())
    def settle_pending(
        self, place: int, expires_on: date | None, cancelled: bool, data: st.DataObject
    ) -> None:
        pending = self.books[place].pending
        if not pending:
            return
        made = data.draw(st.sampled_from(sorted(pending)))
        points = pending.pop(made)
        if cancelled:
            self.post(place, "cancel", points, of_id=made)
            self.coop["issued"] += points
        else:
            self.post(place, "confirm", points, of_id=made, expires_on=expires_on)
            self.add(place, points, expires_on)
        with pytest.raises(Exception, match=r"pending|lot_left"):
            self.post(place, "confirm", points, of_id=made)

    @rule(place=places, points=amounts)
    def hold_for_a_new_order(self, place: int, points: int) -> None:
        self.hold(Subject(place), len(self.subjects), points)

    @precondition(lambda self: self.subjects)
    @rule(points=amounts, data=st.data())
    def hold_more(self, points: int, data: st.DataObject) -> None:
        number = data.draw(st.integers(0, len(self.subjects) - 1))
        self.hold(self.subjects[number], number, points)

    def hold(self, subject: Subject, number: int, points: int) -> None:
        book = self.books[subject.place]
        if points > book.available:
            about = (subject.place, "hold", points)
            self.refused(refusals.NotEnoughPoints, *about, subject=f"order:{number}")
            return
        self.post(subject.place, "hold", points, subject=f"order:{number}")
        for lot, part in book.take(points):
            subject.taken[lot.number] = subject.taken.get(lot.number, 0) + part
        subject.held += points
        if number == len(self.subjects):
            self.subjects.append(subject)

    @precondition(lambda self: self.subjects)
    @rule(
        points=amounts,
        kind=st.sampled_from(["spend", "release", "give_back"]),
        data=st.data(),
    )
    def end_a_hold(self, points: int, kind: str, data: st.DataObject) -> None:
        number = data.draw(st.integers(0, len(self.subjects) - 1))
        subject = self.subjects[number]
        about = (subject.place, kind, points)
        if points > (subject.spent if kind == "give_back" else subject.held):
            self.refused(refusals.NothingTaken, *about, subject=f"order:{number}")
            return
        self.post(*about, subject=f"order:{number}")
        if kind == "spend":
            subject.held -= points
            subject.spent += points
            self.coop["redeemed"] += points
            return
        if kind == "release":
            subject.held -= points
        else:
            subject.spent -= points
            self.coop["redeemed"] -= points
        self.give_to_lots(subject, points)

    def give_to_lots(self, subject: Subject, points: int) -> None:
        by_number = {lot.number: lot for lot in self.books[subject.place].lots}
        for number in sorted(subject.taken, key=lambda n: by_number[n].turn, reverse=True):
            part = min(subject.taken[number], points)
            by_number[number].left += part
            subject.taken[number] -= part
            points -= part

    @rule(place=places, day=st.sampled_from(DAYS[1:]))
    def expire(self, place: int, day: date) -> None:
        book = self.books[place]
        over = [lot for lot in book.lots if lot.expires_on and lot.expires_on <= day]
        points = sum(lot.left for lot in over)
        if not points:
            return
        self.post(place, "expire", points)
        for lot in over:
            lot.left = 0
        self.coop["expired"] += points

    @rule(place=places, points=amounts)
    def transfer(self, place: int, points: int) -> None:
        book, other = self.books[place], self.books[1 - place]
        about = {"other_id": self.accounts[1 - place].pk}
        if points > book.available:
            self.refused(refusals.NotEnoughPoints, place, "transfer", points, **about)
            return
        self.post(place, "transfer", points, **about)
        for lot, part in book.take(points):
            self.serial += 1
            other.lots.append(Lot(self.serial, part, lot.expires_on))

    @precondition(lambda self: self.posted)
    @rule(data=st.data())
    def retry(self, data: st.DataObject) -> None:
        again = data.draw(st.sampled_from(self.posted))
        assert ledger.post(again)[0].replayed

    @precondition(lambda self: self.posted)
    @rule(data=st.data())
    def reuse_a_key(self, data: st.DataObject) -> None:
        first = data.draw(st.sampled_from(self.posted))
        other = {**vars(first), "points": first.points * 2}
        with pytest.raises(refusals.KeyReused):
            ledger.post(Posting(**other))

    @invariant()
    def the_books_agree(self) -> None:
        if not hasattr(self, "books"):
            return
        for place, (account, book) in enumerate(zip(self.accounts, self.books, strict=True)):
            held = sum(each.held for each in self.subjects if each.place == place)
            pending = sum(book.pending.values())
            assert balances(account) == (book.available, pending, held, book.prepaid)
            standing = sorted((lot for lot in book.lots if lot.left), key=lambda lot: lot.turn)
            assert lots(account) == [(lot.expires_on, lot.left) for lot in standing]

    @invariant()
    def the_co_ops_pots_hold_the_rest(self) -> None:
        if not hasattr(self, "books"):
            return
        pots = {10: "issued", 11: "redeemed", 12: "expired", 13: "donated"}
        sums = dict.fromkeys(pots.values(), 0)
        for pot, amount in Entry.objects.values_list("pot", "amount"):
            if pot in pots:
                sums[pots[pot]] += amount
        assert sums == self.coop


def test_any_story_of_the_ledger_ends_as_the_plain_model_says():
    run_state_machine_as_test(
        Ledger,
        settings=settings(
            max_examples=STORIES,
            stateful_step_count=25,
            deadline=timedelta(seconds=30),
            suppress_health_check=list(HealthCheck),
        ),
    )

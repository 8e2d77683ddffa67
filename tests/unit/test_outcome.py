"""``make test`` passes only when something ran and nothing went wrong."""

import pytest

from tests.__main__ import outcome


@pytest.mark.parametrize("codes", [[0, 0], [0, 5], [5, 0]])
def test_runs_that_pass_or_that_were_not_chosen_are_green(codes):
    assert outcome(codes) == 0


@pytest.mark.parametrize("codes", [[5, 5], [0, 1], [1, 0], [0, -9], [-11, 0], [5, -9], [-9, -11]])
def test_a_run_that_fails_or_is_killed_or_chooses_nothing_is_red(codes):
    assert outcome(codes) > 0

"""``make test`` passes only when something ran and nothing went wrong."""

import pytest

import tests.__main__ as runs
from tests.__main__ import outcome


@pytest.mark.parametrize("codes", [[0, 0], [0, 5], [5, 0]])
def test_runs_that_pass_or_that_were_not_chosen_are_green(codes):
    assert outcome(codes) == 0


@pytest.mark.parametrize("codes", [[5, 5], [0, 1], [1, 0], [0, -9], [-11, 0], [5, -9], [-9, -11]])
def test_a_run_that_fails_or_is_killed_or_chooses_nothing_is_red(codes):
    assert outcome(codes) > 0


def test_a_run_that_is_killed_makes_the_whole_red(tmp_path, monkeypatch, capfd):
    ends = {
        "test_killed.py": "import os\n\ndef test_it():\n    os.kill(os.getpid(), 9)\n",
        "test_passed.py": "def test_it(tmp_path):\n    assert tmp_path.exists()\n",
    }
    for name, text in ends.items():
        (tmp_path / name).write_text(text)
    monkeypatch.setattr(runs, "RUNS", [[str(tmp_path / name)] for name in ends])
    monkeypatch.setattr(runs, "_REPORTS", tmp_path)

    assert runs.main(["-n", "0"]) > 0

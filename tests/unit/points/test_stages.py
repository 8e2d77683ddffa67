"""What the spend of a month leads to."""

from datetime import date

import pytest

from points.models import StageRule
from points.rules.stages import Standing, counting

SINCE = date(2026, 1, 1)
SNOW = StageRule(name="ゆき", threshold=0, bonus=0, starts_on=SINCE)
WOOD = StageRule(name="もり", threshold=10_000, bonus=50, starts_on=SINCE)
SEA = StageRule(name="うみ", threshold=30_000, bonus=200, starts_on=SINCE)
RULES = [SNOW, WOOD, SEA]


def standing(spend: int) -> Standing:
    return Standing(
        starts_on=date(2026, 10, 21),
        ends_on=date(2026, 11, 20),
        spend=spend,
        stage="ゆき",
        rules=RULES,
        as_of=None,
    )


@pytest.mark.parametrize(
    ("spend", "reached", "next_stage", "missing", "bonus"),
    [
        (-500, SNOW, WOOD, 10_500, 0),
        (9_999, SNOW, WOOD, 1, 0),
        (10_000, WOOD, SEA, 20_000, 50),
        (99_000, SEA, None, 0, 200),
    ],
)
def test_the_spend_reaches_a_stage_and_misses_some_to_the_next(
    spend, reached, next_stage, missing, bonus
):
    found = standing(spend)

    assert found.reached is reached
    assert found.next_stage is next_stage
    assert (found.missing, found.next_bonus) == (missing, bonus)


def test_of_a_name_the_newest_rule_of_the_day_counts():
    newer = StageRule(name="もり", threshold=8_000, starts_on=date(2026, 11, 20))
    over = StageRule(name="かわ", threshold=1, starts_on=SINCE, ends_on=date(2026, 11, 19))

    assert counting([newer, over, *RULES], date(2026, 11, 20)) == [SNOW, newer, SEA]
    assert counting([newer, over, *RULES], date(2026, 11, 19)) == [SNOW, over, WOOD, SEA]

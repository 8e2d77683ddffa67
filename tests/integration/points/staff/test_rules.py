"""Rules, campaigns, stages, donations: free until they begin, then only their end comes earlier."""

from datetime import timedelta

import pytest

from points.models import Campaign, Donation, EarnRule, StageRule
from tests.factories import people
from tests.integration.points.staff.staff_pages import at, words
from todock.lib import clock

pytestmark = pytest.mark.django_db

MOST_QUERIES = 12
TODAY = clock.japan_date(clock.now())
DAY = timedelta(days=1)
TOMORROW, YESTERDAY, LATER = TODAY + DAY, TODAY - DAY, TODAY + 10 * DAY

#: What staff type for each kind of dated data, from tomorrow on.
TYPED = {
    "earnrule": {"yen_per_point": 220, "starts_on": TOMORROW, "ends_on": LATER},
    "campaign": {
        "name": "牛乳2倍",
        "percent": 200,
        "starts_on": TOMORROW,
        "ends_on": LATER,
        "cycle_code": "",
        "order_number": "",
        "category_code": "",
        "weekday": "",
        "stage": "",
    },
    "stagerule": {
        "name": "ほし",
        "threshold": 60_000,
        "bonus": 500,
        "starts_on": TOMORROW,
        "ends_on": LATER,
    },
    "donation": {"name": "子ども食堂", "text": "", "starts_on": TOMORROW, "ends_on": LATER},
}
MODELS = {
    "earnrule": EarnRule,
    "campaign": Campaign,
    "stagerule": StageRule,
    "donation": Donation,
}


def row(noun: str, starts_on=TOMORROW, ends_on=LATER):
    about = {key: value for key, value in TYPED[noun].items() if value != ""}
    return MODELS[noun].objects.create(**{**about, "starts_on": starts_on, "ends_on": ends_on})


def add(client, noun: str, **fields):
    return client.post(at(f"{noun}_add"), {**TYPED[noun], **fields})


@pytest.mark.parametrize("noun", MODELS)
def test_staff_add_change_and_take_back_what_begins_tomorrow(staff, noun):
    before = MODELS[noun].objects.count()

    assert add(staff, noun).status_code == 302
    made = MODELS[noun].objects.get(starts_on=TOMORROW)
    change = {**TYPED[noun], "ends_on": TOMORROW}
    assert staff.post(at(f"{noun}_change", made.pk), change).status_code == 302
    made.refresh_from_db()
    assert made.ends_on == TOMORROW
    assert staff.post(at(f"{noun}_delete", made.pk), {"post": "yes"}).status_code == 302

    assert MODELS[noun].objects.count() == before


@pytest.mark.parametrize("noun", MODELS)
@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"starts_on": TODAY}, "開始日は、あすかそのあとの日付で入力してください。"),
        ({"ends_on": TODAY}, "終了日は、開始日かそのあとの日付で入力してください。"),
        ({"starts_on": ""}, "必須"),
    ],
)
def test_days_that_cannot_be_are_refused_with_the_reason(staff, noun, typed, told):
    before = MODELS[noun].objects.count()

    answer = add(staff, noun, **typed)

    assert answer.status_code == 200
    assert told in words(answer)
    assert "_after_it_starts" not in words(answer)
    assert MODELS[noun].objects.count() == before


@pytest.mark.parametrize("noun", MODELS)
def test_what_has_begun_ends_earlier_and_changes_in_nothing_else(staff, noun):
    begun = row(noun, starts_on=TODAY)
    before = {key: value for key, value in vars(begun).items() if key[0] != "_"}
    change = at(f"{noun}_change", begun.pk)

    other = {"name": "X", "percent": 300, "yen_per_point": 1, "threshold": 1, "bonus": 1}
    answer = staff.post(change, {**TYPED[noun], **other, "starts_on": LATER, "ends_on": TODAY})

    assert answer.status_code == 302
    begun.refresh_from_db()
    after = {key: value for key, value in vars(begun).items() if key[0] != "_"}
    assert after == {**before, "ends_on": TODAY}


@pytest.mark.parametrize("noun", MODELS)
@pytest.mark.parametrize(
    ("ends_on", "told"),
    [
        (YESTERDAY, "終了日は、きょうかそのあとの日付で入力してください。"),
        (LATER + DAY, "始まったあとは、終了日を早めることだけができます。"),
    ],
)
def test_what_has_begun_neither_ends_in_the_past_nor_later(staff, noun, ends_on, told):
    begun = row(noun, starts_on=TODAY - 5 * DAY)

    answer = staff.post(at(f"{noun}_change", begun.pk), {"ends_on": ends_on})

    assert told in words(answer)
    begun.refresh_from_db()
    assert begun.ends_on == LATER


@pytest.mark.parametrize("noun", ["earnrule", "stagerule"])
def test_what_has_no_end_may_get_one_and_not_lose_it(staff, noun):
    begun = row(noun, starts_on=TODAY, ends_on=None)
    change = at(f"{noun}_change", begun.pk)

    assert staff.post(change, {"ends_on": LATER}).status_code == 302
    answer = staff.post(change, {"ends_on": ""})

    assert "始まったあとは、終了日を早めることだけができます。" in words(answer)
    begun.refresh_from_db()
    assert begun.ends_on == LATER


@pytest.mark.parametrize("noun", MODELS)
@pytest.mark.parametrize("ends_on", [YESTERDAY, TODAY])
def test_what_is_over_is_only_looked_at(staff, noun, ends_on):
    over = row(noun, starts_on=TODAY - 5 * DAY, ends_on=ends_on)

    assert staff.get(at(f"{noun}_change", over.pk)).status_code == 200
    assert staff.post(at(f"{noun}_change", over.pk), {"ends_on": LATER}).status_code == 403
    over.refresh_from_db()
    assert over.ends_on == ends_on


@pytest.mark.parametrize("noun", MODELS)
def test_what_has_begun_is_not_deleted(staff, noun):
    begun = row(noun, starts_on=TODAY)

    assert staff.post(at(f"{noun}_delete", begun.pk), {"post": "yes"}).status_code == 403
    listed = {"action": "delete_selected", "_selected_action": [begun.pk], "post": "yes"}
    staff.post(at(f"{noun}_changelist"), listed)

    assert MODELS[noun].objects.filter(pk=begun.pk).exists()


# Conditions that contradict each other


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"order_number": "120451"}, "企画回コードも入力してください。"),
        ({"cycle_code": "202611"}, "企画回コードは、7けたの数字で入力してください。"),
        (
            {"cycle_code": "2026114", "order_number": "120451", "category_code": "01"},
            "注文番号か分類コードの、どちらか一つにしてください。",
        ),
        ({"ends_on": ""}, "必須"),
        ({"percent": 100}, "101"),
        ({"percent": 10_001}, "10000"),
        ({"stage": "にじ"}, "にじ"),
    ],
)
def test_conditions_that_cannot_hold_are_refused_with_the_reason(staff, typed, told):
    answer = add(staff, "campaign", **typed)

    assert answer.status_code == 200
    assert told in words(answer)
    assert "campaign_" not in str(answer.context["errors"])
    assert not Campaign.objects.exists()


def test_a_weekday_that_never_comes_is_refused(staff):
    weekday = TODAY.isoweekday()

    answer = add(staff, "campaign", weekday=weekday, ends_on=TODAY + 6 * DAY)
    assert "期間の中に、この曜日がありません。" in words(answer)

    assert add(staff, "campaign", weekday=weekday, ends_on=TODAY + 7 * DAY).status_code == 302


def test_a_twin_of_a_campaign_is_refused_and_another_condition_is_not(staff):
    row("campaign", starts_on=YESTERDAY, ends_on=TOMORROW)

    answer = add(staff, "campaign")
    assert "同じ条件のキャンペーン「牛乳2倍」と、期間が重なっています。" in words(answer)

    assert add(staff, "campaign", category_code="01").status_code == 302
    assert add(staff, "campaign", starts_on=TOMORROW + DAY).status_code == 302


def test_codes_are_read_as_they_are_typed(staff):
    add(staff, "campaign", cycle_code="２０２６１１４", order_number=" １２０４５１ ")

    made = Campaign.objects.get()
    assert (made.cycle_code, made.order_number) == ("2026114", "120451")


def test_a_campaign_is_for_a_stage_that_the_rules_know(staff):
    row("stagerule")

    assert add(staff, "campaign", stage="ほし").status_code == 302
    assert Campaign.objects.get().stage == "ほし"


def test_two_rules_of_earning_do_not_begin_on_one_day(staff):
    row("earnrule")

    answer = add(staff, "earnrule")

    assert "同じ日に始まる決まりがあります。" in words(answer)
    assert "earn_rule_once" not in words(answer)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({}, "同じ日に始まる、同じ名前のステージがあります。"),
        ({"name": "つき"}, "必要な実績が同じステージと、期間が重なっています。"),
    ],
)
def test_two_stages_of_one_name_or_threshold_do_not_stand_together(staff, typed, told):
    row("stagerule")

    answer = add(staff, "stagerule", **typed)

    assert told in words(answer)
    assert StageRule.objects.filter(starts_on=TOMORROW).count() == 1


def test_a_stage_gets_another_threshold_by_a_newer_rule(staff):
    row("stagerule", starts_on=YESTERDAY, ends_on=None)

    assert add(staff, "stagerule", threshold=70_000).status_code == 302


# Who may what


@pytest.mark.parametrize("noun", MODELS)
@pytest.mark.parametrize("who", [people.reviewer, people.counter_clerk, people.suzuki])
def test_others_do_not_touch_rules(client, noun, who):
    coming = row(noun)
    people.signed_in(client, who())

    assert client.get(at(f"{noun}_changelist")).status_code in (302, 403)
    assert add(client, noun).status_code in (302, 403)
    assert client.post(at(f"{noun}_change", coming.pk), {}).status_code in (302, 403)
    delete = at(f"{noun}_delete", coming.pk)
    assert client.post(delete, {"post": "yes"}).status_code in (302, 403)
    assert MODELS[noun].objects.filter(starts_on=TOMORROW).count() == 1


@pytest.mark.parametrize("noun", MODELS)
def test_the_lists_cost_no_query_a_row(staff, noun, django_assert_max_num_queries):
    for days in range(10):
        fields = {"threshold": 90_000 + days} if noun == "stagerule" else {}
        made = row(noun, starts_on=LATER + days * DAY, ends_on=LATER + days * DAY)
        MODELS[noun].objects.filter(pk=made.pk).update(**fields or {"ends_on": made.ends_on})
    with django_assert_max_num_queries(MOST_QUERIES):
        staff.get(at(f"{noun}_changelist"))
    with django_assert_max_num_queries(MOST_QUERIES):
        staff.get(at(f"{noun}_change", made.pk))

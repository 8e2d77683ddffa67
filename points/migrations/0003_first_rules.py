"""The rule of earning that is published, and stages as an example; staff add the next ones."""

from datetime import date

from django.db import migrations

_SINCE = date(2020, 1, 1)
#: Name, yen before tax of a month, points that the next month brings.
_STAGES = [("ゆきステージ", 0, 0), ("もりステージ", 20_000, 120), ("うみステージ", 40_000, 300)]


def add_rules(apps, schema_editor):
    EarnRule = apps.get_model("points", "EarnRule")
    EarnRule.objects.get_or_create(
        starts_on=_SINCE, defaults={"yen_per_point": 330, "alcohol_earns": False}
    )
    StageRule = apps.get_model("points", "StageRule")
    for name, threshold, bonus in _STAGES:
        StageRule.objects.get_or_create(
            name=name, starts_on=_SINCE, defaults={"threshold": threshold, "bonus": bonus}
        )


class Migration(migrations.Migration):
    dependencies = [("points", "0002_guards")]
    operations = [migrations.RunPython(add_rules, migrations.RunPython.noop)]

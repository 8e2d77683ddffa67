"""A month of stages is frozen before it is paid; runs of an expiry are counted from the first."""

from django.db import migrations, models
from django.db.models import Q

FILL = "UPDATE points_stagemonth SET frozen_at = paid_at WHERE paid_at IS NOT NULL"


class Migration(migrations.Migration):
    dependencies = [("points", "0004_first_rules")]
    operations = [
        migrations.AddField(
            "stagemonth",
            "frozen_at",
            models.DateTimeField(blank=True, null=True, verbose_name="締め"),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddConstraint(
            "stagemonth",
            models.CheckConstraint(
                condition=Q(paid_at__isnull=True) | Q(frozen_at__isnull=False),
                name="stage_month_is_frozen_before_it_is_paid",
            ),
        ),
        migrations.AddIndex(
            "memberstage",
            models.Index("month", "id", name="member_stage_to_pay", condition=Q(bonus__gt=0)),
        ),
        migrations.AlterField(
            "expiryrun",
            "passes",
            models.PositiveSmallIntegerField(default=0, verbose_name="回"),
        ),
    ]

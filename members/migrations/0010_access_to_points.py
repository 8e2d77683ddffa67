"""What is known of a member's points is personal, too."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0009_application_export_index")]
    operations = [
        migrations.RemoveConstraint("accesslog", "access_subject_is_known"),
        migrations.AlterField(
            "accesslog",
            "subject",
            models.CharField(
                choices=[
                    ("application", "申し込み"),
                    ("member", "組合員"),
                    ("card", "組合員証"),
                    ("points", "ポイント"),
                ],
                max_length=12,
                verbose_name="種類",
            ),
        ),
        AddConstraintNotValid(
            "accesslog",
            models.CheckConstraint(
                condition=models.Q(subject__in=["application", "member", "card", "points"]),
                name="access_subject_is_known",
            ),
        ),
    ]

"""Columns of the two big tables that cost no rewrite: each has a constant for the rows there are."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0002_joining_registration_and_cards")]
    operations = [
        migrations.AddField(
            model_name="member",
            name="confirmed_by_feed",
            field=models.BooleanField(
                db_default=True, default=True, verbose_name="連携で確認済み"
            ),
        ),
        migrations.AddField(
            model_name="member",
            name="first_cycle",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                max_length=10,
                verbose_name="初回の企画回",
            ),
        ),
        migrations.AddField(
            model_name="outgoingmail",
            name="address",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=254, verbose_name="宛先"
            ),
        ),
        migrations.AlterField(
            model_name="outgoingmail",
            name="member",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="outgoing_mails",
                to="members.member",
            ),
        ),
    ]

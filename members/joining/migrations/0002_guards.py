"""Illegal steps are impossible; what happened cannot be changed afterwards."""

from django.db import migrations

from todock.lib.sql_files import run_files


class Migration(migrations.Migration):
    dependencies = [("joining", "0001_initial")]
    operations = run_files(__file__, "append_only", "steps")

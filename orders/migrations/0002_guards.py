"""What happened to an order stays; which fee it pays, and what its goods come to."""

from django.db import migrations

from todock.lib.sql_files import run_files


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial")]
    operations = run_files(__file__, "append_only", "fee", "sums")

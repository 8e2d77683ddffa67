"""The ledger's one door, and the guards that hold whoever comes through another."""

from django.db import migrations

from todock.lib.sql_files import run_files

POSTING = ["posting_type", "take", "give_back", "write", "add_up", "post"]
GUARDS = ["balance", "append_only", "room"]


class Migration(migrations.Migration):
    dependencies = [("points", "0001_initial")]
    operations = run_files(__file__, *POSTING, *GUARDS)

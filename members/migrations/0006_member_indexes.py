"""What the search for double applications starts from, built beside the work of the day.

An index that was stopped half way is dropped and built again: the migration may be run again.
"""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.functions import Lower

_INDEXES = [
    models.Index(F("born_on"), name="member_born_on"),
    models.Index(F("phone"), name="member_phone"),
    models.Index(F("other_phone"), name="member_other_phone", condition=~Q(other_phone="")),
    models.Index(F("postcode"), name="member_postcode"),
    models.Index(Lower("email"), name="member_email", condition=~Q(email="")),
]


def _built(index: models.Index) -> list:
    drop = f"DROP INDEX CONCURRENTLY IF EXISTS {index.name}"
    return [
        migrations.RunSQL(drop, migrations.RunSQL.noop),
        AddIndexConcurrently("member", index),
    ]


class Migration(migrations.Migration):
    # Two million members: an index that is built in a transaction locks them all.
    atomic = False
    dependencies = [("members", "0005_mails_to_applicants")]
    operations = [
        # It waits for every older transaction, such as a feed that is being applied.
        migrations.RunSQL("SET statement_timeout = 0; SET lock_timeout = 0", "SELECT 1"),
        *(operation for index in _INDEXES for operation in _built(index)),
        migrations.RunSQL("RESET statement_timeout; RESET lock_timeout", "SELECT 1"),
    ]

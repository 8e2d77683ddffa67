"""The card of a member, added to two million rows without holding them.

Not in a transaction, so each statement may be run again after one that was stopped half way.
"""

import django.db.models.deletion
from django.db import migrations, models

_ADD = [
    "SET statement_timeout = 0",
    "ALTER TABLE members_member ADD COLUMN IF NOT EXISTS card_id bigint NULL",
    "ALTER TABLE members_member DROP CONSTRAINT IF EXISTS members_member_card_id_key",
    "ALTER TABLE members_member DROP CONSTRAINT IF EXISTS members_member_card_id_fk",
    "DROP INDEX CONCURRENTLY IF EXISTS members_member_card_id_key",
    "CREATE UNIQUE INDEX CONCURRENTLY members_member_card_id_key ON members_member (card_id)",
    "ALTER TABLE members_member ADD CONSTRAINT members_member_card_id_key "
    "UNIQUE USING INDEX members_member_card_id_key",
    "ALTER TABLE members_member ADD CONSTRAINT members_member_card_id_fk FOREIGN KEY (card_id) "
    "REFERENCES members_membershipcard (id) DEFERRABLE INITIALLY DEFERRED NOT VALID",
    "ALTER TABLE members_member VALIDATE CONSTRAINT members_member_card_id_fk",
    "RESET statement_timeout",
]
_REMOVE = "ALTER TABLE members_member DROP COLUMN card_id"


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("members", "0003_members_and_mails")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                *(migrations.RunSQL(each, migrations.RunSQL.noop) for each in _ADD),
                migrations.RunSQL(migrations.RunSQL.noop, _REMOVE),
            ],
            state_operations=[
                migrations.AddField(
                    model_name="member",
                    name="card",
                    field=models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="members.membershipcard",
                        verbose_name="組合員証",
                    ),
                ),
            ],
        )
    ]

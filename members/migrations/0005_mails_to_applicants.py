"""Mails to applicants, added to the table of a mail a member a week without holding it.

Not in a transaction, so each statement may be run again after one that was stopped half way.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

_ADD = [
    "SET statement_timeout = 0",
    "ALTER TABLE members_outgoingmail ADD COLUMN IF NOT EXISTS application_id bigint NULL",
    "ALTER TABLE members_outgoingmail DROP CONSTRAINT IF EXISTS members_outgoingmail_application_fk",
    "ALTER TABLE members_outgoingmail "
    "DROP CONSTRAINT IF EXISTS outgoing_mail_is_to_a_member_or_an_applicant",
    "DROP INDEX CONCURRENTLY IF EXISTS members_outgoingmail_application_id",
    "DROP INDEX CONCURRENTLY IF EXISTS outgoing_mail_once_an_application_kind_and_key",
    "CREATE INDEX CONCURRENTLY members_outgoingmail_application_id "
    "ON members_outgoingmail (application_id)",
    "CREATE UNIQUE INDEX CONCURRENTLY outgoing_mail_once_an_application_kind_and_key "
    "ON members_outgoingmail (application_id, kind, key)",
    "ALTER TABLE members_outgoingmail ADD CONSTRAINT members_outgoingmail_application_fk "
    "FOREIGN KEY (application_id) REFERENCES members_application (id) "
    "DEFERRABLE INITIALLY DEFERRED NOT VALID",
    "ALTER TABLE members_outgoingmail VALIDATE CONSTRAINT members_outgoingmail_application_fk",
    "ALTER TABLE members_outgoingmail ADD CONSTRAINT outgoing_mail_is_to_a_member_or_an_applicant "
    "CHECK ((member_id IS NULL) <> (application_id IS NULL)) NOT VALID",
    "ALTER TABLE members_outgoingmail "
    "VALIDATE CONSTRAINT outgoing_mail_is_to_a_member_or_an_applicant",
    "RESET statement_timeout",
]
_REMOVE = "ALTER TABLE members_outgoingmail DROP COLUMN application_id"


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("members", "0004_card_of_a_member")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                *(migrations.RunSQL(each, migrations.RunSQL.noop) for each in _ADD),
                migrations.RunSQL(migrations.RunSQL.noop, _REMOVE),
            ],
            state_operations=[
                migrations.AddField(
                    model_name="outgoingmail",
                    name="application",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="outgoing_mails",
                        to="members.application",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="outgoingmail",
                    constraint=models.UniqueConstraint(
                        F("application"),
                        F("kind"),
                        F("key"),
                        name="outgoing_mail_once_an_application_kind_and_key",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="outgoingmail",
                    constraint=models.CheckConstraint(
                        condition=Q(member__isnull=False, application__isnull=True)
                        | Q(member__isnull=True, application__isnull=False),
                        name="outgoing_mail_is_to_a_member_or_an_applicant",
                    ),
                ),
            ],
        )
    ]

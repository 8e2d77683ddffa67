"""Migrations after the first do not hold the big tables while an index is built."""

import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

pytestmark = pytest.mark.django_db(transaction=True)

#: Tables of millions of rows that stand when a release comes.
BIG = r"members_member|post_outgoingmail|orders_order(?:line|event)?|points_[a-z]+"
HOLDS = re.compile(rf'CREATE (UNIQUE )?INDEX (?!CONCURRENTLY)[^;]* ON "?({BIG})"?[ (]')
OURS = {"feeds", "post", "members", "joining", "catalog", "points", "orders"}
LATER = sorted(
    (app, name)
    for app, name in MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    if app in OURS and not name.startswith("0001")
)


@pytest.mark.parametrize(("app", "name"), LATER)
def test_no_index_of_a_big_table_is_built_in_a_transaction(app, name):
    told = StringIO()

    call_command("sqlmigrate", app, name, stdout=told)

    assert not HOLDS.search(told.getvalue())


def test_every_app_of_ours_begins_with_one_migration_that_makes_its_tables():
    firsts = [
        (app, name)
        for app, name in MigrationLoader(connection).disk_migrations
        if app in OURS and name.startswith("0001")
    ]

    assert sorted(firsts) == sorted((app, "0001_initial") for app in OURS)

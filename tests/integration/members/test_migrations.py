"""Migrations do not hold the big tables while an index is built."""

import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from members import migrations

pytestmark = pytest.mark.django_db(transaction=True)

#: Tables of millions of rows that stand when a release comes.
BIG = "members_member|post_outgoingmail"
HOLDS = re.compile(rf'CREATE (UNIQUE )?INDEX (?!CONCURRENTLY)[^;]* ON "?({BIG})"?[ (]')
NAMES = sorted(path.stem for path in Path(migrations.__file__).parent.glob("0*.py"))


@pytest.mark.parametrize("name", [name for name in NAMES if name > "0002"])
def test_no_index_of_a_big_table_is_built_in_a_transaction(name):
    told = StringIO()

    call_command("sqlmigrate", "members", name, stdout=told)

    assert not HOLDS.search(told.getvalue())

"""A test that commits leaves the database as the migrations left it."""

import pytest
from django.contrib.auth.models import Permission
from django.db import connection

from members.models import Member
from orders.models import FeeRule
from points.models import Entry
from tests import database
from tests.factories import people
from tests.factories.ledger import earned

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_was_written_is_gone_and_what_was_taken_away_is_back():
    fees, permissions = FeeRule.objects.count(), Permission.objects.count()
    earned(people.sato(), 10)
    FeeRule.objects.all().delete()
    Permission.objects.first().delete()

    database.restore()

    assert not Member.objects.exists()
    assert not Entry.objects.exists()
    assert FeeRule.objects.count() == fees > 0
    assert Permission.objects.count() == permissions


def test_the_guards_stand_again_afterwards():
    database.restore()

    with connection.cursor() as cursor:
        cursor.execute("SHOW session_replication_role")
        assert cursor.fetchone() == ("origin",)

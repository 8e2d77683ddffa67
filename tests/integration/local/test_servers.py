import pytest
from django.db import connection
from django.core.cache import cache


@pytest.mark.django_db
def test_x():
    with connection.cursor() as c:
        c.execute("select current_database()")
        print(c.fetchone())
    cache.set("a", 1)
    assert cache.get("a") == 1

"""The queue of 20,000 applications: database time of its list and of the search for doubles."""

import statistics

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from members.joining.models import Application
from members.joining.queries import duplicates
from members.models import User
from members.sign_in.actions.roles import set_roles

APPLICATIONS = 20_000
PEOPLE = 200_000
ROUNDS = 7

_STATEMENTS = [
    "SET statement_timeout = 0",
    """
    INSERT INTO members_member (member_number, card_kind, name, kana, born_on, postcode,
        prefecture, city, street, building, phone, other_phone, email, state, joined_on,
        share_units, drop_place, fee_support)
    SELECT lpad((8000000000 + i)::text, 10, '0'), 1, '田中 実' || i %% 977, 'タナカ ミノル',
        date '1935-01-01' + (i::bigint * 7919 %% 25000)::int,
        lpad((600000 + i * 31 %% 3000)::text, 7, '0'), '北海道', '札幌市西区',
        '琴似二条' || i %% 30 || '丁目' || i %% 17 || '-' || i %% 23, '',
        '011' || lpad((i::bigint * 13 %% 9999999)::text, 7, '0'), '',
        CASE WHEN i %% 3 = 0 THEN 'm' || i || '@example.jp' ELSE '' END, 1, '2001-04-01', 1, '', ''
    FROM generate_series(1, %(people)s) i
    """,
    """
    WITH made AS (
        INSERT INTO joining_application (public_id, number, kind, state, email, typed,
            code_serial, code_tries, family_name, given_name, family_kana, given_kana, born_on,
            phone, other_phone, contact_by, postcode, prefecture, city, street, building,
            workplace, workplace_postcode, workplace_address, children, introducer_number,
            delivers_to, building_kind, drop_place, first_cycle_hoped, kana_key, address_key,
            first_cycle, submitted_at, export_name, proposed_course_id)
        SELECT gen_random_uuid(), lpad((90000000 + i)::text, 8, '0'), 'join', 'submitted',
            'a' || i || '@example.jp', '{}', 0, 0, '田中', '実', 'タナカ', 'ミノル',
            date '1935-01-01' + (i::bigint * 7919 %% 25000)::int,
            '011' || lpad((i::bigint * 13 %% 9999999)::text, 7, '0'), '', '',
            lpad((600000 + i * 31 %% 3000)::text, 7, '0'), '北海道', '札幌市西区',
            '琴似二条' || i %% 30 || '丁目' || i %% 17 || '-' || i %% 23, '', '', '', '', '{}', '',
            '', '', '', '', 'タナカミノル',
            '札幌市西区琴似2-' || i %% 30 || '-' || i %% 17 || '-' || i %% 23, '',
            now() - i * interval '1 minute', '', (SELECT min(id) FROM members_course) + i %% 10
        FROM generate_series(1, %(applications)s) i RETURNING id
    ), steps (step, before, after, place) AS (
        VALUES ('started', '', 'draft', 1), ('confirmed', 'draft', 'confirmed', 2),
            ('submitted', 'confirmed', 'submitted', 3)
    )
    INSERT INTO joining_applicationevent (application_id, step, from_state, to_state, reason)
    SELECT id, step, before, after, '' FROM made CROSS JOIN steps ORDER BY id, place
    """,
    "ANALYZE",
]


def load() -> None:
    """Write the people and the queue."""
    with connection.cursor() as cursor:
        for statement in _STATEMENTS:
            cursor.execute(statement, {"people": PEOPLE, "applications": APPLICATIONS})


def measure() -> list[tuple[str, ...]]:
    """Return a line of the table for the list and one for the search."""
    reviewer = User.objects.create(username="bench-reviewer", name="審査")
    set_roles(user=reviewer, roles=["reviewer"])
    client = Client(SERVER_NAME="localhost")
    client.force_login(reviewer)
    pages = {
        "waiting": "",
        "all": "?state=all",
        "centre and age": "?age=7&centre=1",
        "search by phone": "?q=0110000013",
        "search by reading": "?q=タナカ",
    }
    times = {name: _database_ms(lambda p=path: _list(client, p)) for name, path in pages.items()}
    queue = list(Application.objects.order_by("pk")[:: APPLICATIONS // 50])
    found = [_database_ms(lambda each=each: duplicates.find(each), rounds=1) for each in queue]
    slowest = max(times, key=times.get)
    return [
        (
            "queue of 20,000 applications, slowest list",
            f"{times[slowest]:.0f} ms of database time ({slowest}); waiting "
            f"{times['waiting']:.0f} ms",
            "",
            "under 200 ms",
        ),
        (
            f"search for doubles among {PEOPLE:,} members",
            f"median {statistics.median(found):.0f} ms, most {max(found):.0f} ms",
            "",
            "under 200 ms",
        ),
    ]


def _list(client: Client, query: str) -> None:
    answer = client.get(f"/admin/joining/application/{query}")
    if answer.status_code != 200:
        raise SystemExit(f"The queue answered {answer.status_code} to {query!r}.")


def _database_ms(do, rounds: int = ROUNDS) -> float:
    """Median of the sum of the statements' times, in milliseconds."""
    sums = []
    for _round in range(rounds):
        with CaptureQueriesContext(connection) as queries:
            do()
        sums.append(sum(float(query["time"]) for query in queries.captured_queries) * 1000)
    return statistics.median(sums)

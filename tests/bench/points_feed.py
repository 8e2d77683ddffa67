"""``point_entries`` of a day against bare COPY + insert of the same rows and balances."""

import hashlib
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from django.db import connection

from points.actions import open_accounts
from points.models import Transaction
from tests.bench import files, place

ROWS = 1_000_000
MEMBERS = 1_000_000
#: Spreads the rows over the members: no common factor with their number.
_STEP = 7_919
_HEADER = "取引番号,組合員番号,取引日時,区分,ポイント,店舗コード,店舗名,対象額,有効期限"
_BLOCK = 10_000

_MEMBERS = """
INSERT INTO members_member (member_number, card_kind, name, kana, born_on, postcode,
    prefecture, city, street, building, phone, other_phone, email, state, joined_on,
    share_units, drop_place, fee_support)
SELECT (7000000000 + n)::text, 1, '組合員' || n, 'クミアイイン', date '1955-01-01' + n %% 9000,
    '0600001', '北海道', '札幌市', n || '番地', '', '0110001234', '', '', 1, '2010-04-01', 5, '', ''
FROM generate_series(0, %s - 1) n
"""
#: Tables that the rows end in, and which column says of which transaction.
_TABLES = {
    "points_transaction": "id",
    "points_entry": "transaction_id",
    "points_lot": "transaction_id",
}


def load() -> None:
    """Write the members, each with an account."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(_MEMBERS, [MEMBERS])
        open_accounts("SELECT id FROM members_member WHERE member_number LIKE '7%'")
        cursor.execute("VACUUM ANALYZE members_member, points_account")


def measure() -> Iterator[tuple[str, ...]]:
    """Yield a line of the table for the time of the file, and one for the memory it took."""
    load()
    file = write(place.VAR / "files")
    last = Transaction.objects.order_by("pk").values_list("pk", flat=True).last() or 0
    _clone_accounts()
    received = files.receive([file])
    bare_seconds = bare(last)
    yield (
        f"point_entries, {received.rows:,} rows of {MEMBERS:,} accounts",
        f"{received.seconds:.1f} s against {bare_seconds:.1f} s bare",
        f"{bare_seconds / received.seconds:.2f}",
        "0.3",
    )
    yield "memory of that file", f"{received.largest_mb:.0f} MB", "", "under 300 MB"


def write(folder: Path) -> Path:
    """Write the file and its marker: in fifty rows one pending, one for goods that came back."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "point_entries_20261125_001.csv"
    digest = hashlib.sha256()
    with path.open("wb") as target:
        for start in range(0, ROWS, _BLOCK):
            lines = [_HEADER] * (start == 0) + [_line(n) for n in range(start, start + _BLOCK)]
            block = "".join(f"{line}\r\n" for line in lines).encode("cp932")
            digest.update(block)
            target.write(block)
    path.with_suffix(".end").write_text(f"{ROWS}\n{digest.hexdigest()}\n")
    return path


def _line(n: int) -> str:
    # Goods come back of the member whose row is two above.
    back = n % 50 == 49
    member = 7_000_000_000 + (n - 2 * back) * _STEP % MEMBERS
    sort, points = ("P" if n % 50 == 48 else "E"), (-5 if back else 10 + n % 90)
    shop = n % 117
    at = f"2026-11-25 {9 + n % 12:02}:{n * 7 % 60:02}"
    return f"T{n:011},{member},{at},{sort},{points},{shop:03},西町{shop}店,{points * 330},"


def _clone_accounts() -> None:
    """Keep the accounts as they stand before the file, with the room that theirs has."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_account")
        cursor.execute("CREATE TABLE bench_account (LIKE points_account INCLUDING ALL)")
        cursor.execute("ALTER TABLE bench_account SET (fillfactor = 80)")
        cursor.execute(
            "INSERT INTO bench_account OVERRIDING SYSTEM VALUE SELECT * FROM points_account"
        )
        cursor.execute("VACUUM ANALYZE bench_account")


def bare(last: int) -> float:
    """Return the seconds of COPY + insert of all that came after transaction ``last``.

    The rows are read out first; they go into clones of the tables through staging tables. Then
    one UPDATE adds them to the balances.
    """
    seconds = 0.0
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        for table, column in _TABLES.items():
            rows = (
                f"SELECT r.* FROM {table} r JOIN points_transaction t ON t.id = r.{column} "
                f"WHERE t.id > {last} ORDER BY t.key"
            )
            seconds += _bare_table(cursor, table, rows)
        started = time.perf_counter()
        cursor.execute(
            "UPDATE bench_account a SET available = a.available + d.available, "
            "pending = a.pending + d.pending FROM (SELECT account_id, "
            "coalesce(sum(amount) FILTER (WHERE pot = 1), 0) AS available, "
            "coalesce(sum(amount) FILTER (WHERE pot = 2), 0) AS pending FROM staging_points_entry "
            "WHERE account_id IS NOT NULL GROUP BY account_id) d WHERE a.id = d.account_id"
        )
        seconds += time.perf_counter() - started
        cursor.execute("DROP TABLE bench_account, staging_points_entry")
    return seconds


def _bare_table(cursor, table: str, rows: str) -> float:
    clone, staging = f"bench_{table}", f"staging_{table}"
    with tempfile.TemporaryFile() as data:
        with cursor.copy(f"COPY ({rows}) TO STDOUT") as copy:
            for block in copy:
                data.write(block)
        data.seek(0)
        cursor.execute(f"DROP TABLE IF EXISTS {clone}, {staging}")
        cursor.execute(f"CREATE TABLE {clone} (LIKE {table} INCLUDING ALL)")
        started = time.perf_counter()
        cursor.execute(f"CREATE TEMP TABLE {staging} (LIKE {table})")
        with cursor.copy(f"COPY {staging} FROM STDIN") as copy:
            while block := data.read(1 << 20):
                copy.write(block)
        cursor.execute(f"INSERT INTO {clone} OVERRIDING SYSTEM VALUE SELECT * FROM {staging}")
        seconds = time.perf_counter() - started
    cursor.execute(f"DROP TABLE {clone}" + f", {staging}" * (table != "points_entry"))
    return seconds

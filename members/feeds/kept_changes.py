"""How the ``members`` feed meets what was changed here and is not settled yet.

The feed stays the master. But a change of ours that has not gone out, or went out later than the
file was made, is not overwritten by the older row: its field keeps our value, and the rest of the
row applies. Once it has gone out, the first file of a later day settles it (see
MEMBER_CHANGE_GRACE_DAYS): the same value confirms the change, another one overrules it, and the
member is told. Whatever said otherwise is kept for staff to see.

Few rows are ever open beside a file of millions.
"""

from django.conf import settings

from members.models import Member, MemberChange
from members.registration.actions.changes import OVERRULED
from todock.feeds.staging import Staging
from todock.post import mail

Outcome = MemberChange.Outcome

_TEXTS = [
    *("name", "kana", "phone", "other_phone", "email", "drop_place"),
    *("postcode", "prefecture", "city", "street", "building"),
]
#: A value of the file as the log of changes writes it, and back: by field.
_WRITTEN = {
    **{name: (f's."{name}"', "k.new_value") for name in _TEXTS},
    "state": ("s.state::text", "k.new_value::bigint"),
    "card_kind": ("s.card_kind::text", "k.new_value::bigint"),
    "born_on": ("to_char(s.born_on, 'YYYYMMDD')", "to_date(k.new_value, 'YYYYMMDD')"),
    "joined_on": ("to_char(s.joined_on, 'YYYYMMDD')", "to_date(k.new_value, 'YYYYMMDD')"),
    "course": ("s.course", "NULLIF(k.new_value, '')"),
    "household": ("s.household", "NULLIF(k.new_value, '')"),
}
#: Where a value of the log belongs in the table of members, when it is not the same column.
_IN_TABLE = {
    "course": (
        "course_id",
        "(SELECT id FROM members_course c WHERE c.code = k.new_value)",
    ),
    "household": (
        "household_id",
        "(SELECT id FROM members_household h WHERE h.number = k.new_value)",
    ),
}
#: The file, whose date is the first parameter, is of a later day than the change went out and
#: than the days of grace after it, the second. What goes out on a day may miss that day's file,
#: and one that is made in the night after it.
_LATER = (
    "(c.exported_at IS NOT NULL AND left(%s::text, 8) > to_char("
    "c.exported_at AT TIME ZONE 'Asia/Tokyo' + make_interval(days => %s::int), 'YYYYMMDD'))"
)


def keep(staging: Staging) -> int:
    """Settle what the file settles, and put our values into the rows where they stand.

    Members are told by mail of what was overruled. Returns how many values of the file were held
    off.
    """
    table = _find(staging)
    settled = staging.fetch(
        f"UPDATE members_memberchange c SET "
        "outcome = CASE WHEN k.said = k.new_value THEN %s ELSE %s END, "
        "settled_at = statement_timestamp(), "
        "in_conflict = c.in_conflict OR k.said <> k.new_value, "
        "feed_value = CASE WHEN k.said = k.new_value THEN c.feed_value ELSE left(k.said, 254) END "
        f"FROM {table} k WHERE k.id = c.id AND c.outcome = '' AND k.later "
        "RETURNING c.member_id, c.id, c.outcome",
        [Outcome.CONFIRMED.value, Outcome.OVERRULED.value],
    )
    _tell({(member, pk) for member, pk, outcome in settled if outcome == Outcome.OVERRULED})
    held_off = staging.execute(
        f"UPDATE members_memberchange c SET in_conflict = true, feed_value = left(k.said, 254) "
        f"FROM {table} k WHERE k.id = c.id AND c.outcome = '' AND NOT k.later "
        "AND k.said <> k.new_value"
    )
    for (field,) in staging.fetch(f"SELECT DISTINCT field FROM {table} WHERE NOT later"):
        back = _WRITTEN[field][1]
        staging.execute(
            f'UPDATE {{staging}} s SET "{field}" = {back} FROM {table} k '
            f"WHERE k.line = s.line AND k.field = '{field}' AND NOT k.later "
            "AND k.said <> k.new_value"
        )
    return held_off


def put_back(staging: Staging) -> int:
    """Do the same for changes that were made after :func:`keep`, while the file was written.

    The rows of the file are locked by then, so no further change can come in between. Returns
    how many values were held off.
    """
    held_off = keep(staging)
    if not held_off:
        return 0
    table = _kept(staging)
    for (field,) in staging.fetch(f"SELECT DISTINCT field FROM {table} WHERE NOT later"):
        column, value = _IN_TABLE.get(field, (field, _WRITTEN[field][1]))
        staging.execute(
            f'UPDATE members_member m SET "{column}" = {value} FROM {table} k '
            f"WHERE m.id = k.member_id AND k.field = '{field}' AND NOT k.later "
            "AND k.said <> k.new_value"
        )
    return held_off


def confirm_those_who_left(staging: Staging) -> None:
    """Confirm 脱退 that went out, where a full snapshot of a later day leaves the member out.

    To be called after :func:`put_back`, which finds the open changes.
    """
    staging.execute(
        "UPDATE members_memberchange c SET outcome = %s, settled_at = statement_timestamp() "
        f"FROM {_opened(staging)} o WHERE o.id = c.id AND c.outcome = '' "
        "AND o.field = 'state' AND o.new_value = %s AND o.later AND NOT EXISTS "
        "(SELECT FROM {staging} s WHERE s.member_number = o.member_number)",
        [Outcome.CONFIRMED.value, str(Member.State.WITHDRAWN.value)],
    )


def _tell(overruled: set[tuple[int, int]]) -> None:
    """Put a mail to each member into the outbox; its key is the first of her changes."""
    first = dict(sorted(overruled, reverse=True))
    members = Member.objects.filter(pk__in=first)
    mail.write_each(OVERRULED, ((member, str(first[member.pk])) for member in members))


def _opened(staging: Staging) -> str:
    return f'"members_opened_{staging.file.pk}"'


def _kept(staging: Staging) -> str:
    return f'"members_kept_{staging.file.pk}"'


def _find(staging: Staging) -> str:
    """Make the tables of the open changes, and of those that the file speaks of: the second's name.

    They are analysed, so that a file of millions of rows is not read once for each of them.
    """
    opened, kept = _opened(staging), _kept(staging)
    fields = sorted(_WRITTEN.keys() & staging.present)
    said = " ".join(f"WHEN '{field}' THEN {_WRITTEN[field][0]}" for field in fields)
    names = ", ".join(f"'{field}'" for field in fields)
    staging.execute(f"DROP TABLE IF EXISTS {opened}, {kept}")
    staging.execute(
        f"CREATE TEMPORARY TABLE {opened} ON COMMIT DROP AS "
        f"SELECT c.id, c.member_id, m.member_number, c.field, c.new_value, {_LATER} AS later "
        "FROM members_memberchange c JOIN members_member m ON m.id = c.member_id "
        "WHERE c.outcome = ''",
        [staging.file.dated, settings.MEMBER_CHANGE_GRACE_DAYS],
    )
    staging.execute(f"ANALYZE {opened}")
    staging.execute(
        f"CREATE TEMPORARY TABLE {kept} ON COMMIT DROP AS "
        f"SELECT o.*, s.line, COALESCE(CASE o.field {said} END, '') AS said "
        f"FROM {opened} o JOIN {{staging}} s ON s.member_number = o.member_number "
        f"WHERE o.field IN ({names})"
    )
    staging.execute(f"ANALYZE {kept}")
    return kept

"""What another system decided about members, many at once: course, first cycle, state.

``decided`` is everywhere SQL of the caller's own making: a SELECT of the five columns named in
COLUMNS. A course of '' and a first cycle of '' say nothing.
"""

from django.db import connection

from members.models import Member, MemberChange

#: The id of the member, when it was decided here, the code of the course, the code of the first
#: cycle, the state (Member.State).
COLUMNS = "member_id, decided_at, course, first_cycle, state"
_Outcome = MemberChange.Outcome

_OVERRULE = f"""
UPDATE members_memberchange k SET outcome = %(overruled)s, settled_at = statement_timestamp(),
       in_conflict = true, feed_value = d.course
FROM ({{decided}}) d ({COLUMNS})
WHERE k.member_id = d.member_id AND k.field = 'course' AND k.outcome = %(open)s
  AND k.at <= d.decided_at AND d.course <> '' AND d.course <> k.new_value
"""

_SINCE = """EXISTS (SELECT FROM members_memberchange k WHERE k.member_id = m.id
    AND k.field = '{field}' AND k.outcome = %(open)s AND k.at > d.decided_at)"""
_CORRECT = f"""
UPDATE members_member m SET course_id = n.course_id, first_cycle = n.first_cycle,
       state = n.state, updated_at = statement_timestamp()
FROM (SELECT m.id,
             CASE WHEN c.id IS NULL OR {_SINCE.format(field="course")}
                  THEN m.course_id ELSE c.id END AS course_id,
             COALESCE(NULLIF(d.first_cycle, ''), m.first_cycle) AS first_cycle,
             CASE WHEN {_SINCE.format(field="state")} THEN m.state ELSE d.state END AS state
      FROM ({{decided}}) d ({COLUMNS})
      JOIN members_member m ON m.id = d.member_id
      LEFT JOIN members_course c ON c.code = d.course) n
WHERE n.id = m.id
  AND (m.course_id, m.first_cycle, m.state) IS DISTINCT FROM (n.course_id, n.first_cycle, n.state)
"""


def overrule_courses(decided: str) -> int:
    """Overrule the open changes of course that stood when it was decided otherwise.

    Returns how many. The course itself is corrected by ``correct``.
    """
    return _execute(_OVERRULE, decided)


def correct(decided: str) -> int:
    """Give members what was decided; what changed here since then stays. Returns how many."""
    return _execute(_CORRECT, decided)


def begin_with(member: Member, *, first_cycle: str) -> None:
    """Let the deliveries of ``member`` begin with the cycle of this code."""
    Member.objects.filter(pk=member.pk).update(first_cycle=first_cycle)


def _execute(sql: str, decided: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            sql.format(decided=decided),
            {"open": _Outcome.OPEN.value, "overruled": _Outcome.OVERRULED.value},
        )
        return cursor.rowcount

"""ステージ: the months that are counted, and the stage that a member has on a day."""

#: The stage of the month before; who spent nothing then has the lowest that counts on the day.
_STAGE_OF = """
COALESCE((
    SELECT s.name FROM points_memberstage s JOIN points_stagemonth m ON m.id = s.month_id
    WHERE s.account_id = {account} AND m.ends_on < {on} AND m.ends_on >= {on} - 31
    ORDER BY m.ends_on DESC LIMIT 1
), (
    SELECT r.name FROM points_stagerule r
    WHERE r.starts_on <= {on} AND (r.ends_on IS NULL OR r.ends_on >= {on})
    ORDER BY r.threshold LIMIT 1
), '')
"""


def stage_of_sql(account: str, on: str) -> str:
    """Return the SQL of the name of the stage of an account on a day, '' without any rule.

    ``account`` and ``on`` are expressions of our own making.
    """
    return _STAGE_OF.format(account=account, on=on)

"""Members, orders and sessions of the bench, written set-based."""

from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection

from members.models import User

MEMBERS = 100_000
ORDERS = 20_000
LINES = 15
#: Signed-in members with an order of 20 lines.
SIGNED_IN = 400
LONG_ORDER = 20

_STATEMENTS = [
    "SET statement_timeout = 0",
    """
    INSERT INTO catalog_picture (image_key, folder, width, height)
    SELECT 'drawing-' || n, 'drawing-' || n || '-0123456789abcdef', 960, 960
    FROM generate_series(0, 159) n
    """,
    """
    INSERT INTO members_user (password, is_superuser, username, email, is_staff, is_active,
                              date_joined, name, issuer, subject)
    SELECT '!', false, 'bench-' || n, '', false, true, now(), '組合員' || n, 'bench', n::text
    FROM generate_series(1, %(signed_in)s) n
    """,
    """
    INSERT INTO members_member (member_number, user_id, card_kind, name, kana, born_on, postcode,
        prefecture, city, street, building, phone, other_phone, email, state, joined_on,
        share_units, course_id, drop_place, fee_support)
    SELECT lpad(n::text, 10, '0'), u.id, 1, '組合員' || n, 'クミアイイン',
        date '1955-01-01' + n %% 9000, '0600001', '北海道', '札幌市', n || '番地', '',
        '0110001234', '', '', 1,
        date '2010-04-01', 5, (SELECT min(id) FROM members_course) + n %% 10, '玄関前', ''
    FROM generate_series(1, %(members)s) n
    LEFT JOIN members_user u ON u.issuer = 'bench' AND u.subject = n::text
    """,
    """
    INSERT INTO orders_purchaselimit (member_id, "limit", unbilled, ordering_stopped, reason, as_of)
    SELECT id, 9000000, 1000, false, '', now() FROM members_member
    """,
    """
    INSERT INTO orders_order (member_id, cycle_id, window_id)
    SELECT m.id, w.cycle_id, w.id FROM members_member m
    JOIN orders_orderwindow w ON w.course_id = m.course_id
    WHERE m.member_number <= lpad(%(orders)s::text, 10, '0')
    """,
    """
    INSERT INTO orders_orderline (order_id, offer_id, quantity)
    SELECT o.id, f.first + (o.id * 7919 + n * 1237) %% f.count, 1 + n %% 3
    FROM orders_order o
    JOIN members_member m ON m.id = o.member_id
    CROSS JOIN (SELECT min(id) AS first, count(*) AS count FROM catalog_offer) f
    CROSS JOIN generate_series(1, %(long_order)s) n
    WHERE n <= %(lines)s OR m.user_id IS NOT NULL
    ON CONFLICT DO NOTHING
    """,
    """
    INSERT INTO orders_pastpurchase (member_id, product_id, cycle_id, quantity, times)
    SELECT m.id, p.first + (m.id * 31 + n * 577) %% p.count, (SELECT min(id) FROM catalog_cycle),
           1, n
    FROM members_member m
    CROSS JOIN (SELECT min(id) AS first, count(*) AS count FROM catalog_product) p
    CROSS JOIN generate_series(1, 30) n
    WHERE m.user_id IS NOT NULL
    ON CONFLICT DO NOTHING
    """,
    "ANALYZE",
]


def load() -> None:
    """Write members, limits, orders and past purchases."""
    values = {
        "signed_in": SIGNED_IN,
        "members": MEMBERS,
        "orders": ORDERS,
        "lines": LINES,
        "long_order": LONG_ORDER,
    }
    with connection.cursor() as cursor:
        for statement in _STATEMENTS:
            cursor.execute(statement, values)


def sessions() -> list[str]:
    """Sign every bench member in; returns the session keys in the order of the members."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    keys = []
    for user in User.objects.filter(issuer="bench").order_by("member__member_number"):
        session = store()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        keys.append(session.session_key)
    return keys

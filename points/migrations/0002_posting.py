"""The ledger's one door, and the guards that hold whoever comes through another."""

from django.db import migrations

TYPE = """
CREATE TYPE points_posting AS (
    id bigint, key text, body text, kind text, source text, subject text,
    account_id bigint, other_id bigint, points integer, at timestamptz,
    place text, basis integer, reason text, by_id bigint,
    expires_on date, due_on date, of_id bigint
);
"""

#: Takes points out of the lots that expire first.
TAKE = """
CREATE FUNCTION points_take(p points_posting) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    wanted integer := abs(p.points);
    part integer;
    lot record;
BEGIN
    FOR lot IN
        SELECT l.id, l."left", l.expires_on FROM points_lot l
        WHERE l.account_id = p.account_id AND l."left" > 0 AND NOT l.pending
            -- A day that is over takes along what lies in its own lots, and nothing else.
            AND (p.kind <> 'expire' OR p.expires_on IS NULL OR l.expires_on = p.expires_on)
        ORDER BY l.expires_on, l.id
    LOOP
        part := least(lot."left", wanted);
        UPDATE points_lot SET "left" = "left" - part WHERE id = lot.id;
        INSERT INTO points_lotuse (transaction_id, lot_id, points) VALUES (p.id, lot.id, part);
        IF p.kind = 'transfer' THEN
            INSERT INTO points_lot (account_id, transaction_id, points, "left", expires_on)
            VALUES (p.other_id, p.id, part, part, COALESCE(p.expires_on, lot.expires_on));
        END IF;
        wanted := wanted - part;
        EXIT WHEN wanted = 0;
    END LOOP;
    IF wanted > 0 THEN
        RAISE EXCEPTION 'points: % more than account % has', wanted, p.account_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'account_available_is_not_negative';
    END IF;
END $$;
"""

#: Returns points to the lots that the subject's holds took them from, the last to expire first.
RETURN = """
CREATE FUNCTION points_return(p points_posting) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    wanted integer := p.points;
    part integer;
    lot record;
BEGIN
    FOR lot IN
        SELECT l.id, sum(u.points)::integer AS taken
        FROM points_transaction t
        JOIN points_lotuse u ON u.transaction_id = t.id
        JOIN points_lot l ON l.id = u.lot_id
        WHERE t.subject = p.subject AND t.subject <> '' AND l.account_id = p.account_id
            AND t.kind IN ('hold', 'release', 'give_back')
        GROUP BY l.id, l.expires_on HAVING sum(u.points) > 0
        ORDER BY l.expires_on DESC NULLS FIRST, l.id DESC
    LOOP
        part := least(lot.taken, wanted);
        UPDATE points_lot SET "left" = "left" + part WHERE id = lot.id;
        INSERT INTO points_lotuse (transaction_id, lot_id, points) VALUES (p.id, lot.id, -part);
        wanted := wanted - part;
        EXIT WHEN wanted = 0;
    END LOOP;
    IF wanted > 0 THEN
        RAISE EXCEPTION 'points: % more than % took', wanted, p.subject
            USING ERRCODE = 'check_violation', CONSTRAINT = 'return_is_within_what_was_taken';
    END IF;
END $$;
"""

#: Writes transactions, entries and lots, set-based; returns the ids of those that are new.
WRITE = """
CREATE FUNCTION points_write(postings points_posting[]) RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
    fresh bigint[];
    kinds text[] := ARRAY(SELECT x.kind FROM unnest(postings) x GROUP BY x.kind);
    other text;
    p points_posting;
BEGIN
    -- Who takes from lots waits for the others of the account; in the order of the ids.
    IF NOT kinds <@ '{earn_pending,confirm,cancel,spend,refund}' THEN
        PERFORM FROM points_account a WHERE a.id = ANY (ARRAY(
            SELECT unnest(ARRAY[x.account_id, x.other_id]) FROM unnest(postings) x
            WHERE x.kind NOT IN ('earn_pending', 'confirm', 'cancel', 'spend', 'refund')
                AND (x.kind NOT IN ('earn', 'adjust') OR x.points < 0)
        )) ORDER BY a.id FOR NO KEY UPDATE;
    END IF;

    WITH made AS (
        INSERT INTO points_transaction
            (id, key, body, kind, source, subject, points, at, place, basis, reason, by_id)
        SELECT x.id, x.key, md5(x.body)::uuid, x.kind, x.source, COALESCE(x.subject, ''),
            x.points, x.at, COALESCE(x.place, ''), x.basis, COALESCE(x.reason, ''), x.by_id
        FROM unnest(postings) x
        ON CONFLICT (key) DO NOTHING RETURNING id
    )
    SELECT COALESCE(array_agg(id), '{}') INTO fresh FROM made;
    IF cardinality(fresh) <> cardinality(postings) THEN
        SELECT x.key INTO other
        FROM unnest(postings) x JOIN points_transaction t ON t.key = x.key
        WHERE t.body <> md5(x.body)::uuid LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'points: the key % stands for something else', other
                USING ERRCODE = 'unique_violation', CONSTRAINT = 'transaction_key_has_one_body';
        END IF;
        postings := ARRAY(SELECT x FROM unnest(postings) x WHERE x.id = ANY (fresh));
        IF cardinality(postings) = 0 THEN
            RETURN fresh;
        END IF;
    END IF;

    INSERT INTO points_entry (transaction_id, account_id, pot, amount)
    SELECT x.id, CASE WHEN side.pot < 10 THEN side.account_id END, side.pot, side.amount
    FROM unnest(postings) x
    LEFT JOIN (VALUES
        ('earn_pending', 10, 2), ('confirm', 2, 1), ('cancel', 2, 10), ('earn', 10, 1),
        ('adjust', 10, 1), ('hold', 1, 3), ('release', 3, 1), ('spend', 3, 11),
        ('give_back', 11, 1), ('expire', 1, 12), ('donate', 1, 13), ('transfer', 1, 1),
        ('exchange', 1, 4), ('refund', 4, 11)
    ) AS leg (kind, from_pot, to_pot) ON leg.kind = x.kind
    CROSS JOIN LATERAL (VALUES
        (x.account_id, leg.from_pot, -x.points),
        (COALESCE(x.other_id, x.account_id), leg.to_pot, x.points)
    ) AS side (account_id, pot, amount);

    IF kinds && '{earn,adjust,earn_pending,confirm}' THEN
        INSERT INTO points_lot
            (account_id, transaction_id, points, "left", expires_on, pending, due_on)
        SELECT x.account_id, x.id, x.points, x.points, x.expires_on, x.kind = 'earn_pending',
            x.due_on
        FROM unnest(postings) x
        WHERE x.points > 0 AND x.kind IN ('earn', 'adjust', 'earn_pending', 'confirm');
    END IF;

    IF kinds && '{confirm,cancel}' THEN
        WITH settled AS (
            UPDATE points_lot l SET "left" = l."left" - x.points
            FROM unnest(postings) x
            WHERE x.kind IN ('confirm', 'cancel') AND l.transaction_id = x.of_id AND l.pending
                AND l.account_id = x.account_id
            RETURNING x.id AS transaction_id, l.id AS lot_id, x.points
        ), used AS (
            INSERT INTO points_lotuse (transaction_id, lot_id, points)
            SELECT * FROM settled RETURNING transaction_id
        )
        SELECT x.key INTO other FROM unnest(postings) x
        WHERE x.kind IN ('confirm', 'cancel') AND x.id NOT IN (SELECT transaction_id FROM used)
        LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'points: nothing is pending for %', other
                USING ERRCODE = 'check_violation', CONSTRAINT = 'confirm_names_what_is_pending';
        END IF;
    END IF;

    FOR p IN
        SELECT * FROM unnest(postings) x
        WHERE x.kind IN
            ('hold', 'expire', 'donate', 'transfer', 'exchange', 'release', 'give_back')
            OR x.points < 0
    LOOP
        IF p.kind IN ('release', 'give_back') THEN
            PERFORM points_return(p);
        ELSE
            PERFORM points_take(p);
        END IF;
    END LOOP;

    -- Of a subject no more is spent or released than is held, and no more given back than spent.
    IF kinds && '{spend,release,give_back}' THEN
        -- The condition of its index is said again: without it all transactions would be read.
        SELECT s.subject INTO other
        FROM (
            SELECT DISTINCT COALESCE(x.subject, '') AS subject FROM unnest(postings) x
            WHERE x.kind IN ('spend', 'release', 'give_back')
        ) s LEFT JOIN points_transaction t ON t.subject = s.subject AND t.subject <> ''
        GROUP BY s.subject
        HAVING s.subject = ''
            OR sum(CASE t.kind WHEN 'hold' THEN t.points WHEN 'release' THEN -t.points
                WHEN 'spend' THEN -t.points ELSE 0 END) < 0
            OR sum(CASE t.kind WHEN 'spend' THEN t.points WHEN 'give_back' THEN -t.points
                ELSE 0 END) < 0
        LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'points: % has not so much', other
                USING ERRCODE = 'check_violation', CONSTRAINT = 'subject_ends_what_it_began';
        END IF;
    END IF;

    IF kinds && '{spend,give_back,donate,exchange,expire,adjust,transfer,refund}' THEN
        INSERT INTO points_pointuse (transaction_id, account_id, points)
        SELECT x.id, side.account_id, side.points
        FROM unnest(postings) x
        CROSS JOIN LATERAL (VALUES
            (x.account_id, CASE WHEN x.kind IN ('give_back', 'adjust') THEN x.points
                ELSE -x.points END),
            (CASE WHEN x.kind = 'transfer' THEN x.other_id END, x.points)
        ) AS side (account_id, points)
        WHERE x.source <> 'shop' AND side.account_id IS NOT NULL
            AND x.account_id IS DISTINCT FROM x.other_id
            AND x.kind IN
                ('spend', 'give_back', 'donate', 'exchange', 'expire', 'adjust', 'transfer', 'refund');
    END IF;
    RETURN fresh;
END $$;
"""

#: Adds the entries of transactions to the balances of their accounts.
ADD_UP = """
CREATE FUNCTION points_add_up(transactions bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    change record;
BEGIN
    -- One by itself is the path of every page: two small plans start faster than a large one.
    IF cardinality(transactions) = 1 THEN
        FOR change IN
            SELECT account_id, pot, sum(amount)::integer AS amount FROM points_entry
            WHERE transaction_id = transactions[1] AND account_id IS NOT NULL
            GROUP BY account_id, pot
        LOOP
            UPDATE points_account SET
                available = available + CASE change.pot WHEN 1 THEN change.amount ELSE 0 END,
                pending = pending + CASE change.pot WHEN 2 THEN change.amount ELSE 0 END,
                held = held + CASE change.pot WHEN 3 THEN change.amount ELSE 0 END,
                prepaid = prepaid + CASE change.pot WHEN 4 THEN change.amount ELSE 0 END
            WHERE id = change.account_id;
        END LOOP;
        RETURN;
    END IF;
    PERFORM FROM points_account a WHERE a.id IN (
        SELECT e.account_id FROM unnest(transactions) x (id)
        JOIN points_entry e ON e.transaction_id = x.id
    ) ORDER BY a.id FOR NO KEY UPDATE;
    UPDATE points_account a SET available = a.available + d.available,
        pending = a.pending + d.pending, held = a.held + d.held, prepaid = a.prepaid + d.prepaid
    FROM (
        SELECT e.account_id,
            COALESCE(sum(e.amount) FILTER (WHERE e.pot = 1), 0)::integer AS available,
            COALESCE(sum(e.amount) FILTER (WHERE e.pot = 2), 0)::integer AS pending,
            COALESCE(sum(e.amount) FILTER (WHERE e.pot = 3), 0)::integer AS held,
            COALESCE(sum(e.amount) FILTER (WHERE e.pot = 4), 0)::integer AS prepaid
        FROM unnest(transactions) x (id)
        JOIN points_entry e ON e.transaction_id = x.id
        WHERE e.account_id IS NOT NULL
        GROUP BY e.account_id
    ) d
    WHERE a.id = d.account_id;
END $$;
"""

POST = """
CREATE FUNCTION points_post(postings points_posting[])
RETURNS TABLE (transaction_id bigint, posting_key text, replayed boolean) LANGUAGE plpgsql AS $$
DECLARE
    fresh bigint[] := points_write(postings);
BEGIN
    IF cardinality(fresh) > 0 THEN
        PERFORM points_add_up(fresh);
    END IF;
    IF cardinality(fresh) = cardinality(postings) THEN
        RETURN QUERY SELECT x.id, x.key, false FROM unnest(postings) x;
        RETURN;
    END IF;
    RETURN QUERY
        SELECT t.id, t.key::text, t.id <> x.id
        FROM unnest(postings) x JOIN points_transaction t ON t.key = x.key;
END $$;
"""

FUNCTIONS = [TYPE, TAKE, RETURN, WRITE, ADD_UP, POST]
DROP = """
DROP FUNCTION points_post, points_add_up, points_write, points_return, points_take;
DROP TYPE points_posting;
"""

#: Every statement brings whole transactions, each of which sums to zero; at commit no transaction
#: is without its entries.
BALANCE = """
CREATE FUNCTION points_entries_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM fresh GROUP BY transaction_id HAVING sum(amount) <> 0) OR EXISTS (
        SELECT FROM (SELECT transaction_id, count(*) AS n FROM fresh GROUP BY 1) f
        JOIN points_entry e ON e.transaction_id = f.transaction_id
        GROUP BY f.transaction_id, f.n HAVING count(*) <> f.n
    ) THEN
        RAISE EXCEPTION 'points: entries of a transaction come together and sum to zero'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'transaction_entries_sum_to_zero';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER points_entries_balance AFTER INSERT ON points_entry
    REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION points_entries_balance();

CREATE FUNCTION points_transaction_is_whole() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT COALESCE(sum(amount), 1) FROM points_entry WHERE transaction_id = NEW.id) <> 0 THEN
        RAISE EXCEPTION 'points: the entries of transaction % do not sum to zero', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'transaction_entries_sum_to_zero';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER points_transaction_is_whole AFTER INSERT ON points_transaction
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION points_transaction_is_whole();
"""
UNBALANCE = """
DROP TRIGGER points_transaction_is_whole ON points_transaction;
DROP FUNCTION points_transaction_is_whole();
DROP TRIGGER points_entries_balance ON points_entry;
DROP FUNCTION points_entries_balance();
"""

_APPEND_ONLY = ["transaction", "entry", "lotuse"]
#: What was printed stays: of a lot only what is left may change.
FORBID_CHANGES = (
    """
CREATE FUNCTION points_row_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_TABLE_NAME || '_is_append_only';
END $$;
"""
    + "".join(
        f"CREATE TRIGGER points_{table}_is_append_only BEFORE UPDATE OR DELETE ON points_{table} "
        "FOR EACH ROW EXECUTE FUNCTION points_row_is_append_only();\n"
        for table in _APPEND_ONLY
    )
    + """
CREATE TRIGGER points_lot_stays BEFORE DELETE OR UPDATE
    OF id, account_id, transaction_id, points, expires_on, pending, due_on ON points_lot
    FOR EACH ROW EXECUTE FUNCTION points_row_is_append_only();
"""
)
ALLOW_CHANGES = (
    "DROP TRIGGER points_lot_stays ON points_lot;\n"
    + "".join(
        f"DROP TRIGGER points_{table}_is_append_only ON points_{table};\n" for table in _APPEND_ONLY
    )
    + "DROP FUNCTION points_row_is_append_only();"
)

#: Room on each page, so that a balance or a lot changes where it lies.
ROOM = """
ALTER TABLE points_account SET (fillfactor = 80);
ALTER TABLE points_lot SET (fillfactor = 90);
"""
NO_ROOM = """
ALTER TABLE points_account RESET (fillfactor);
ALTER TABLE points_lot RESET (fillfactor);
"""


class Migration(migrations.Migration):
    dependencies = [("points", "0001_initial")]
    operations = [
        migrations.RunSQL("".join(FUNCTIONS), DROP),
        migrations.RunSQL(BALANCE, UNBALANCE),
        migrations.RunSQL(FORBID_CHANGES, ALLOW_CHANGES),
        migrations.RunSQL(ROOM, NO_ROOM),
    ]

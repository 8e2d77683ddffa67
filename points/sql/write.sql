-- Writes transactions, entries and lots, set-based; returns the ids of those that are new. Pots are
-- numbered as in points.models.Pot: 1 available, 2 pending, 3 held, 4 prepaid; 10 issued, 11
-- redeemed, 12 expired, 13 donated.
CREATE OR REPLACE FUNCTION points_write(postings points_posting[]) RETURNS bigint[] LANGUAGE plpgsql AS $$
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

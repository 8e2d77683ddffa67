-- Takes points out of the lots that expire first.
CREATE OR REPLACE FUNCTION points_take(p points_posting) RETURNS void LANGUAGE plpgsql AS $$
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

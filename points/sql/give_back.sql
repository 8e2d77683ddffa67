-- Returns points to the lots that the subject's holds took them from, the last to expire first.
CREATE OR REPLACE FUNCTION points_return(p points_posting) RETURNS void LANGUAGE plpgsql AS $$
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

-- What is asked of the ledger: one transaction.
CREATE TYPE points_posting AS (
    id bigint, key text, body text, kind text, source text, subject text,
    account_id bigint, other_id bigint, points integer, at timestamptz,
    place text, basis integer, reason text, by_id bigint,
    expires_on date, due_on date, of_id bigint
);

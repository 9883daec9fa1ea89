-- One row, written again and again while writing has failed, to see whether it works.
CREATE TABLE write_checks (
    id INTEGER PRIMARY KEY,
    checked_at BIGINT NOT NULL
);

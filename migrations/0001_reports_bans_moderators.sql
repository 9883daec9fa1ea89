-- Written once for SQLite and PostgreSQL. Times are milliseconds since 1970-01-01T00:00:00Z, ids are UUIDs as text.
-- Participants appear as keyed hashes only; no IP address and no token is stored anywhere.

CREATE TABLE moderators (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE reports (
    id TEXT PRIMARY KEY,
    conversation_id TEXT NOT NULL,
    reporter_key TEXT NOT NULL,
    reported_key TEXT NOT NULL,
    reporter_alias TEXT NOT NULL,
    reported_alias TEXT NOT NULL,
    reason TEXT NOT NULL,
    urgency INTEGER NOT NULL, -- 0 is looked at first
    note TEXT NOT NULL,
    chat_started_at BIGINT NOT NULL,
    reported_at BIGINT NOT NULL,
    evidence_truncated INTEGER NOT NULL,
    evidence_lines INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('open', 'dismissed', 'banned')),
    decided_by TEXT REFERENCES moderators (id),
    decided_at BIGINT,
    CHECK ((status = 'open') = (decided_at IS NULL)),
    -- A report that is sent again after a lost answer is still one report.
    UNIQUE (conversation_id, reporter_key)
);
CREATE INDEX reports_open ON reports (urgency, reported_at, id) WHERE status = 'open';
CREATE INDEX reports_of_participant ON reports (reported_key);

CREATE TABLE report_evidence (
    report_id TEXT NOT NULL REFERENCES reports (id) ON DELETE CASCADE,
    line INTEGER NOT NULL, -- counts from 1, in the order the server saw
    stream_offset BIGINT NOT NULL,
    sender_alias TEXT NOT NULL,
    sent_at BIGINT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (report_id, line)
);

CREATE TABLE bans (
    id TEXT PRIMARY KEY,
    participant_key TEXT NOT NULL,
    reason TEXT NOT NULL,
    imposed_at BIGINT NOT NULL,
    ends_at BIGINT, -- NULL: permanent
    imposed_by TEXT NOT NULL REFERENCES moderators (id),
    report_id TEXT REFERENCES reports (id) ON DELETE SET NULL,
    lifted_at BIGINT,
    lifted_by TEXT REFERENCES moderators (id)
);
CREATE INDEX bans_in_force ON bans (imposed_at, id) WHERE lifted_at IS NULL;
CREATE INDEX bans_of_participant ON bans (participant_key) WHERE lifted_at IS NULL;
CREATE INDEX bans_of_report ON bans (report_id);

CREATE TABLE console_sessions (
    session_key TEXT PRIMARY KEY, -- keyed hash of the cookie's secret
    moderator_id TEXT NOT NULL REFERENCES moderators (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX console_sessions_by_expiry ON console_sessions (expires_at);

-- Names in place of references: the log outlives what it tells of.
CREATE TABLE audit_log (
    id TEXT PRIMARY KEY, -- UUID version 7: sorts in the order of writing
    written_at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL
);
CREATE INDEX audit_log_by_time ON audit_log (written_at, id);

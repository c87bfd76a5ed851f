-- The first schema. Ids are hyphenated UUID text, hashes are 32-byte blobs, times ms UTC.
-- `events` is the log that everything else follows from; nothing in it is ever changed.
CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
    seq INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    prev_sha256 BLOB NOT NULL,
    sha256 BLOB NOT NULL
) STRICT;

CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'the event log is append-only'); END;
CREATE TRIGGER events_are_never_deleted BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'the event log is append-only'); END;

CREATE TABLE officers (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    unit TEXT NOT NULL,
    is_demo INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE devices (
    id TEXT PRIMARY KEY,
    officer_id TEXT NOT NULL REFERENCES officers (id),
    kid TEXT NOT NULL UNIQUE,
    key TEXT NOT NULL,
    platform TEXT NOT NULL,
    enrolled_at_ms INTEGER NOT NULL,
    revoked_at_ms INTEGER,
    token_sha256 BLOB NOT NULL UNIQUE,
    token_expires_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE enrol_codes (
    code_sha256 BLOB PRIMARY KEY,
    officer_id TEXT NOT NULL REFERENCES officers (id),
    expires_at_ms INTEGER NOT NULL,
    device_id TEXT REFERENCES devices (id)
) STRICT, WITHOUT ROWID;

CREATE TABLE accounts (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    display_name TEXT NOT NULL,
    role TEXT NOT NULL,
    unit TEXT NOT NULL,
    password_phc TEXT NOT NULL,
    is_demo INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
    token_sha256 BLOB PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    expires_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- One accepted envelope, its three texts as they came. `seq` counts within the signing device and
-- is NULL where the payload cannot be read or names another device than the one that signed.
CREATE TABLE envelopes (
    payload_sha256 BLOB PRIMARY KEY,
    payload TEXT NOT NULL,
    protected TEXT NOT NULL,
    signature TEXT NOT NULL,
    device_id TEXT NOT NULL REFERENCES devices (id),
    finding_id TEXT,
    version_id TEXT UNIQUE,
    seq INTEGER,
    place TEXT NOT NULL,
    flags TEXT NOT NULL,
    stored_at_ms INTEGER NOT NULL,
    received_at_ms INTEGER,
    receipt_no TEXT,
    receipt TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX envelopes_by_device_seq ON envelopes (device_id, seq);
CREATE INDEX envelopes_by_finding ON envelopes (finding_id);

-- What an envelope names; `bytes` is the length that it states.
CREATE TABLE envelope_photos (
    payload_sha256 BLOB NOT NULL REFERENCES envelopes (payload_sha256),
    photo_sha256 BLOB NOT NULL,
    bytes INTEGER NOT NULL,
    PRIMARY KEY (payload_sha256, photo_sha256)
) STRICT, WITHOUT ROWID;
CREATE INDEX envelope_photos_by_photo ON envelope_photos (photo_sha256);

-- Photos that are on the disk, whole and checked.
CREATE TABLE photos (
    sha256 BLOB PRIMARY KEY,
    bytes INTEGER NOT NULL,
    media_type TEXT NOT NULL,
    stored_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE uploads (
    id TEXT PRIMARY KEY,
    device_id TEXT NOT NULL REFERENCES devices (id),
    sha256 BLOB NOT NULL,
    bytes INTEGER NOT NULL,
    expires_at_ms INTEGER NOT NULL,
    UNIQUE (device_id, sha256)
) STRICT, WITHOUT ROWID;

-- Where each finding stands: written in the transaction of the event that moved it.
CREATE TABLE findings (
    finding_id TEXT PRIMARY KEY,
    officer_id TEXT NOT NULL REFERENCES officers (id),
    place TEXT NOT NULL,
    stage TEXT NOT NULL,
    newest_sha256 BLOB NOT NULL REFERENCES envelopes (payload_sha256),
    version_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    sort_rank INTEGER NOT NULL,
    sort_key INTEGER NOT NULL,
    row TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX findings_in_order ON findings (sort_rank, sort_key, finding_id);
CREATE INDEX findings_by_place ON findings (place, stage);

CREATE TABLE decisions (
    decision_id TEXT PRIMARY KEY,
    event_seq INTEGER NOT NULL UNIQUE REFERENCES events (seq),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    finding_id TEXT NOT NULL REFERENCES findings (finding_id),
    officer_id TEXT NOT NULL REFERENCES officers (id),
    body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX decisions_by_officer ON decisions (officer_id, event_seq);
CREATE INDEX decisions_by_finding ON decisions (finding_id, event_seq);

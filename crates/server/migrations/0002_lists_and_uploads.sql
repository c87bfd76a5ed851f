-- Lists of any subtree in their order, counts without counting, and what the operator watches.
-- A place is a code of at most 12 digits; a unit is its first 4, 6, 9 or 12.
CREATE VIEW unit_digits (digits) AS VALUES (4), (6), (9), (12);

DROP INDEX findings_in_order;
DROP INDEX findings_by_place;
CREATE INDEX findings_of_city ON findings (substr(place, 1, 4), stage, sort_rank, sort_key, finding_id);
CREATE INDEX findings_of_county ON findings (substr(place, 1, 6), stage, sort_rank, sort_key, finding_id);
CREATE INDEX findings_of_township ON findings (substr(place, 1, 9), stage, sort_rank, sort_key, finding_id);
CREATE INDEX findings_of_village ON findings (substr(place, 1, 12), stage, sort_rank, sort_key, finding_id);

CREATE TABLE finding_counts (
    unit TEXT NOT NULL,
    stage TEXT NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (unit, stage)
) STRICT, WITHOUT ROWID;
INSERT INTO finding_counts (unit, stage, n)
SELECT substr(place, 1, digits), stage, count(*)
FROM findings JOIN unit_digits ON length(place) >= digits GROUP BY 1, 2;

CREATE TRIGGER a_new_finding_is_counted AFTER INSERT ON findings
BEGIN
    INSERT INTO finding_counts (unit, stage, n)
    SELECT substr(NEW.place, 1, digits), NEW.stage, 1 FROM unit_digits WHERE length(NEW.place) >= digits
    ON CONFLICT (unit, stage) DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER a_moved_finding_is_counted AFTER UPDATE OF place, stage ON findings
WHEN OLD.place <> NEW.place OR OLD.stage <> NEW.stage
BEGIN
    UPDATE finding_counts SET n = n - 1 WHERE stage = OLD.stage
    AND unit IN (SELECT substr(OLD.place, 1, digits) FROM unit_digits WHERE length(OLD.place) >= digits);
    INSERT INTO finding_counts (unit, stage, n)
    SELECT substr(NEW.place, 1, digits), NEW.stage, 1 FROM unit_digits WHERE length(NEW.place) >= digits
    ON CONFLICT (unit, stage) DO UPDATE SET n = n + 1;
END;

CREATE INDEX envelopes_without_receipt ON envelopes (stored_at_ms) WHERE receipt IS NULL;

-- An upload is open until its photo is there, whoever brought it.
ALTER TABLE uploads ADD COLUMN is_open INTEGER NOT NULL DEFAULT 1;
UPDATE uploads SET is_open = 0 WHERE sha256 IN (SELECT sha256 FROM photos);
CREATE INDEX uploads_open_by_device ON uploads (device_id) WHERE is_open = 1;
CREATE INDEX uploads_open_by_photo ON uploads (sha256) WHERE is_open = 1;
CREATE INDEX uploads_by_end ON uploads (expires_at_ms);

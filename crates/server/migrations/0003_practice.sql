-- Practice is a stage of its own, which nothing counts. A program that does not know it would take it for
-- work: the number of the schema keeps such a program out.
DROP TRIGGER a_new_finding_is_counted;
CREATE TRIGGER a_new_finding_is_counted AFTER INSERT ON findings WHEN NEW.stage <> 'practice'
BEGIN
    INSERT INTO finding_counts (unit, stage, n)
    SELECT substr(NEW.place, 1, digits), NEW.stage, 1 FROM unit_digits WHERE length(NEW.place) >= digits
    ON CONFLICT (unit, stage) DO UPDATE SET n = n + 1;
END;
DROP TRIGGER a_moved_finding_is_counted;
CREATE TRIGGER a_moved_finding_is_counted AFTER UPDATE OF place, stage ON findings
WHEN NEW.stage <> 'practice' AND (OLD.place <> NEW.place OR OLD.stage <> NEW.stage)
BEGIN
    UPDATE finding_counts SET n = n - 1 WHERE stage = OLD.stage
    AND unit IN (SELECT substr(OLD.place, 1, digits) FROM unit_digits WHERE length(OLD.place) >= digits);
    INSERT INTO finding_counts (unit, stage, n)
    SELECT substr(NEW.place, 1, digits), NEW.stage, 1 FROM unit_digits WHERE length(NEW.place) >= digits
    ON CONFLICT (unit, stage) DO UPDATE SET n = n + 1;
END;

"""Keep worker_time in step with bookings, crews and blocks, whoever writes them.

Revision ID: 0003
Revises: 0002
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BOOKING_CHANGED = """
CREATE FUNCTION worker_time_follow_booking() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    live boolean := NEW.status IN ('pending', 'confirmed', 'in_progress')
                    AND NEW.deleted_at IS NULL;
BEGIN
    IF NOT live THEN
        DELETE FROM worker_time WHERE org_id = NEW.org_id AND booking_id = NEW.id;
        RETURN NULL;
    END IF;
    UPDATE worker_time SET during = tstzrange(NEW.starts_at, NEW.ends_at)
    WHERE org_id = NEW.org_id AND booking_id = NEW.id
      AND during <> tstzrange(NEW.starts_at, NEW.ends_at);
    INSERT INTO worker_time (id, org_id, worker_id, kind, booking_id, during)
    SELECT gen_random_uuid(), c.org_id, c.worker_id, 'booking', c.booking_id,
           tstzrange(NEW.starts_at, NEW.ends_at)
    FROM booking_crew c
    WHERE c.org_id = NEW.org_id AND c.booking_id = NEW.id
      AND NOT EXISTS (
          SELECT 1 FROM worker_time t
          WHERE t.org_id = c.org_id AND t.booking_id = c.booking_id AND t.worker_id = c.worker_id
      );
    RETURN NULL;
END $$
"""

CREW_JOINED = """
CREATE FUNCTION worker_time_crew_joined() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO worker_time (id, org_id, worker_id, kind, booking_id, during)
    SELECT gen_random_uuid(), NEW.org_id, NEW.worker_id, 'booking', NEW.booking_id,
           tstzrange(b.starts_at, b.ends_at)
    FROM bookings b
    WHERE b.org_id = NEW.org_id AND b.id = NEW.booking_id
      AND b.status IN ('pending', 'confirmed', 'in_progress') AND b.deleted_at IS NULL;
    RETURN NULL;
END $$
"""

CREW_LEFT = """
CREATE FUNCTION worker_time_crew_left() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM worker_time
    WHERE org_id = OLD.org_id AND booking_id = OLD.booking_id AND worker_id = OLD.worker_id;
    RETURN NULL;
END $$
"""

BLOCK_CHANGED = """
CREATE FUNCTION worker_time_follow_block() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM worker_time WHERE org_id = NEW.org_id AND block_id = NEW.id;
    IF NEW.scope = 'worker' AND NEW.deleted_at IS NULL THEN
        INSERT INTO worker_time (id, org_id, worker_id, kind, block_id, during)
        VALUES (gen_random_uuid(), NEW.org_id, NEW.worker_id, 'block', NEW.id,
                tstzrange(NEW.starts_at, NEW.ends_at));
    END IF;
    RETURN NULL;
END $$
"""

TRIGGERS = (
    "CREATE TRIGGER worker_time_booking"
    " AFTER UPDATE OF starts_at, ends_at, status, deleted_at ON bookings"
    " FOR EACH ROW EXECUTE FUNCTION worker_time_follow_booking()",
    "CREATE TRIGGER worker_time_joined AFTER INSERT ON booking_crew"
    " FOR EACH ROW EXECUTE FUNCTION worker_time_crew_joined()",
    "CREATE TRIGGER worker_time_left AFTER DELETE ON booking_crew"
    " FOR EACH ROW EXECUTE FUNCTION worker_time_crew_left()",
    "CREATE TRIGGER worker_time_block AFTER INSERT OR UPDATE ON availability_blocks"
    " FOR EACH ROW EXECUTE FUNCTION worker_time_follow_block()",
)


def upgrade() -> None:
    for statement in (BOOKING_CHANGED, CREW_JOINED, CREW_LEFT, BLOCK_CHANGED, *TRIGGERS):
        op.execute(statement)

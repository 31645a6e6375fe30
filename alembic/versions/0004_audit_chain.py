"""Chain audit rows by hash, per organisation, and refuse to change them.

Each row's hash covers its own content and the hash before it, so that a row changed, removed or
slipped in later breaks every hash after it. `admin_audit_log_digest` is the one definition; the
verification uses it too.

Revision ID: 0004
Revises: 0003
"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

DIGEST = """
CREATE FUNCTION admin_audit_log_digest(entry admin_audit_logs) RETURNS bytea
LANGUAGE sql STABLE AS $$
    SELECT sha256(convert_to(jsonb_build_array(
        entry.org_id, entry.seq, extract(epoch FROM entry.created_at), entry.actor_id,
        entry.actor_name, entry.admin_role, entry.action, entry.resource_type, entry.resource_id,
        entry.metadata, entry.request_id, encode(entry.prev_hash, 'hex'))::text, 'UTF8'))
$$
"""

CHAIN = """
CREATE FUNCTION admin_audit_logs_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last record;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('audit ' || NEW.org_id::text, 0));
    SELECT seq, hash INTO last FROM admin_audit_logs
    WHERE org_id = NEW.org_id ORDER BY seq DESC LIMIT 1;
    NEW.seq := coalesce(last.seq, 0) + 1;
    NEW.prev_hash := coalesce(last.hash, ''::bytea);
    NEW.hash := admin_audit_log_digest(NEW);
    RETURN NEW;
END $$
"""

REFUSE = """
CREATE FUNCTION admin_audit_logs_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'insufficient_privilege';
END $$
"""

TRIGGERS = (
    "CREATE TRIGGER admin_audit_logs_chain BEFORE INSERT ON admin_audit_logs"
    " FOR EACH ROW EXECUTE FUNCTION admin_audit_logs_chain()",
    "CREATE TRIGGER admin_audit_logs_refuse BEFORE UPDATE OR DELETE ON admin_audit_logs"
    " FOR EACH ROW EXECUTE FUNCTION admin_audit_logs_refuse()",
    "CREATE TRIGGER admin_audit_logs_refuse_truncate BEFORE TRUNCATE ON admin_audit_logs"
    " FOR EACH STATEMENT EXECUTE FUNCTION admin_audit_logs_refuse()",
)


def upgrade() -> None:
    for statement in (DIGEST, CHAIN, REFUSE, *TRIGGERS):
        op.execute(statement)

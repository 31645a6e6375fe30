"""The audit trail: nobody rewrites it, and whoever does so with a superuser's hand is found out."""

from __future__ import annotations

import psycopg
import pytest
from psycopg import sql

from cleaning_app import db
from cleaning_app.services import audit
from tests.rls.conftest import LOGINS, Pair

REFUSED = "42501"


REWRITING = (
    "UPDATE admin_audit_logs SET action = 'nothing.happened' WHERE org_id = %s",
    "DELETE FROM admin_audit_logs WHERE org_id = %s",
    "TRUNCATE admin_audit_logs",
)
DISARMING = (
    "ALTER TABLE admin_audit_logs DISABLE TRIGGER USER",
    "DROP TRIGGER admin_audit_logs_refuse ON admin_audit_logs",
    "SET session_replication_role = replica",
)
# A superuser may switch the triggers off; then the chain tells.
TRIES = [(login, statement) for login in LOGINS for statement in REWRITING + DISARMING]
TRIES += [("superuser", statement) for statement in REWRITING]


@pytest.mark.parametrize(("login", "statement"), TRIES)
def test_no_login_rewrites_it(pair: Pair, login: str, statement: str):
    values = [pair.ours.org_id] if "%s" in statement else []
    assert pair.refusal(login, pair.ours.org_id, sql.SQL(statement), *values) == REFUSED


def test_a_row_that_is_slipped_in_joins_the_chain_at_its_end(pair: Pair):
    """Sequence, hashes and place are the trigger's to give, whatever the insert says."""
    with pair.as_("app", pair.ours.org_id) as connection:
        last = connection.execute("SELECT max(seq) FROM admin_audit_logs").fetchone() or [0]
        made = connection.execute(
            "INSERT INTO admin_audit_logs (id, created_at, org_id, seq, actor_name, admin_role, action,"
            " resource_type, resource_id, metadata, request_id, prev_hash, hash) VALUES"
            " (gen_random_uuid(), now(), %s, 1, 'x', 'x', 'x', 'x', '', '{}', '-', 'forged', 'forged')"
            " RETURNING seq, prev_hash, hash",
            [pair.ours.org_id],
        ).fetchone()
    assert made is not None
    assert made[0] == last[0] + 1
    assert b"forged" not in made[1:]


TAMPERING = {
    "changed": "UPDATE admin_audit_logs SET actor_name = 'Somebody else'"
    " WHERE org_id = %(org)s AND seq = %(seq)s",
    "removed": "DELETE FROM admin_audit_logs WHERE org_id = %(org)s AND seq = %(seq)s",
    "changed, its hash recomputed": "UPDATE admin_audit_logs SET action = 'x',"
    " hash = sha256('x') WHERE org_id = %(org)s AND seq = %(seq)s",
    "moved in time": "UPDATE admin_audit_logs SET created_at = created_at - interval '1 day'"
    " WHERE org_id = %(org)s AND seq = %(seq)s",
}


@pytest.mark.parametrize("how", TAMPERING)
async def test_tampering_is_found_at_its_place(pair: Pair, how: str):
    """As a superuser with triggers off; the row is put back afterwards."""
    org, seq = pair.ours.org_id, 7
    assert (await _verify(pair)).broken_at is None
    with psycopg.connect(pair.conninfo("superuser"), autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(
            "CREATE TABLE kept AS SELECT * FROM admin_audit_logs WHERE org_id = %s AND seq = %s",
            [org, seq],
        )
        try:
            connection.execute(TAMPERING[how], {"org": org, "seq": seq})
            found = await _verify(pair)
        finally:
            connection.execute(
                "DELETE FROM admin_audit_logs WHERE org_id = %s AND seq = %s", [org, seq]
            )
            connection.execute("INSERT INTO admin_audit_logs SELECT * FROM kept")
            connection.execute("DROP TABLE kept")
    # Of a removed row only the hole is left: the next one does not fit.
    assert found.broken_at == (seq + 1 if how == "removed" else seq)
    assert (await _verify(pair)).broken_at is None


async def _verify(pair: Pair) -> audit.Verification:
    async with db.unit(pair.ours.owner) as ctx:
        return await audit.verify(ctx)

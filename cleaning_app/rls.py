"""Row-level security as SQL, for migrations: which statements put a table behind its organisation.

Every policy reads transaction-local settings that `cleaning_app.db` sets. The sub-select makes
PostgreSQL evaluate a setting once per statement instead of once per row.
"""

from __future__ import annotations


def setting(name: str, cast: str) -> str:
    """SQL for a transaction-local setting, NULL when it was never set."""
    return f"(SELECT nullif(current_setting('app.{name}', true), '')::{cast})"


ORG = setting("org_id", "uuid")
USER = setting("user_id", "uuid")
TOKEN = "(SELECT decode(nullif(current_setting('app.token_hash', true), ''), 'hex'))"
LOGIN = setting("login", "text")
SLUG = setting("org_slug", "text")


def enable(table: str) -> list[str]:
    """Turn row-level security on, for the table's owner too."""
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
    ]


def protect(table: str) -> list[str]:
    """The rule for every table with `org_id`: rows of the current organisation, nothing else."""
    rule = f"org_id = {ORG}"
    return [
        *enable(table),
        f"CREATE POLICY tenant ON {table} USING ({rule}) WITH CHECK ({rule})",
    ]


def allow(table: str, name: str, verb: str, using: str, *, to: str = "PUBLIC") -> str:
    """One more way to reach rows of a table, for one verb."""
    clause = f"WITH CHECK ({using})" if verb == "INSERT" else f"USING ({using})"
    return f"CREATE POLICY {name} ON {table} FOR {verb} TO {to} {clause}"

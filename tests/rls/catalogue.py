"""What the database itself says about tables, policies, keys and privileges."""

from __future__ import annotations

from dataclasses import dataclass

import psycopg

JOB_ENGINE = "procrastinate%"


@dataclass(frozen=True)
class Reference:
    """A foreign key of a table with `org_id`: its columns and where they point."""

    table: str
    name: str
    columns: tuple[str, ...]
    target: str
    target_columns: tuple[str, ...]


@dataclass(frozen=True)
class UniqueKey:
    """A unique index; `columns` in its order, expressions as written."""

    table: str
    name: str
    columns: tuple[str, ...]


def tenant_tables(connection: psycopg.Connection) -> list[str]:
    """Every table with a column `org_id`, and the organisations themselves."""
    rows = connection.execute(
        """
        SELECT c.relname FROM pg_class c
        WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
          AND (c.relname = 'organisations' OR EXISTS (
              SELECT 1 FROM pg_attribute a
              WHERE a.attrelid = c.oid AND a.attname = 'org_id' AND NOT a.attisdropped))
        ORDER BY 1
        """
    )
    return [name for (name,) in rows]


def other_tables(connection: psycopg.Connection) -> list[str]:
    """Tables that belong to no organisation, without the job engine's."""
    tenant = set(tenant_tables(connection))
    rows = connection.execute(
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') "
        "AND relnamespace = 'public'::regnamespace AND relname NOT LIKE %s ORDER BY 1",
        [JOB_ENGINE],
    )
    return [name for (name,) in rows if name not in tenant]


def org_column(table: str) -> str:
    """The column that says whose a row is."""
    return "id" if table == "organisations" else "org_id"


def references(connection: psycopg.Connection) -> list[Reference]:
    """The foreign keys of tables with `org_id`."""
    rows = connection.execute(
        """
        SELECT f.conrelid::regclass::text, f.conname,
               (SELECT array_agg(a.attname ORDER BY n) FROM unnest(f.conkey) WITH ORDINALITY k(no, n)
                JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = k.no),
               f.confrelid::regclass::text,
               (SELECT array_agg(a.attname ORDER BY n) FROM unnest(f.confkey) WITH ORDINALITY k(no, n)
                JOIN pg_attribute a ON a.attrelid = f.confrelid AND a.attnum = k.no)
        FROM pg_constraint f
        WHERE f.contype = 'f' AND f.connamespace = 'public'::regnamespace
        ORDER BY 1, 2
        """
    ).fetchall()
    tenant = set(tenant_tables(connection))
    return [
        Reference(table, name, tuple(map(str, own)), target, tuple(map(str, there)))
        for table, name, own, target, there in rows
        if table in tenant
    ]


def unique_keys(connection: psycopg.Connection) -> list[UniqueKey]:
    """The unique indexes of tables with `org_id`."""
    rows = connection.execute(
        """
        SELECT i.indrelid::regclass::text, i.indexrelid::regclass::text,
               array_agg(pg_get_indexdef(i.indexrelid, n, true) ORDER BY n)
        FROM pg_index i, generate_series(1, i.indnkeyatts) n
        WHERE i.indisunique AND i.indrelid IN (
            SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)
        GROUP BY 1, 2 ORDER BY 1, 2
        """
    ).fetchall()
    tenant = set(tenant_tables(connection))
    return [UniqueKey(t, name, tuple(columns)) for t, name, columns in rows if t in tenant]


def gaps(connection: psycopg.Connection) -> dict[str, list[str]]:
    """What is missing around each table with `org_id`, in words; an empty list where it is held."""
    rows = connection.execute(
        r"""
        SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity,
               count(p.oid) > 0,
               coalesce(bool_or(pg_get_expr(p.polqual, c.oid) ~ %(rule)s), false),
               coalesce(bool_or(pg_get_expr(p.polwithcheck, c.oid) ~ %(rule)s), false)
        FROM pg_class c
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'org_id' AND NOT a.attisdropped
        LEFT JOIN pg_policy p ON p.polrelid = c.oid AND p.polcmd = '*' AND p.polroles = '{0}'
        WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
        GROUP BY c.oid ORDER BY c.relname
        """,
        {"rule": r"^\(org_id = \( SELECT .*'app\.org_id'.*\)\)$"},
    )
    words = ("not enabled", "not forced", "no policy", "USING is open", "WITH CHECK is open")
    return {
        table: [word for word, there in zip(words, held, strict=True) if not there]
        for table, *held in rows
    }

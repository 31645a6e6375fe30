"""GST export against PostgreSQL's own COPY of the same rows into a ZIP, and its memory.

Starts a PostgreSQL of its own in a temporary folder, fills it, and runs both ways in turn, A-B-A-B.
Equal work: the baseline is COPY of the payments' file alone, deflated at the same level by the same
library; ours writes that file and all the others. The file's bytes must be the same in both.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import io
import os
import statistics
import tempfile
import threading
import time
import zipfile
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import Any

import psutil
import psycopg

FIRST, LAST = date(2022, 1, 1), date(2025, 12, 31)
PAYMENTS = "gst_payments.csv"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--payments", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=3)


def run(options: argparse.Namespace) -> dict[str, Any]:
    """Fill, measure."""
    with tempfile.TemporaryDirectory(prefix="cleaning-bench-") as folder:
        os.environ["DATA_DIR"] = folder
        from cleaning_app import embedded

        try:
            return asyncio.run(_measure(options.payments, options.rounds))
        finally:
            embedded.stop(Path(folder))


async def _measure(payments: int, rounds: int) -> dict[str, Any]:
    from cleaning_app import db
    from cleaning_app.services import gst, organisations
    from cleaning_app.services.gst.asked import ask

    _migrate()
    identity = await organisations.create("bench", "Bench")
    _fill(identity.org.id, payments)
    async with db.unit(identity) as ctx:
        params = (await ask(ctx, FIRST, LAST, "cash")).params(ctx)
    outcomes: dict[str, list[tuple[float, float, str]]] = {"copy": [], "export": []}
    for _ in range(rounds):
        outcomes["copy"].append(await _timed(lambda: _copied(identity.org, params)))
        outcomes["export"].append(
            await _timed(lambda: _exported(gst.download(identity, FIRST, LAST, "cash")))
        )
    await db.dispose()
    assert len({same for runs in outcomes.values() for _, _, same in runs}) == 1, "files differ"
    seconds = {name: statistics.median(run[0] for run in runs) for name, runs in outcomes.items()}
    return {
        "payments": payments,
        "copy_into_zip_seconds": round(seconds["copy"], 2),
        "gst_export_seconds": round(seconds["export"], 2),
        "ratio": round(seconds["export"] / seconds["copy"], 2),
        "spread_seconds": {n: [round(r[0], 2) for r in runs] for n, runs in outcomes.items()},
        "memory_growth_mb": round(max(run[1] for run in outcomes["export"]), 1),
    }


async def _timed(way: Callable[[], Awaitable[str]]) -> tuple[float, float, str]:
    """Seconds, growth of resident memory in MB while it ran, and what `way` returned."""
    process, stop = psutil.Process(), threading.Event()
    before = peak = process.memory_info().rss

    def watch() -> None:
        nonlocal peak
        while not stop.wait(0.02):
            peak = max(peak, process.memory_info().rss)

    watcher = threading.Thread(target=watch)
    watcher.start()
    started = time.perf_counter()
    try:
        outcome = await way()
        took = time.perf_counter() - started
    finally:
        stop.set()
        watcher.join()
    return took, (peak - before) / 1e6, outcome


async def _exported(download: Awaitable[Any]) -> str:
    """Write the export to a file; returns the hash of its payments."""
    with tempfile.TemporaryFile() as file:
        async for block in await download:
            file.write(block)
        return _hash(file)


async def _copied(place: Any, params: dict[str, Any]) -> str:
    """COPY the payments' query into a ZIP, the plain way; returns the hash of the file."""
    return await asyncio.to_thread(_copy_into_zip, place, params)


def _copy_into_zip(place: Any, params: dict[str, Any]) -> str:
    from cleaning_app.services.gst import files
    from cleaning_app.settings import get_settings

    with (
        psycopg.connect(get_settings().conninfo_for("app")) as connection,
        tempfile.TemporaryFile() as file,
    ):
        connection.execute(
            "SELECT set_config('app.org_id', %s, true), set_config('TimeZone', %s, true),"
            " set_config('work_mem', '32MB', true), set_config('enable_nestloop', 'off', true),"
            " set_config('statement_timeout', '0', true)",
            [str(place.id), place.timezone],
        )
        statement = f"COPY ({files.PAYMENTS}) TO STDOUT (FORMAT csv, HEADER)"
        with (
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
            archive.open(PAYMENTS, "w") as entry,
            connection.cursor() as cursor,
            cursor.copy(statement, params) as copy,
        ):
            block = bytearray()
            for row in copy:
                block += row
                if len(block) > 65536:
                    entry.write(block)
                    block = bytearray()
            entry.write(block)
        return _hash(file)


def _hash(file: Any) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    with zipfile.ZipFile(file) as archive, archive.open(PAYMENTS) as entry:
        for block in iter(lambda: entry.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def _migrate() -> None:
    from alembic.config import Config

    from alembic import command
    from cleaning_app.settings import ROOT

    config = Config(ROOT / "alembic.ini", stdout=io.StringIO())
    command.upgrade(config, "head")


def _fill(org_id: Any, payments: int) -> None:
    """So many payments on four fifths as many invoices; every fourth is paid in two parts, and a
    tenth of every fiftieth is credited a month later."""
    from sqlalchemy.engine import make_url

    from cleaning_app import embedded
    from cleaning_app.settings import get_settings

    settings = get_settings()
    server = embedded.start(settings.data_dir)
    there = make_url(server.superuser_url).set(
        database=make_url(settings.conninfo_for("owner")).database
    )
    url = there.render_as_string(hide_password=False)
    invoices = payments * 4 // 5
    with psycopg.connect(url, autocommit=True) as connection:
        # Foreign keys and triggers off: they are not what is measured.
        connection.execute("SET session_replication_role = replica")
        connection.execute(_CLIENTS, {"org": org_id})
        connection.execute(_INVOICES, {"org": org_id, "count": invoices})
        connection.execute(_NOTES, {"org": org_id})
        connection.execute(_PAYMENTS, {"org": org_id})
        connection.execute(_EXPENSES, {"org": org_id, "count": payments // 40})
        connection.execute("VACUUM ANALYZE")


_CLIENTS = """
    INSERT INTO clients (id, org_id, name, is_company, notes, tags, is_blocked, version)
    SELECT gen_random_uuid(), %(org)s, 'Client ' || g, false, '', '{}', false, 1
    FROM generate_series(1, 2000) g
"""
_INVOICES = """
    INSERT INTO invoices (id, org_id, number, client_id, issued_on, due_on, currency,
        subtotal_cents, discount_cents, taxable_cents, zero_rated_cents, exempt_cents, tax_cents,
        total_cents, paid_cents, status, void_reason, notes, version)
    SELECT uuidv7(make_interval(secs => g / 1000.0)), %(org)s,
        'INV-' || extract(year FROM day) || '-' || lpad(g::text, 7, '0'),
        (SELECT array_agg(id) FROM clients)[1 + g %% 2000], day, day + 14, 'CAD', net, 0, net, 0, 0,
        tax, net + tax, net + tax, 'paid', '', '', 1
    FROM (
        SELECT g, date '2022-01-01' + (g::bigint * 1400 / %(count)s)::int AS day,
               5000 + (g::bigint * 7919 %% 60000)::int AS net,
               round((5000 + g::bigint * 7919 %% 60000) * 0.05)::int AS tax
        FROM generate_series(1, %(count)s) g
    ) made
"""
_NOTES = """
    INSERT INTO credit_notes (id, org_id, number, invoice_id, kind, issued_on, reason, taxable_cents,
        zero_rated_cents, exempt_cents, tax_cents, provincial_tax_cents, total_cents)
    SELECT gen_random_uuid(), %(org)s, 'CN-' || n, id, 'credit', issued_on + 30, 'A window',
        taxable_cents / 10, 0, 0, tax_cents / 10, 0, taxable_cents / 10 + tax_cents / 10
    FROM (SELECT *, row_number() OVER (ORDER BY number) AS n FROM invoices) i WHERE n %% 50 = 0
"""
_PAYMENTS = """
    INSERT INTO payments (id, org_id, invoice_id, amount_cents, currency, method, status,
        received_at, provider, note)
    SELECT uuidv7(make_interval(secs => (row_number() OVER ()) / 1000.0)), %(org)s, id,
        CASE WHEN NOT halved THEN total_cents WHEN part = 1 THEN total_cents / 3
             ELSE total_cents - total_cents / 3 END,
        'CAD', (ARRAY['card', 'etransfer', 'cash', 'cheque'])[1 + n %% 4], 'succeeded',
        issued_on + make_interval(days => part * 9, secs => n * 37 %% 80000), 'import', ''
    FROM (SELECT *, row_number() OVER (ORDER BY number) AS n,
                 row_number() OVER (ORDER BY number) %% 4 = 0 AS halved FROM invoices) i
    CROSS JOIN generate_series(1, 2) part
    WHERE part = 1 OR halved
    ORDER BY issued_on + part * 9
"""
_EXPENSES = """
    INSERT INTO expenses (id, org_id, occurred_on, category_id, vendor, description, net_cents,
        tax_cents, total_cents, supplier_gst_number, version)
    SELECT gen_random_uuid(), %(org)s, date '2022-01-01' + g %% 1400,
        (SELECT id FROM expense_categories WHERE key = 'fuel'), 'Vendor ' || g %% 50, 'fuel', 2000,
        100, 2100, '', 1
    FROM generate_series(1, %(count)s) g
"""

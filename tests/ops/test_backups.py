"""A backup holds what the database held, is seen to be damaged when it is, and comes back whole."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url

from cleaning_app import db, embedded
from cleaning_app.embedded import EmbeddedServer
from cleaning_app.services import health, organisations
from tests import databases
from tests.databases import DatabaseUrls
from tests.ops.commands import first_on_path, program, run


class Books:
    """A database with one organisation, reached as its superuser, and a folder for its backups."""

    def __init__(self, server: EmbeddedServer, name: str, folder: Path) -> None:
        self.name = name
        self.url = databases.superuser_conninfo(server, name)
        self.backups = folder / "backups"
        self.data = folder / "data"
        self.environment = {
            "STACK": "local",
            "DATABASE_URL": self.url,
            "BACKUP_DIR": str(self.backups),
            "DATA_DIR": str(self.data),
        }

    def script(self, name: str, *arguments: str | Path, **changes: str):
        return run(f"deploy/{name}", *arguments, **(self.environment | changes))

    def ask(self, query: str):
        with psycopg.connect(self.url) as connection:
            return connection.execute(query.encode()).fetchall()

    def newest(self) -> Path:
        return sorted(self.backups.glob("cleaning_*.sql.gz"))[-1]


@pytest.fixture
async def books(server: EmbeddedServer, clean_database: DatabaseUrls, tmp_path: Path) -> Books:
    await organisations.create("prairie", "Prairie Cleaning")
    return Books(server, databases.name_of(clean_database), tmp_path)


@pytest.fixture
def backed_up(books: Books) -> Books:
    outcome = books.script("backup.sh")
    assert outcome.returncode == 0, outcome.stderr
    return books


def test_a_backup_leaves_a_marker_a_manifest_and_private_files(backed_up):
    marker = json.loads((backed_up.backups / "last-success.json").read_text())
    assert marker["file"] == backed_up.newest().name
    assert marker["bytes"] == backed_up.newest().stat().st_size
    assert {oct(f.stat().st_mode & 0o777) for f in backed_up.backups.iterdir()} == {"0o600"}
    assert not list(backed_up.backups.glob("*.part"))


def test_the_uploads_are_packed_beside_it(books):
    (books.data / "uploads" / "photos").mkdir(parents=True)
    (books.data / "uploads" / "photos" / "kitchen.jpg").write_bytes(b"before")
    assert books.script("backup.sh").returncode == 0
    (packed,) = books.backups.glob("uploads_*.tar.gz")
    listed = run("tar", "-tzf", packed).stdout
    assert "./photos/kitchen.jpg" in listed.splitlines()


def test_a_sound_backup_is_verified_and_drilled(backed_up):
    verified = backed_up.script("backup_verify.sh")
    assert (verified.returncode, "is sound" in verified.stderr) == (0, True), verified.stderr
    drilled = backed_up.script("restore_drill.sh")
    print(drilled.stderr)
    assert drilled.returncode == 0, drilled.stderr
    left = backed_up.ask("SELECT datname FROM pg_database WHERE datname LIKE '%drill%'")
    assert left == []


def test_one_wrong_byte_fails_the_drill(backed_up):
    dump = backed_up.newest()
    data = bytearray(dump.read_bytes())
    data[len(data) // 2] ^= 1
    dump.write_bytes(data)
    outcome = backed_up.script("restore_drill.sh")
    assert outcome.returncode == 1
    assert "changed or damaged" in outcome.stderr


def test_a_dump_that_stops_early_is_not_called_sound(backed_up):
    dump = backed_up.newest()
    run(
        "bash",
        "-c",
        f"gunzip -c {dump} | head -n 200 | gzip > {dump}.short; mv {dump}.short {dump}",
    )
    digest = run("sha256sum", dump).stdout.split()[0]
    manifest = Path(str(dump).removesuffix(".sql.gz") + ".manifest")
    lines = [line for line in manifest.read_text().splitlines() if not line.startswith("sha256")]
    manifest.write_text("\n".join([*lines, f"sha256\t{digest}"]) + "\n")
    outcome = backed_up.script("backup_verify.sh")
    assert outcome.returncode == 1
    assert "stops before its end" in outcome.stderr


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("table\torganisations\t1\t", "differs from what was backed up"),
        ("policies\t", "differs from what was backed up"),
    ],
)
def test_rows_and_policies_are_compared_with_the_manifest(backed_up, change, said):
    manifest = Path(str(backed_up.newest()).removesuffix(".sql.gz") + ".manifest")
    text = manifest.read_text()
    assert change in text
    lines = [f"{line}0" if line.startswith(change) else line for line in text.splitlines()]
    manifest.write_text("\n".join(lines) + "\n")
    outcome = backed_up.script("restore_drill.sh")
    assert outcome.returncode == 1
    assert said in outcome.stderr


def test_a_broken_audit_chain_fails_the_drill(books):
    with psycopg.connect(books.url) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("UPDATE admin_audit_logs SET actor_name = 'somebody else'")
    assert books.script("backup.sh").returncode == 0
    outcome = books.script("restore_drill.sh")
    assert outcome.returncode == 1
    assert "the audit chain breaks at entry 1" in outcome.stderr


def test_an_old_backup_is_too_old(backed_up):
    long_ago = time.time() - 30 * 3600
    os.utime(backed_up.newest(), (long_ago, long_ago))
    outcome = backed_up.script("backup_verify.sh")
    assert outcome.returncode == 1
    assert "too old" in outcome.stderr


def test_old_backups_go_and_the_newest_three_stay(backed_up):
    long_ago = time.time() - 90 * 86400
    for day in range(1, 6):
        old = backed_up.backups / f"cleaning_2020010{day}T000000Z.sql.gz"
        old.write_bytes(b"")
        os.utime(old, (long_ago, long_ago))
    time.sleep(1.1)
    assert backed_up.script("backup.sh").returncode == 0
    names = sorted(file.name for file in backed_up.backups.glob("cleaning_*.sql.gz"))
    assert len(names) == 3
    assert names[0] == "cleaning_20200105T000000Z.sql.gz"


async def test_a_restore_brings_everything_back_and_keeps_what_it_replaced(backed_up):
    with psycopg.connect(backed_up.url) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("DELETE FROM organisations")
    await db.dispose()
    outcome = backed_up.script("restore.sh", backed_up.newest(), "--yes")
    assert outcome.returncode == 0, outcome.stderr
    assert backed_up.ask("SELECT slug FROM organisations") == [("prairie",)]
    kept = backed_up.ask("SELECT datname FROM pg_database WHERE datname LIKE '%_before_%'")
    assert len(kept) == 1
    found = await health.check()
    assert found.status == "ready"


def test_a_restore_refuses_while_somebody_writes(backed_up):
    url = make_url(backed_up.url).update_query_dict({"application_name": "cleaning-app"})
    with psycopg.connect(url.render_as_string(hide_password=False)):
        outcome = backed_up.script("restore.sh", backed_up.newest(), "--yes")
    assert outcome.returncode == 1
    assert "stop them first" in outcome.stderr


def test_a_restore_asks_first(backed_up):
    outcome = backed_up.script("restore.sh", backed_up.newest())
    assert outcome.returncode == 1
    assert backed_up.ask("SELECT slug FROM organisations") == [("prairie",)]


def test_the_same_scripts_work_through_compose(books, tmp_path):
    """`docker` here is a stand-in that runs the database container's programs on this machine."""
    address = make_url(books.url)
    program(
        tmp_path / "bin",
        "docker",
        f"""echo "$*" >> {tmp_path}/asked
        while [ "$1" != db ]; do [ $# -gt 0 ] || exit 0; shift; done
        export PGHOST={address.host} PGPORT={address.port} PGPASSWORD={address.password}
        export PGUSER={address.username}
        exec {embedded.BIN}/"$2" "${{@:3}}" """,
    )
    environment = {"PATH": first_on_path(tmp_path / "bin"), "POSTGRES_DB": books.name}
    for script in ("backup.sh", "restore_drill.sh"):
        outcome = books.script(script, **environment, STACK="compose")
        assert outcome.returncode == 0, outcome.stderr
    asked = (tmp_path / "asked").read_text()
    assert "compose --project-directory . -f deploy/docker-compose.yml exec -T" in asked
    assert "PGPASSWORD" not in asked


def test_without_a_database_one_line_says_so(tmp_path):
    outcome = run("deploy/backup.sh", STACK="local", DATABASE_URL="", DATA_DIR=str(tmp_path / "no"))
    assert outcome.returncode == 1
    assert outcome.stderr.splitlines()[-1].startswith("There is no database under")

"""Which operating-system account runs the embedded PostgreSQL, as it refuses to run as root."""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

NAME = "embedded_postgres"


class RunAs(TypedDict, total=False):
    """Arguments of `subprocess.run` that change the account."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Account:
    """An account to drop to, or `uid` None: stay who we are."""

    uid: int | None
    gid: int | None

    @property
    def run_as(self) -> RunAs:
        if self.uid is None or self.gid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def give(self, *paths: Path) -> None:
        """Make the account own these paths."""
        if self.uid is not None and self.gid is not None:
            for path in paths:
                os.chown(path, self.uid, self.gid)


def account_for(pgdata: Path) -> Account:
    """The account for a data folder: as root the folder's owner or one made for it, else ourselves."""
    if os.geteuid() != 0:
        return Account(None, None)
    if pgdata.exists() and pgdata.stat().st_uid != 0:
        return Account(pgdata.stat().st_uid, pgdata.stat().st_gid)
    try:
        entry = pwd.getpwnam(NAME)
    except KeyError:
        entry = _make()
    return Account(entry.pw_uid, entry.pw_gid)


def _make() -> pwd.struct_passwd:
    program = shutil.which("useradd") or "/usr/sbin/useradd"
    # Another process may be making it at this moment, so only the result counts.
    subprocess.run(  # noqa: S603  (a fixed command)
        [program, "--system", "--user-group", "--no-create-home", "-s", "/usr/sbin/nologin", NAME],
        capture_output=True,
    )
    try:
        return pwd.getpwnam(NAME)
    except KeyError:
        raise RuntimeError(
            f"PostgreSQL does not run as root and the account {NAME} could not be made: "
            "run as an ordinary user, or set DATABASE_URL"
        ) from None


def let_through(account: Account, *folders: Path) -> None:
    """Let the account pass through the folders above its data and its programs; it may not list them."""
    if account.uid is None:
        return
    for folder in folders:
        for place in (folder, *folder.resolve().parents):
            mode = place.stat().st_mode
            if not mode & stat.S_IXOTH:
                place.chmod(mode | stat.S_IXOTH)

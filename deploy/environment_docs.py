"""Writes `.env.example` and `deploy/docs/environment.md` from the settings class.

Usage: python -m deploy.environment_docs            (writes both)
       python -m deploy.environment_docs --check    (exit 1 and say which differ)
"""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo

from cleaning_app.settings import ROOT, Settings
from cleaning_app.startup_checks import accepted

_EXAMPLE_HEAD = """\
# Every variable the product reads, with its default. Copy to .env and fill in what you need;
# an empty value counts as unset. Written by deploy/environment_docs.py: change the settings class,
# not this file.
"""
_PAGE_HEAD = """\
# Environment

Every variable the product reads. Values come from the process's environment, then from `.env` in the
project's folder, then from the default. An empty value counts as unset. A wrong or missing value stops
the start with one line per problem and exit code 2; no value is ever printed.

With `APP_ENV=prod` these are refused: missing secrets or secrets under 32 characters, missing, default
or short admin passwords, `STRICT_CORS=false`, `SQL_ECHO=true`, `LOG_LEVEL=DEBUG`. In development unset
secrets are made once and kept in `DATA_DIR/secrets.json`.

This page is written by `deploy/environment_docs.py` from `cleaning_app/settings.py`.
"""


def _groups() -> list[tuple[str, list[tuple[str, FieldInfo]]]]:
    def title(item: tuple[str, FieldInfo]) -> str:
        extra: Any = item[1].json_schema_extra
        return extra["group"]

    return [(name, list(items)) for name, items in groupby(Settings.model_fields.items(), title)]


def _default(field: FieldInfo) -> str:
    if field.default is None:
        return ""
    if isinstance(field.default, bool):
        return str(field.default).lower()
    return str(field.default)


def example() -> str:
    """The text of `.env.example`."""
    lines = [_EXAMPLE_HEAD]
    for title, fields in _groups():
        lines.append(f"# --- {title}\n")
        for name, field in fields:
            lines.append(f"# {field.description}")
            lines.append(f"{name.upper()}={_default(field)}\n")
    return "\n".join(lines)


def page() -> str:
    """The text of `deploy/docs/environment.md`."""
    lines = [_PAGE_HEAD]
    for title, fields in _groups():
        lines += [f"## {title}\n", "| variable | default | accepted | what it does |"]
        lines.append("|---|---|---|---|")
        for name, field in fields:
            default = f"`{_default(field)}`" if _default(field) else "unset"
            lines.append(
                f"| `{name.upper()}` | {default} | {accepted(field)} | {field.description} |"
            )
        lines.append("")
    return "\n".join(lines)


DOCUMENTS = {ROOT / ".env.example": example, ROOT / "deploy/docs/environment.md": page}


def outdated() -> list[Path]:
    """The documents that do not say what the settings class says."""
    return [
        path
        for path, text in DOCUMENTS.items()
        if not path.exists() or path.read_text(encoding="utf-8") != text()
    ]


def main() -> int:
    stale = outdated()
    if "--check" in sys.argv[1:]:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is out of date: run python -m deploy.environment_docs")
        return 1 if stale else 0
    for path in stale:
        path.write_text(DOCUMENTS[path](), encoding="utf-8")
        print(f"wrote {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

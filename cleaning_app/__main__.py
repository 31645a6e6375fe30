"""`python -m cleaning_app COMMAND`: the door for whoever runs the installation."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence

from cleaning_app import db
from cleaning_app.commands import (
    create_owner,
    demo,
    gst_export,
    import_books,
    rotate_encryption_key,
    verify_audit,
)
from cleaning_app.errors import AppError
from cleaning_app.settings import load_or_exit

COMMANDS = (import_books, gst_export, create_owner, verify_audit, rotate_encryption_key, demo)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 all well, 1 some of it was refused, 2 it could not be done at all."""
    options = _parser().parse_args(arguments)
    load_or_exit()
    return asyncio.run(_run(options))


async def _run(options: argparse.Namespace) -> int:
    try:
        return await options.run(options)
    except AppError as error:
        print(
            error.detail,
            *(f"  {e.field}: {e.message}" for e in error.errors),
            sep="\n",
            file=sys.stderr,
        )
        return 2
    finally:
        await db.dispose()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m cleaning_app", description=__doc__)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in COMMANDS:
        own = commands.add_parser(command.NAME, help=command.HELP, description=command.__doc__)
        command.add_arguments(own)
        own.set_defaults(run=command.run)
    return parser


if __name__ == "__main__":
    sys.exit(main())

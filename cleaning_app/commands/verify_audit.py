"""Recompute the audit log's hash chain of one organisation or of all."""

from __future__ import annotations

import argparse
import json

from cleaning_app import db
from cleaning_app.services import audit, identities, organisations

NAME = "verify-audit"
HELP = "recompute the hash chain of the audit log"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.add_argument("--org", default="", metavar="SLUG", help="only this one")


async def run(options: argparse.Namespace) -> int:
    """Print one JSON line per organisation; 1 when a chain is broken.

    Raises:
        NotFound: no such organisation.
    """
    chosen = [await identities.find_organisation(options.org)] if options.org else None
    intact = True
    for org_id in chosen or await organisations.every_id():
        identity = await identities.as_role(org_id, "system", "command line", "owner")
        async with db.unit(identity) as ctx:
            found = await audit.verify(ctx)
        intact = intact and found.broken_at is None
        line = {"org": identity.org.slug, "rows": found.rows, "broken_at": found.broken_at}
        print(json.dumps(line))
    return 0 if intact else 1

"""Encrypt all secrets at rest anew with the newest key of ENCRYPTION_KEY."""

from __future__ import annotations

import argparse
import json

from cleaning_app import db
from cleaning_app.services import identities, organisations, secrets_at_rest

NAME = "rotate-encryption-key"
HELP = "encrypt secrets at rest anew with the newest key of ENCRYPTION_KEY"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """It takes none: every organisation must be under the new key before the old one may go."""


async def run(options: argparse.Namespace) -> int:
    """Print one JSON line per organisation with the number of secrets.

    Raises:
        Invalid: a secret can't be read with any of the keys.
    """
    for org_id in await organisations.every_id():
        identity = await identities.as_role(org_id, "system", "command line", "owner")
        async with db.unit(identity) as ctx:
            rotated = await secrets_at_rest.rotate(ctx)
        print(json.dumps({"org": identity.org.slug, "secrets": rotated}))
    return 0

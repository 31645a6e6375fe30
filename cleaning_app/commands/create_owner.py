"""Give an organisation one more owner, for when nobody can sign in any more."""

from __future__ import annotations

import argparse
import json
import secrets

from cleaning_app import db
from cleaning_app.services import identities, members

NAME = "create-owner"
HELP = "give an organisation one more owner, with a temporary password"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.add_argument("--org", required=True, metavar="SLUG")
    parser.add_argument("--name", required=True)
    parser.add_argument("--email", required=True)


async def run(options: argparse.Namespace) -> int:
    """Make the owner and print the temporary password, which must be changed at first sign-in.

    Raises:
        NotFound: no such organisation.
        Conflict: that e-mail signs somebody in already.
        Invalid: not an e-mail address.
    """
    org_id = await identities.find_organisation(options.org)
    identity = await identities.as_role(org_id, "system", "command line", "owner")
    password = secrets.token_urlsafe(12)
    async with db.unit(identity) as ctx:
        await members.add(
            ctx, name=options.name, role="owner", password=password, email=options.email
        )
    print(json.dumps({"email": options.email.lower(), "temporary_password": password}))
    return 0

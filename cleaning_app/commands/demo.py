"""Open a made-up company to look around in; prints its sign-ins as one JSON line.

The password comes from DEMO_PASSWORD, else it is random. Run again, it changes nothing but the
password, and that only when DEMO_PASSWORD says another one.
"""

from __future__ import annotations

import argparse
import json
import time

from cleaning_app.services import demo
from cleaning_app.settings import get_settings

NAME = "demo"
HELP = "open a made-up company to look around in"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """It takes none."""


async def run(options: argparse.Namespace) -> int:
    """Fill the demo company, unless it is there."""
    started = time.perf_counter()
    chosen = get_settings().demo_password
    made = await demo.fill(chosen.get_secret_value() if chosen else None)
    report = {
        "organisation": demo.SLUG,
        "created": made.created,
        "sign_ins": {"owner": made.owner, "dispatcher": made.dispatcher, "worker": made.worker},
        "password": made.password,
        "seconds": round(time.perf_counter() - started, 2),
    }
    print(json.dumps(report), flush=True)
    return 0

"""Write the GST export of a period into a ZIP file."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

from cleaning_app.errors import Invalid
from cleaning_app.services import gst, identities

NAME = "gst-export"
HELP = "write the GST export of a period into a ZIP file"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.add_argument(
        "--org", required=True, metavar="SLUG", help="the organisation's short name"
    )
    parser.add_argument("--from", dest="first", required=True, metavar="YYYY-MM-DD")
    parser.add_argument("--to", dest="last", required=True, metavar="YYYY-MM-DD")
    parser.add_argument(
        "--basis", default="", help="accrual or cash; the organisation's own unless given"
    )
    parser.add_argument(
        "--output",
        default="",
        metavar="FILE",
        help="where to write it; - for standard output; gst_export_FROM_TO.zip unless given",
    )


async def run(options: argparse.Namespace) -> int:
    """Write the ZIP and print its path; nothing is left behind when it fails.

    Raises:
        NotFound: no such organisation.
        Invalid: a wrong date, range or basis, or a place that can't be written to.
    """
    first, last, basis = gst.read_range(options.first, options.last, options.basis)
    org_id = await identities.find_organisation(options.org)
    identity = await identities.as_role(org_id, "system", "command line", "owner")
    blocks = await gst.download(identity, first, last, basis)
    if options.output == "-":
        async for block in blocks:
            sys.stdout.buffer.write(block)
        return 0
    path = Path(options.output or gst.file_name(first, last))
    try:
        await _write(path, blocks)
    except OSError as error:
        raise Invalid(f"Can't write {path}: {error.strerror}.") from error
    print(path)
    return 0


async def _write(path: Path, blocks: AsyncIterator[bytes]) -> None:
    """Write beside the place first, so that half a file never carries the final name."""
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as file:
            async for block in blocks:
                file.write(block)
        os.replace(part, path)
    finally:
        with suppress(FileNotFoundError):
            part.unlink()

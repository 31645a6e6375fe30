"""Thousands of odd requests made from the API's own document: no 5xx, no answer it does not describe.

A few generated cases for each route; the long form makes 200 of them, after every case that the
document itself suggests.
"""

from __future__ import annotations

import asyncio
import re
import sys
from pathlib import Path

from pydantic import SecretStr

from tests.api.serving import serving

CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,"
    "response_schema_conformance,response_headers_conformance,negative_data_rejection"
)


async def test_no_request_breaks_the_server_or_gets_what_is_not_documented(
    door,
    office,
    setting,
    tmp_path,
    many,
):
    examples = many(6, 200)
    phases = "fuzzing" if examples == 6 else "coverage,fuzzing"
    setting(
        admin_action_rate_limit_per_minute=10**6,
        rate_limit_per_minute=10**6,
        owner_basic_username="olga",
        owner_basic_password=SecretStr("owner-pass-of-the-tests"),
    )
    async with serving(door) as address:
        running = await asyncio.create_subprocess_exec(
            str(Path(sys.executable).with_name("schemathesis")),
            "run",
            f"{address}/openapi.json",
            *("--auth", "olga:owner-pass-of-the-tests"),
            *("--phases", phases),
            *("--max-examples", str(examples), "--checks", CHECKS, "--seed", "7", "--no-color"),
            *("--generation-database", "none"),
            cwd=tmp_path,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        output = (await running.communicate())[0].decode()
    cases = re.search(r"(\d+) generated", output)
    print(f"{cases[1] if cases else '?'} cases")
    assert running.returncode == 0, output[-12_000:]
    assert cases is not None
    assert int(cases[1]) > 200

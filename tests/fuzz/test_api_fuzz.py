"""Thousands of odd requests made from the API's own document: no 5xx, no answer it does not describe.

`FUZZ_EXAMPLES` cases per route, of the phases `FUZZ_PHASES`; the long form runs
`FUZZ_EXAMPLES=200 FUZZ_PHASES=coverage,fuzzing`.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
from pathlib import Path

from pydantic import SecretStr

from tests.api.serving import serving

EXAMPLES = os.environ.get("FUZZ_EXAMPLES", "6")
PHASES = os.environ.get("FUZZ_PHASES", "fuzzing")
CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,"
    "response_schema_conformance,response_headers_conformance,negative_data_rejection"
)


async def test_no_request_breaks_the_server_or_gets_what_is_not_documented(
    door,
    office,
    setting,
    tmp_path,
):
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
            *("--phases", PHASES),
            *("--max-examples", EXAMPLES, "--checks", CHECKS, "--seed", "7", "--no-color"),
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

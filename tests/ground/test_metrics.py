"""Figures of several processes on one port are told together."""

from __future__ import annotations

import re
import subprocess
import sys

from cleaning_app.settings import ROOT, child_environment

_WORK = """
from cleaning_app import metrics
for _ in range({n}):
    metrics.observe_request("GET", "/x", 200, 0.01)
metrics.outbox_depth.set({n})
print(metrics.render().decode())
"""


def _run(n: int, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", _WORK.format(n=n)],
        cwd=ROOT,
        env=child_environment(**environment),
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def _figure(text: str, name: str) -> float:
    found = re.search(rf"^{name}(?:{{[^}}]*}})? ([\d.]+)$", text, re.MULTILINE)
    assert found is not None, name
    return float(found[1])


def test_whichever_process_is_asked_answers_for_all(tmp_path):
    shared = {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    _run(3, **shared)
    text = _run(4, **shared)
    assert _figure(text, "http_requests_total") == 7
    assert _figure(text, "http_request_duration_seconds_count") == 7
    assert _figure(text, "outbox_depth") == 4


def test_a_process_alone_answers_for_itself():
    assert _figure(_run(4), "http_requests_total") == 4

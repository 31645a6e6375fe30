"""Alerts and the dashboard ask for figures that exist, in words Prometheus understands."""

from __future__ import annotations

import json
import re
from typing import Any

import promql_parser
import pytest
import yaml

from cleaning_app import metrics
from cleaning_app.settings import ROOT
from jobs.registry import JOBS

FOLDER = ROOT / "deploy" / "observability"
RULES: list[dict[str, Any]] = [
    rule
    for group in yaml.safe_load((FOLDER / "alerts.yml").read_text())["groups"]
    for rule in group["rules"]
]
DASHBOARD: dict[str, Any] = json.loads((FOLDER / "grafana-dashboard.json").read_text())
QUERIES = [t["expr"] for panel in DASHBOARD["panels"] for t in panel.get("targets", [])]
EXPRESSIONS = [*(rule["expr"] for rule in RULES), *QUERIES]
SCRAPED = {"up"}
"""What Prometheus itself adds."""


def families() -> set[str]:
    """The names of our metrics as they are asked for."""
    found: set[str] = set(SCRAPED)
    for family in metrics.registry.collect():
        suffixes = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count")}
        found |= {family.name + suffix for suffix in suffixes.get(family.type, ("",))}
    return found


def asked_for(expression: str) -> set[str]:
    """The metric names in an expression."""
    tree = promql_parser.parse(expression).prettify()
    bare = re.sub(r"\{[^}]*\}|\[[^]]*\]|(by|without) \([^)]*\)", " ", tree)
    return set(re.findall(r"\b[a-z][a-z0-9]*(?:_[a-z0-9]+)+\b(?!\s*\()|\bup\b", bare))


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_every_expression_parses_and_asks_for_figures_that_exist(expression):
    names = asked_for(expression)
    assert names
    assert names <= families()


def test_every_family_of_figures_is_on_the_dashboard():
    shown = set().union(*map(asked_for, QUERIES))
    roots = {name.removesuffix("_bucket") for name in shown}
    missing = {
        family.name
        for family in metrics.registry.collect()
        if not {family.name, f"{family.name}_total"} & roots
    }
    assert missing == set()


def test_alerts_about_jobs_name_jobs_that_exist():
    named = {name for rule in RULES for name in re.findall(r'job="([a-z-]+)"', rule["expr"])}
    assert named - {"cleaning-app", "cleaning-jobs"} <= set(JOBS)


def test_every_alert_leads_to_a_page_that_exists():
    for rule in RULES:
        page, _, heading = rule["annotations"]["runbook"].partition("#")
        text = (ROOT / page).read_text()
        headings = {
            re.sub(r"[^a-z0-9 -]", "", line.lstrip("# ").lower()).replace(" ", "-")
            for line in text.splitlines()
            if line.startswith("#")
        }
        assert not heading or heading in headings, rule["annotations"]["runbook"]

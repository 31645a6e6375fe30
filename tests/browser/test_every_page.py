"""Every page that is declared: nothing for axe to object to, nothing wider than a phone."""

from __future__ import annotations

from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Page

from cleaning_app import pages
from cleaning_app.components.registry import PAGES

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
SCRIPT_LIMIT = 350 * 1024
WITH_CHART = {"/finance/gst", "/_gallery"}

_THINGS = {
    "client_id": "clients",
    "worker_id": "workers",
    "invoice_id": "invoices",
    "booking_id": "bookings",
}


def addresses(site, audience: str) -> list[str]:
    """Every route of an audience, with the newest thing where one is asked for."""
    pages.load(gallery=True)
    found = []
    for page in PAGES.values():
        route = page.route
        if page.audience != audience or (audience == "worker" and "[" in route):
            continue
        for name, table in _THINGS.items():
            if f"[{name}]" in route:
                newest = site.rows(f"SELECT id FROM {table} ORDER BY created_at DESC LIMIT 1")
                route = route.replace(f"[{name}]", str(newest[0][0]))
        found.append(route)
    return found


def _objections(page: Page) -> list[str]:
    page.evaluate(AXE)
    result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:120]}"
        for one in result["violations"]
        if one["impact"] in ("serious", "critical")
    ]


def settled(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(250)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_on_any_page(tab, site, scheme):
    found = {}
    for login, audience in (("owner@demo.test", "office"), ("+17805550101", "worker")):
        page = tab(login, scheme=scheme, width=390 if audience == "worker" else 1440)
        for address in addresses(site, audience):
            settled(page, address)
            if objections := _objections(page):
                found[address] = objections
    page = tab("", scheme=scheme)
    settled(page, "/sign-in")
    if objections := _objections(page):
        found["/sign-in"] = objections
    assert found == {}


def test_no_page_is_wider_than_a_phone(tab, site):
    page = tab(width=390)
    wide = []
    for address in addresses(site, "office"):
        settled(page, address)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
            wide.append(address)
    assert wide == []


def test_first_loads_stay_light(tab, site):
    heavy = {}
    for address in addresses(site, "office"):
        if address in WITH_CHART:
            continue
        page = tab()
        sizes: dict[str, int] = {}
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        names: dict[str, str] = {}
        session.on(
            "Network.responseReceived", lambda e, n=names: n.update({e["requestId"]: e["type"]})
        )
        session.on(
            "Network.loadingFinished",
            lambda e, s=sizes: s.update({e["requestId"]: int(e["encodedDataLength"])}),
        )
        settled(page, address)
        script = sum(size for key, size in sizes.items() if names.get(key) == "Script")
        if script > SCRIPT_LIMIT:
            heavy[address] = script
        page.context.close()
    assert heavy == {}

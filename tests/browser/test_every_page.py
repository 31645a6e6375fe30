"""Every page that is declared: nothing for axe to object to, nothing wider than a phone."""

from __future__ import annotations

from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Page

from cleaning_app import pages
from cleaning_app.components.registry import PAGES

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
SCRIPT_LIMIT = 350 * 1024
LEAST_SCRIPT = 20 * 1024  # less, and nothing was counted
WITH_CHART = {"/finance/gst", "/finance/profit-loss", "/finance/cash-flow", "/_gallery"}
PLAIN = ["/sign-in", "/reference"]
"""Pages that are no part of the app."""

_VIEWS = {
    "/schedule": [f"/schedule?view={view}" for view in ("week", "month", "teams", "worker", "list")]
}
"""What one page also shows, by its address."""

_THINGS = {
    "client_id": "clients",
    "worker_id": "workers",
    "invoice_id": "invoices",
    "booking_id": "bookings",
    "series_id": "booking_series",
}


# Colours would fade from one scheme to the other, and be measured on their way.
_NO_FADING = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("*, *::before, *::after { transition: none !important }");
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""


def addresses(site, audience: str) -> list[str]:
    """Every route of an audience, with the newest thing where one is asked for."""
    pages.load(gallery=True)
    found = []
    for page in PAGES.values():
        route = page.route
        if page.audience not in (audience, "everyone"):
            continue
        if audience == "worker":
            route = route.replace("[booking_id]", str(_own_job(site)))
        for name, table in _THINGS.items():
            if f"[{name}]" in route:
                newest = site.rows(f"SELECT id FROM {table} ORDER BY created_at DESC LIMIT 1")
                route = route.replace(f"[{name}]", str(newest[0][0]))
        found += [route, *_VIEWS.get(route, [])]
    return found


def _own_job(site) -> str:
    """A job of the demo company's first worker, near enough for their phone to show it."""
    return site.rows(
        "SELECT b.id FROM bookings b JOIN booking_crew c ON c.booking_id = b.id"
        " JOIN workers w ON w.id = c.worker_id WHERE w.phone = '+17805550101'"
        " ORDER BY abs(extract(epoch FROM b.starts_at - now())) LIMIT 1"
    )[0][0]


def objections(page: Page) -> list[str]:
    """What axe calls serious on the page that is open."""
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


def test_axe_finds_nothing_serious_on_any_page_in_the_light_or_in_the_dark(tab, site):
    found = {}
    rounds = [("owner@demo.test", 1440, addresses(site, "office"))]
    rounds += [("+17805550101", 390, addresses(site, "worker")), ("", 1440, PLAIN)]
    for login, width, pages_of in rounds:
        page = tab(login, width=width)
        for address in pages_of:
            settled(page, address)
            page.evaluate(_NO_FADING)
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                if said := objections(page):
                    found[f"{address}, {scheme}"] = said
    assert found == {}


def test_no_page_is_wider_than_a_phone(tab, site):
    wide = []
    for login, audience in (("owner@demo.test", "office"), ("+17805550101", "worker")):
        page = tab(login, width=390)
        for address in addresses(site, audience):
            settled(page, address)
            if page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
                wide.append(address)
    assert wide == []


def test_first_loads_stay_light(tab, site):
    heavy, heaviest, seen = {}, 0, 0
    for login, audience in (("owner@demo.test", "office"), ("+17805550101", "worker")):
        page = tab(login)
        sizes: dict[str, int] = {}
        names: dict[str, str] = {}
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        session.send("Network.setBypassServiceWorker", {"bypass": True})
        session.on(
            "Network.responseReceived", lambda e, n=names: n.update({e["requestId"]: e["type"]})
        )
        session.on(
            "Network.loadingFinished",
            lambda e, s=sizes: s.update({e["requestId"]: int(e["encodedDataLength"])}),
        )
        for address in addresses(site, audience):
            if address in WITH_CHART:
                continue
            sizes.clear()
            names.clear()
            settled(page, address)
            script = sum(size for key, size in sizes.items() if names.get(key) == "Script")
            if not LEAST_SCRIPT < script <= SCRIPT_LIMIT:
                heavy[address] = script
            heaviest, seen = max(heaviest, script), seen + 1
    assert heavy == {}
    print(f"{seen} pages, at most {heaviest // 1024} KB of script")

"""Names that are markup, formulas or worse: text on every page, and never anything that runs."""

from __future__ import annotations

import psycopg
import pytest
from playwright.sync_api import Page

from tests.browser.test_every_page import addresses, settled

NAMES = [
    "<img src=x onerror=alert(1)>",
    '"><script>alert(1)</script>',
    "javascript:alert(1)//",
    "{{7*7}}${7*7}#{7*7}",
    '=HYPERLINK("http://evil.test","x")',
    "‮gpj.exe\u202c",
    "<svg/onload=alert(1)>",
    "</title><style>*{display:none}</style>",
]
TEXT = {
    "clients": ("name", "notes"),
    "addresses": ("street", "area", "city"),
    "workers": ("name", "notes"),
    "bookings": ("notes", "cancel_reason"),
    "service_types": ("name",),
    "teams": ("name",),
    "expenses": ("vendor", "description"),
    "expense_categories": ("name",),
    "invoice_lines": ("description",),
    "invoices": ("notes",),
    "payments": ("note",),
    "organisations": ("name",),
    "users": ("name",),
}


@pytest.fixture
def hostile(site):
    """Every text people can write holds one of the names; put back afterwards."""
    with psycopg.connect(site.conninfo, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        for table, columns in TEXT.items():
            connection.execute(f"CREATE TABLE kept_{table} AS SELECT * FROM {table}")
            for n, column in enumerate(columns):
                connection.execute(
                    f"UPDATE {table} t SET {column} = (%s::text[])[1 + (r.n + %s) %% %s]"
                    f" FROM (SELECT id, row_number() OVER (ORDER BY id)::int AS n FROM {table}) r"
                    " WHERE r.id = t.id",
                    [NAMES, n, len(NAMES)],
                )
        yield
        for table, columns in TEXT.items():
            assigned = ", ".join(f"{column} = k.{column}" for column in columns)
            connection.execute(
                f"UPDATE {table} t SET {assigned} FROM kept_{table} k WHERE k.id = t.id"
            )
            connection.execute(f"DROP TABLE kept_{table}")


def _nothing_ran(page: Page) -> list[str]:
    """What markup in a name would have left behind in the page."""
    return page.evaluate(
        """() => [...document.querySelectorAll(
            'img[src="x"], svg[onload], [onerror], script:not([src]):not([id])')]
            .filter(e => e.textContent.includes('alert') || e.hasAttribute('onerror')
                      || e.hasAttribute('onload')).map(e => e.outerHTML)"""
    )


def test_markup_in_names_is_text_on_every_page(tab, site, hostile):
    page, dialogs, shown = tab(), list[str](), set[str]()
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    for address in addresses(site, "office"):
        settled(page, address)
        assert _nothing_ran(page) == [], address
        assert page.locator("body").is_visible(), address
        text = page.locator("body").inner_text()
        shown |= {name for name in NAMES if name in text}
    assert dialogs == []
    assert shown == set(NAMES)

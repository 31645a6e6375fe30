"""What came into the bank is matched with the payment it is, or set aside; what is there is said."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

ZONE = ZoneInfo("America/Edmonton")
# The demo's e-transfer that its own bank file does not have.
LOST = """
    SELECT p.received_at, p.amount_cents, c.name FROM payments p
    JOIN invoices i ON i.id = p.invoice_id JOIN clients c ON c.id = i.client_id
    JOIN organisations o ON o.id = p.org_id AND o.slug = 'demo'
    WHERE p.method = 'etransfer' AND p.status = 'succeeded' AND p.amount_cents > 0
      AND p.received_at BETWEEN now() - interval '30 days' AND now() - interval '16 days'
      AND NOT EXISTS (SELECT 1 FROM bank_matches m WHERE m.payment_id = p.id)
    ORDER BY p.received_at LIMIT 1
"""


def test_a_line_is_confirmed_and_another_set_aside_and_both_taken_back(tab, site, tmp_path: Path):
    [(at, cents, client)] = site.rows(LOST)
    day, mark = at.astimezone(ZONE).date(), uuid4().hex[:6]
    mine = f"E-TRANSFER {client.replace(',', '')} {mark}"
    file = tmp_path / "chequing.csv"
    file.write_text(
        f"Date,Description,Amount\n{day},{mine},{cents / 100:.2f}\n{day},TFR {mark},777.77\n",
        encoding="utf-8",
    )
    page = tab()
    page.goto("/finance/expenses/bank")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Keep 2 of money in").click()
    kept = "SELECT count(*) FROM bank_lines WHERE right(description, 6) = %s"
    site.until(kept, 2, mark)

    page.goto("/finance/expenses/bank/in")
    line = page.locator(".bank-line").filter(has_text=mine)
    expect(line).to_contain_text(client)
    line.get_by_role("button", name=re.compile("^Confirm")).click()
    site.until(f"{kept} AND outcome = 'matched'", 1, mark)
    page.get_by_role("button", name="Undo").click()
    site.until(f"{kept} AND outcome = 'open'", 2, mark)

    line.get_by_role("button", name=re.compile("^Choose")).click()
    drawer = page.get_by_role("dialog", name="Which payments is it?")
    expect(drawer.get_by_role("status")).to_contain_text("it fits")
    drawer.get_by_role("button", name="Match").click()
    site.until(f"{kept} AND outcome = 'matched'", 1, mark)

    other = page.locator(".bank-line").filter(has_text=f"TFR {mark}")
    expect(other).to_contain_text("No payment fits")
    other.get_by_role("combobox").select_option(label="Transfer between own accounts")
    site.until(f"{kept} AND aside_as = 'transfer'", 1, mark)
    page.get_by_role("button", name="Not ours").click()
    other.get_by_role("button", name=re.compile("^Take back")).click()
    site.until(f"{kept} AND outcome = 'open'", 1, mark)


def test_the_cash_flow_counts_from_what_is_in_the_bank(tab, site):
    said = "SELECT count(*) FROM organisation_settings WHERE bank_cents"
    before = site.rows("SELECT bank_cents FROM organisation_settings WHERE bank_on IS NOT NULL")
    page = tab()
    page.goto("/finance/cash-flow")
    page.get_by_role("button", name="Change").click()
    dialog = page.get_by_role("dialog", name="In the bank")
    dialog.locator("input[name=bank_cents]").fill("-1,000.05")
    yesterday = datetime.now(ZONE).date() - timedelta(days=1)
    dialog.locator("input[name=on]").fill(str(yesterday))
    dialog.get_by_role("button", name="Save").click()
    site.until(f"{said} = -100005", 1)
    expect(page.get_by_text("Counted from −$1,000.05")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    site.until(f"{said} = {before[0][0]}", 1)

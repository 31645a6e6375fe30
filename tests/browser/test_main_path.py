"""The main path as people walk it: sign in, move a job, bill it, take the money, export the GST."""

from __future__ import annotations

from datetime import UTC, datetime
from zipfile import ZipFile

from playwright.sync_api import expect

from tests.browser.conftest import sign_in

# A confirmed job of tomorrow or later with nothing after it that day, so that it can move on.
_MOVABLE = """
    SELECT b.id, (b.starts_at AT TIME ZONE 'America/Edmonton')::date AS day, c.name
    FROM bookings b JOIN clients c ON c.id = b.client_id
    JOIN booking_crew w ON w.booking_id = b.id
    WHERE b.status = 'confirmed' AND b.deleted_at IS NULL
      AND b.starts_at > now() + interval '20 hours'
      AND (b.starts_at AT TIME ZONE 'America/Edmonton')::time < '13:00'
      AND (SELECT count(*) FROM booking_crew o WHERE o.booking_id = b.id) = 1
      AND NOT EXISTS (
          SELECT 1 FROM worker_time t WHERE t.worker_id = w.worker_id
          AND t.booking_id IS DISTINCT FROM b.id
          AND t.during && tstzrange(b.starts_at, b.ends_at + interval '4 hours'))
    ORDER BY b.starts_at LIMIT 1
"""
_BILLABLE = """
    SELECT b.id FROM bookings b JOIN clients c ON c.id = b.client_id
    WHERE b.status = 'completed' AND b.deleted_at IS NULL AND c.email IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM invoices i WHERE i.booking_id = b.id AND i.status <> 'void')
    ORDER BY b.starts_at DESC LIMIT 1
"""


def test_a_wrong_password_says_so_and_the_right_one_opens_the_dashboard(tab):
    page = tab("")
    sign_in(page, "owner@demo.test", "not the password at all")
    expect(page.get_by_role("alert")).to_contain_text("don't match")
    sign_in(page, "owner@demo.test")
    expect(page.get_by_text("Needs a hand")).to_be_visible()


def test_a_job_dragged_on_one_board_moves_on_the_other_and_undo_brings_it_back(tab, site):
    booking, day, client = site.rows(_MOVABLE)[0]
    boards = [tab(), tab("dispatcher@demo.test")]
    cards = []
    for page in boards:
        page.goto(f"/schedule?day={day}")
        card = page.locator(f'.bd-card[data-id="{booking}"]')
        expect(card).to_be_visible()
        cards.append(card)
    before = cards[1].get_attribute("aria-label")
    assert client in before
    cards[0].scroll_into_view_if_needed()
    box = cards[0].bounding_box()
    mouse = boards[0].mouse
    mouse.move(box["x"] + 20, box["y"] + 20)
    mouse.down()
    mouse.move(box["x"] + 60, box["y"] + 20, steps=4)
    mouse.move(box["x"] + 110, box["y"] + 20, steps=4)
    boards[0].wait_for_timeout(100)
    mouse.up()
    dropped = datetime.now(UTC)
    expect(cards[1]).not_to_have_attribute("aria-label", before, timeout=1_000)
    seconds = (datetime.now(UTC) - dropped).total_seconds()
    print(f"a move was seen on the other board after {seconds * 1000:.0f} ms")
    boards[0].get_by_role("button", name="Undo").click()
    expect(cards[1]).to_have_attribute("aria-label", before, timeout=10_000)
    actions = site.rows(
        "SELECT action FROM admin_audit_logs WHERE resource_id = %s ORDER BY seq DESC LIMIT 2",
        str(booking),
    )
    assert [action for (action,) in actions] == ["booking.reschedule"] * 2


def test_a_completed_booking_becomes_an_invoice_a_payment_and_a_line_of_the_export(
    tab, site, tmp_path
):
    booking = site.rows(_BILLABLE)[0][0]
    page = tab()
    page.goto(f"/bookings/{booking}")
    page.get_by_role("button", name="Create invoice").click()
    page.wait_for_url("**/invoices/*")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("Invoice is on its way.")).to_be_visible()
    page.get_by_role("button", name="Record payment").click()
    dialog = page.get_by_role("dialog", name="Record payment")
    dialog.get_by_role("button", name="Record payment").click()
    expect(page.locator("h1 .badge")).to_have_text("Paid")
    number = page.locator("h1").inner_text().split()[0]
    sent = site.rows(
        "SELECT o.status FROM outbox_events o JOIN invoices i ON i.number = %s"
        " WHERE o.kind = 'email' AND o.dedupe_key LIKE '%%' || i.id::text || '%%'",
        number,
    )
    assert sent, "the invoice's e-mail waits in the outbox"
    page.goto("/finance/gst?basis=cash")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download export").click()
    path = tmp_path / "export.zip"
    download.value.save_as(path)
    assert number in ZipFile(path).read("gst_payments.csv").decode()


def test_who_signs_out_is_out(tab):
    page = tab()
    page.get_by_label("your menu").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in**")
    page.goto("/clients")
    page.wait_for_url("**/sign-in**")
    expect(page.get_by_label("Password")).to_be_visible()


def test_a_worker_lands_on_today_and_finds_no_office(tab):
    page = tab("+17805550101", width=390)
    page.wait_for_url("**/today**")
    expect(page.get_by_role("link", name="Week")).to_be_visible()
    page.goto("/invoices")
    page.wait_for_url("**/today**")

"""A link, Stripe's page, and the office's open page that shows by itself what was paid."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from cleaning_app.settings import ROOT
from tests.site import Site

_OWED = """
    SELECT i.id, i.number FROM invoices i
    WHERE i.status = 'sent' AND i.paid_cents = 0 ORDER BY i.issued_on DESC, i.id LIMIT 1
"""
_ASKED = """
    SELECT b.id, b.number FROM deposits d JOIN bookings b ON b.id = d.booking_id
    WHERE d.status = 'asked' AND d.held_cents = 0 AND b.status IN ('pending', 'confirmed')
    ORDER BY b.starts_at DESC, b.id LIMIT 1
"""
_CLIENT = """
    SELECT c.id FROM clients c JOIN invoices i ON i.client_id = c.id
    WHERE c.email IS NOT NULL AND c.deleted_at IS NULL ORDER BY c.name, c.id LIMIT 1
"""


@pytest.fixture
def follower(site: Site) -> Iterator[None]:
    """The jobs process, as far as Stripe's events go."""
    command = [sys.executable, "-m", "jobs.run", "--job", "stripe-events"]
    with site.log.with_name("jobs.log").open("wb") as log:
        running = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | site.environment, stdout=log, stderr=log
        )
    yield
    running.terminate()
    running.wait(30)


def test_a_client_pays_by_card_and_the_offices_page_shows_it_by_itself(tab, site, follower):
    invoice, number = site.rows(_OWED)[0]
    office = tab()
    office.goto(f"/invoices/{invoice}")
    office.evaluate("navigator.clipboard.writeText = async (text) => { window.copied = text }")
    office.get_by_role("button", name="Copy payment link").click()
    expect(office.get_by_text("Link copied.")).to_be_visible()
    client = tab("", width=390)
    client.goto(office.evaluate("window.copied"))
    client.get_by_role("button", name="Decline").click()
    expect(client.get_by_role("heading", name="Your bank said no")).to_be_visible()
    expect(office.get_by_text("Not enough money on the card")).to_be_visible()
    client.get_by_role("link", name="Pay by card").click()
    client.get_by_role("button", name="Pay", exact=True).click()
    expect(client.get_by_role("heading", name="Thank you")).to_be_visible()
    expect(client.locator("main")).to_contain_text(number)
    expect(office.locator("h1 .badge")).to_have_text("Paid")
    done = "SELECT count(*) > 3 FROM stripe_events WHERE status = 'done'"
    site.until(done, True)
    rows = "SELECT count(*) FROM payments WHERE invoice_id = %s"
    assert site.rows(rows, invoice)[0][0] == 1


def test_a_client_pays_the_deposit_of_a_visit_from_its_own_page(tab, site, follower):
    booking, number = site.rows(_ASKED)[0]
    office = tab()
    office.goto(f"/bookings/{booking}")
    office.evaluate("navigator.clipboard.writeText = async (text) => { window.copied = text }")
    office.get_by_role("button", name="Copy payment link").click()
    expect(office.get_by_text("Link copied.")).to_be_visible()
    client = tab("", width=390)
    client.goto(office.evaluate("window.copied"))
    expect(client.locator("h1")).to_contain_text(f"B-{number:05}")
    client.get_by_role("link", name="Pay by card").click()
    client.get_by_role("button", name="Pay", exact=True).click()
    expect(client.get_by_role("heading", name="Thank you")).to_be_visible()
    expect(office.locator(".deposit-head .badge")).to_have_text("Held")


def test_a_client_leaves_a_card_that_the_office_sees_and_takes_off(tab, site, follower):
    client_id = site.rows(_CLIENT)[0][0]
    office = tab()
    office.goto(f"/clients/{client_id}")
    office.evaluate("navigator.clipboard.writeText = async (text) => { window.copied = text }")
    office.get_by_role("button", name="Copy link").click()
    expect(office.get_by_text("Link copied.")).to_be_visible()
    client = tab("", width=390)
    client.goto(office.evaluate("window.copied"))
    client.get_by_role("link", name="Leave a card").click()
    client.get_by_role("button", name="Save").click()
    expect(client.get_by_text("Visa •••• 4242")).to_be_visible()
    expect(office.get_by_text("Visa •••• 4242")).to_be_visible()
    office.get_by_role("button", name="Remove…").click()
    office.get_by_role("button", name="Remove card").click()
    expect(office.get_by_role("button", name="E-mail a link")).to_be_visible()

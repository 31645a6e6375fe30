"""The e-mails' words: complete, escaped, in the organisation's own time and money."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest

from cleaning_app.services.messages.facts import TEMPLATES, Facts
from cleaning_app.services.messages.letterhead import Letterhead
from cleaning_app.services.messages.render import Rendered, Sites, render

US = Letterhead("Northlight Cleaning", "Northlight", ZoneInfo("America/Edmonton"), "CAD", "8 RT1")
START = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
NOW = START - timedelta(days=1)
VISIT = {
    "client_name": "Maria Okafor",
    "service": "Deep clean",
    "starts_at": START,
    "ends_at": START + timedelta(hours=4),
    "address": "1204 Bannerman Rd NW, Edmonton",
}
INVOICE = {
    "client_name": "Maria Okafor",
    "number": "2026-00412",
    "issued_on": date(2026, 11, 20),
    "due_on": date(2026, 12, 4),
    "lines": [{"description": "Windows", "quantity": "6", "amount_cents": 123450}],
    "tax_cents": 6173,
    "total_cents": 129623,
    "balance_cents": 29623,
    "path": "/i/abc",
}
SERIES = {
    **VISIT,
    "rule": "Every 2 weeks on Tuesday",
    "coming": [START, START + timedelta(weeks=2)],
    "price_cents": 16500,
}
EXAMPLES = {
    "booking_confirmed": VISIT | {"price_cents": 32000, "notes": "Key under\nthe mat"},
    "time_off_answer": {
        "name": "Chloé", "approved": True, "kind": "vacation", "first": date(2026, 12, 21),
        "last": date(2026, 12, 24), "whole_days": True, "starts_at": START,
        "ends_at": START + timedelta(days=4), "answer": "Enjoy!", "decided_by": "Priya MacNeil",
    },
    "booking_moved": VISIT | {"was_starts_at": START - timedelta(days=2)},
    "booking_cancelled": VISIT | {"reason": "Snow", "fee_cents": 5000},
    "booking_reminder": VISIT,
    "booking_message": VISIT | {"about": "About your visit", "notes": "Hello\n\nWe bring two mops."},
    "series_confirmed": SERIES,
    "series_changed": SERIES | {"what": "We come on Wednesdays from 2 December on."},
    "invoice": INVOICE,
    "receipt": {
        "client_name": "Maria Okafor", "number": "2026-00412", "paid_cents": 100000,
        "paid_on": date(2026, 11, 24), "method": "E-transfer", "balance_cents": 29623,
    },
    "invoice_reminder": {
        "stage": "second", "client_name": "Maria Okafor", "number": "2026-00412",
        "due_on": date(2026, 12, 4), "days_late": 10, "balance_cents": 29623, "total_cents": 129623,
        "path": "/i/abc",
    },
    "deposit_asked": VISIT | {"amount_cents": 5000, "path": "/pay/deposit/abc"},
    "card_asked": {"client_name": "Maria Okafor", "path": "/save-card/abc"},
    "welcome": {"name": "Jonas", "login": "j@n.test", "temporary_password": "plum-river-42"},
    "password_reset": {"name": "Jonas", "path": "/reset?t=1", "minutes": 30},
}  # fmt: skip


def write(template: str, now: datetime = NOW, us: Letterhead = US, **changes) -> Rendered:
    facts: Facts = TEMPLATES[template].model_validate(EXAMPLES[template] | changes)
    sites = Sites("https://app.test", "https://pay.test")
    return render(template, facts, us, sites=sites, now=now)


class _Outline(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []
        self.unstyled: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag not in ("meta", "br"):
            self.open.append(tag)
        found = dict(attrs)
        if tag == "a":
            self.links.append(found["href"])
        if tag in ("p", "h1", "a") and "style" not in found:
            self.unstyled.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_template_says_the_same_in_text_and_in_sound_html(template: str):
    said = write(template)
    outline = _Outline()
    outline.feed(said.html)
    assert outline.open == []
    assert outline.unstyled == []  # mail programs drop style sheets
    ours = ("https://app.test/", "https://pay.test/")
    assert all(link.startswith(ours) for link in outline.links)
    assert "prefers-color-scheme: dark" in said.html
    assert said.subject
    assert "\n" not in said.subject
    assert "Northlight Cleaning" in said.text
    assert "None" not in said.text + said.html
    assert not re.search(r"\n\n\n", said.text)
    for link in outline.links:
        assert link in said.text


def test_every_template_has_an_example_here():
    assert set(EXAMPLES) == set(TEMPLATES)


EVIL = "<script>alert(1)</script>\"'&\r\nBcc: spy@evil.test"


@pytest.mark.parametrize("template", TEMPLATES)
def test_what_people_typed_is_inert(template: str):
    typed = {
        name: EVIL
        for name, value in EXAMPLES[template].items()
        if isinstance(value, str) and name not in ("path", "notes", "stage")
    }
    said = write(template, **typed)
    assert "<script" not in said.html
    assert "\n" not in said.subject
    assert "\nBcc:" not in said.text


def test_times_are_the_organisations_own():
    said = write("booking_confirmed")
    assert "9:00\N{NO-BREAK SPACE}am – 1:00\N{NO-BREAK SPACE}pm" in said.text
    assert said.subject == "Booked: Deep clean on Tuesday, 24 November 2026"
    toronto = Letterhead("N", "N", ZoneInfo("America/Toronto"), "CAD")
    assert "11:00\N{NO-BREAK SPACE}am" in write("booking_confirmed", us=toronto).text


@pytest.mark.parametrize(
    ("hours_before", "words"),
    [(24, "Tomorrow: "), (1, "Today: "), (47, "On Tuesday, 24 November 2026: ")],
)
def test_a_reminder_knows_today_from_tomorrow(hours_before: int, words: str):
    said = write("booking_reminder", now=START - timedelta(hours=hours_before))
    assert said.subject.startswith(words)


def test_an_invoice_shows_each_amount_once_and_right():
    said = write("invoice", discount_cents=0)
    for words in (
        "Windows × 6: $1,234.50",
        "GST       $61.73",
        "$1,296.23",
        "Paid      −$1,000.00",
    ):
        assert words in said.text
    assert said.subject.endswith("$296.23")
    dollars = Letterhead("N", "N", US.zone, "USD")
    assert "$296.23 USD" in write("invoice", us=dollars).subject
    assert "Nothing is left to pay" in write("invoice", balance_cents=0).text

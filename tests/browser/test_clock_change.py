"""Days of 23 and of 25 hours, in every view: which hours there are, in which order jobs stand, how wide."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

# Edmonton's clocks go from 2:00 to 3:00 on the one day, and from 2:00 back to 1:00 on the other. Two
# jobs of an hour touch at that moment, a third is at 9:00 by the new time.
SPRING, AUTUMN = "2026-03-08", "2026-11-01"
FIRST_JOB = {
    SPRING: datetime(2026, 3, 8, 8, tzinfo=UTC),
    AUTUMN: datetime(2026, 11, 1, 7, tzinfo=UTC),
}
NINE = {SPRING: datetime(2026, 3, 8, 15, tzinfo=UTC), AUTUMN: datetime(2026, 11, 1, 16, tzinfo=UTC)}
LENGTH = {SPRING: 23, AUTUMN: 25}
HOURS = {SPRING: ["1:00", "3:00", "4:00"], AUTUMN: ["1:00", "1:00", "2:00", "3:00"]}

_WORKER = "SELECT min(id::text) FROM workers WHERE team_id IS NOT NULL AND archived_at IS NULL"
# A past visit for somebody who lives at a place on the map. What is over takes nobody's time.
_JOB = """
    WITH worker AS (SELECT org_id FROM workers WHERE id = CAST(%(worker)s AS uuid)),
         counter AS (UPDATE number_counters SET last_number = last_number + 1
                     WHERE kind = 'booking' AND org_id = (SELECT org_id FROM worker)
                     RETURNING last_number)
    INSERT INTO bookings (id, org_id, number, client_id, address_id, service_type_id, starts_at, ends_at,
                          status, source, price_cents, notes, consent_photos, policy, pricing,
                          cancel_reason, cancel_fee_cents, version, created_at)
    SELECT gen_random_uuid(), b.org_id, (SELECT last_number FROM counter),
           b.client_id, b.address_id, b.service_type_id, %(start)s, %(end)s, 'completed', 'office', 9900,
           '', false, b.policy, b.pricing, '', 0, 1, now()
    FROM bookings b JOIN addresses a ON a.id = b.address_id
    WHERE a.lat IS NOT NULL AND b.deleted_at IS NULL AND b.org_id = (SELECT org_id FROM worker)
    ORDER BY b.id LIMIT 1
    RETURNING id
"""
_CREW = """
    INSERT INTO booking_crew (org_id, booking_id, worker_id)
    SELECT org_id, id, CAST(%(worker)s AS uuid) FROM bookings WHERE id = %(booking)s
"""


def _work(site, day: str) -> tuple[str, list[str]]:
    """The worker and their three jobs of that day, the first two made on both sides of the change."""
    [(worker,)] = site.rows(_WORKER)
    first = FIRST_JOB[day]
    jobs = []
    for start in (first, first + timedelta(hours=1), NINE[day]):
        made = site.change(_JOB, start=start, end=start + timedelta(hours=1), worker=worker)
        jobs.append(str(made[0][0]))
        site.change(_CREW, worker=worker, booking=made[0][0])
    return worker, jobs


def _shown(page: Page, address: str, jobs: list[str]) -> None:
    page.goto(address)
    expect(page.locator(f'[data-id="{jobs[0]}"]').first).to_be_visible()


def _order(page: Page, selector: str, name: str, jobs: list[str]) -> list[str]:
    found = page.locator(selector).evaluate_all(f"all => all.map((e) => e.getAttribute('{name}'))")
    return [id for id in found if id in jobs]


def _boxes(page: Page, row: str, jobs: list[str]) -> list[dict]:
    page.locator(f"{row} .bd-card").first.scroll_into_view_if_needed()
    return [page.locator(f'{row} .bd-card[data-id="{id}"]').bounding_box() for id in jobs]


def _hour_labels(page: Page) -> list[str]:
    return page.locator(".bd-hours span").all_inner_texts()


def _begins_with(found: list[str], expected: list[str]) -> bool:
    at = found.index(expected[0])
    return found[at : at + len(expected)] == expected


@pytest.mark.parametrize("day", [SPRING, AUTUMN])
def test_a_day_of_another_length_is_drawn_right_in_every_view(tab, site, day):
    worker, jobs = _work(site, day)
    around = jobs[:2]
    page = tab()

    _shown(page, f"/schedule?day={day}", jobs)
    assert _begins_with(_hour_labels(page), HOURS[day])
    first, second, nine = _boxes(page, f'[data-lane="{worker}"]', jobs)
    # An hour is as wide before the change as after it, and where one ends the other begins.
    assert first["width"] == pytest.approx(second["width"], abs=1)
    assert first["width"] == pytest.approx(nine["width"], abs=1)
    assert second["x"] - first["x"] == pytest.approx(first["width"] + 4, abs=1.5)
    hours_between = {SPRING: 7, AUTUMN: 9}[day]
    assert nine["x"] - first["x"] == pytest.approx(hours_between * (first["width"] + 4), abs=4)

    _shown(page, f"/schedule?day={day}&view=worker&worker={worker}", jobs)
    expect(page.get_by_text(f"{LENGTH[day]} hours")).to_be_visible()
    row = f'[data-lane="{day}"]'
    first, second, nine = _boxes(page, row, jobs)
    assert first["width"] == pytest.approx(second["width"], abs=1)
    # Below other days every hour stands under its own name: the one that is missing is left out.
    gap = {SPRING: 1, AUTUMN: 0}[day]
    hour = first["width"] + 4
    assert second["x"] - first["x"] == pytest.approx((1 + gap) * hour, abs=2)
    holes = page.locator(".bd-hole")
    assert page.locator(f"{row} .bd-hole").count() == gap
    assert holes.count() == {SPRING: 1, AUTUMN: 13}[day]

    for view in ("week", "teams"):
        _shown(page, f"/schedule?day={day}&view={view}", jobs)
        expect(page.locator(f'[data-head="{day}"]')).to_contain_text(f"{LENGTH[day]} hours")
        chips = page.locator(f'[data-cell$="|{day}"] .cal-chip[data-id="{jobs[0]}"]')
        expect(chips.first).to_contain_text("1:00")
        lane = f'.cal-cell:has([data-id="{jobs[0]}"]) .cal-chip'
        assert _order(page, lane, "data-id", around) == around
        widths = page.locator(".cal-heads [data-head]").evaluate_all(
            "all => all.map((e) => e.getBoundingClientRect().width)"
        )
        assert max(widths) - min(widths) < 1.5

    _shown(page, f"/schedule?day={day}&view=month", jobs)
    cell = f'[data-cell$="|{day}"] .cal-chip'
    assert _order(page, cell, "data-id", around) == around

    # The last day of its week: on the first page when the latest comes first.
    page.goto(f"/schedule?day={day}&view=list&sort=-starts_at")
    expect(page.locator(f'tr[data-row="{jobs[0]}"]')).to_be_visible()
    assert _order(page, "tr[data-row]", "data-row", jobs) == jobs[::-1]

    _shown(page, f"/schedule?day={day}&map=yes", jobs)
    page.get_by_text("Stops as a list").click()
    expect(page.locator(f'.mp-stops [data-id="{jobs[0]}"]')).to_be_visible()
    assert _order(page, ".mp-stops [data-id]", "data-id", jobs) == jobs

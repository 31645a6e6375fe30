"""A worker's day on a real phone's screen: with a line, without one, reloaded without one, in French."""

from __future__ import annotations

import io
from zoneinfo import ZoneInfo

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

WORKER = "+17805550101"

# Whatever the hour: the demo's worker has nothing else today, and one job that begins now.
_FREE = """
    UPDATE bookings SET deleted_at = now() WHERE status <> 'cancelled'
    AND deleted_at IS NULL AND starts_at BETWEEN now() - interval '1 day' AND now() + interval '1 day'
    AND id IN (SELECT booking_id FROM booking_crew WHERE worker_id = %(worker)s)
    RETURNING id
"""
_NOW = """
    WITH job AS (
        UPDATE bookings SET starts_at = now(), ends_at = now() + interval '2 hours',
            consent_photos = true, access_notes = NULL, notes = 'Dog, friendly'
        WHERE id = (
            SELECT b.id FROM bookings b
            WHERE b.deleted_at IS NULL AND b.status = 'confirmed'
              AND b.starts_at > now() + interval '2 days'
              AND (SELECT count(*) FROM booking_crew o WHERE o.booking_id = b.id) = 1
            ORDER BY b.starts_at LIMIT 1)
        RETURNING id
    )
    UPDATE booking_crew SET worker_id = %(worker)s FROM job WHERE booking_id = job.id
    RETURNING booking_id
"""
_CLIENT = "SELECT c.name FROM clients c JOIN bookings b ON b.client_id = c.id WHERE b.id = %s"
_STATE = "SELECT coalesce(max(state), 'none') FROM time_entries WHERE booking_id = %s"


@pytest.fixture
def job(site) -> str:
    """The id of a job of the worker's that begins now."""
    worker = site.rows("SELECT id FROM workers WHERE phone = %s", WORKER)[0][0]
    site.change(_FREE, worker=worker)
    site.change("DELETE FROM time_segments WHERE ended_at IS NULL")
    return str(site.change(_NOW, worker=worker)[0][0])


def _kept(page: Page) -> None:
    """Wait until the service worker has the pages and the phone the jobs, as on a second visit: a
    page that was opened before there was a worker is not yet loaded through it."""
    for _ in range(2):
        page.evaluate(
            """async () => {
                await navigator.serviceWorker.ready;
                while (navigator.serviceWorker.controller?.state !== "activated")
                    await new Promise((done) => setTimeout(done, 50));
            }"""
        )
        page.reload()
        expect(page.get_by_role("heading", level=1)).to_contain_text("1 job")


def _until_written_down(page: Page, name: str) -> None:
    """Wait until what the phone keeps of a page is what stands on it: a moment after the last change."""
    look = """async (key) => {
        const opened = indexedDB.open("crew", 1);
        await new Promise((done) => (opened.onsuccess = done));
        const asked = opened.result.transaction("kept").objectStore("kept").get(key);
        await new Promise((done) => (asked.onsuccess = done));
        opened.result.close();
        return asked.result?.html === document.querySelector(".cr-live").innerHTML;
    }"""
    for _ in range(100):
        if page.evaluate(look, f"page {name}"):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{name} was not written down")


def _photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "teal").save(out, "JPEG")
    return out.getvalue()


def test_a_job_from_start_to_finish_on_a_phone(tab, site, job):
    page = tab(WORKER, width=390)
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 job")
    page.locator(f'a[href="/job/{job}"]').click()
    expect(page.get_by_text("Dog, friendly")).to_be_visible()
    page.get_by_role("button", name="Start job").click()
    site.until(_STATE, "running", job)
    page.get_by_role("button", name="Pause").click()
    site.until(_STATE, "paused", job)
    page.get_by_role("button", name="Resume").click()
    lines = page.get_by_role("checkbox")
    for n in range(lines.count()):
        lines.nth(n).click()
    site.until(
        "SELECT count(*) FROM checklist_items WHERE booking_id = %s AND ticked_at IS NULL", 0, job
    )
    page.get_by_label("Before photo").set_input_files(
        {"name": "x.jpg", "mimeType": "image/jpeg", "buffer": _photo()}
    )
    page.locator('img[src^="/photos/"]').wait_for()
    page.get_by_label("Add a note").fill("The tap drips.")
    page.get_by_role("button", name="Send").click()
    page.get_by_role("button", name="Report a problem").click()
    page.get_by_text("Something is broken").click()
    page.get_by_label("Add photo").set_input_files(
        {"name": "y.jpg", "mimeType": "image/jpeg", "buffer": _photo()}
    )
    page.get_by_role("button", name="Tell the office").click()
    broken = page.locator("section", has_text="The office knows")
    expect(broken.locator('img[src^="/photos/"]')).to_be_visible()
    page.get_by_role("button", name="Finish job").click()
    page.get_by_role("button", name="Finish", exact=True).click()
    page.get_by_role("button", name="Complete job").click()
    site.until("SELECT status FROM bookings WHERE id = %s", "completed", job)
    expect(page.get_by_text("Done")).to_be_visible()


def test_without_a_line_a_job_is_read_worked_and_reloaded_and_all_of_it_arrives(tab, site, job):
    page = tab(WORKER, width=360, offline_errors=True)
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 job")
    _kept(page)
    page.context.set_offline(True)
    page.reload()
    expect(page.get_by_text("Offline.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 job")
    page.locator(f'a[href="/job/{job}"]').click()
    page.get_by_role("button", name="Start job").click()
    page.get_by_role("checkbox").first.click()
    page.get_by_label("Add a note").fill("Written in the basement.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("3 actions will be sent")).to_be_visible()
    assert site.rows(_STATE, job)[0][0] == "none"
    page.reload()
    expect(page.get_by_text("3 actions will be sent")).to_be_visible()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    expect(page.get_by_text("Written in the basement.")).to_be_visible()
    expect(page.get_by_role("checkbox").first).to_be_checked()
    page.get_by_role("button", name="Pause").click()
    page.context.set_offline(False)
    site.until(_STATE, "paused", job)
    expect(page.get_by_text("Offline.")).to_have_count(0)
    assert site.rows("SELECT text FROM booking_notes WHERE booking_id = %s", job) == [
        ("Written in the basement.",)
    ]
    ticked = "SELECT count(*) FROM checklist_items WHERE booking_id = %s AND ticked_at IS NOT NULL"
    assert site.rows(ticked, job) == [(1,)]


def test_what_the_office_refuses_meanwhile_is_said_in_words(tab, site, job):
    page = tab(WORKER, width=390, offline_errors=True)
    page.goto(f"/job/{job}")
    expect(page.get_by_role("button", name="Start job")).to_be_visible()
    page.context.set_offline(True)
    page.get_by_role("button", name="Start job").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    site.change(
        "UPDATE bookings SET status = 'cancelled', cancelled_at = now() WHERE id = %(id)s RETURNING id",
        id=job,
    )
    page.context.set_offline(False)
    expect(page.get_by_role("alert")).to_contain_text("This job is over")


def test_the_app_speaks_french_at_once_and_after_a_reload(tab, job):
    page = tab(WORKER, width=390)
    page.get_by_role("link", name="Me").click()
    page.get_by_role("button", name="Français").click()
    expect(page.get_by_role("link", name="Aujourd’hui")).to_be_visible()
    page.get_by_role("link", name="Aujourd’hui").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 travail, fini à")
    page.goto(f"/job/{job}")
    expect(page.get_by_role("button", name="Commencer")).to_be_visible()
    page.goto("/me")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("link", name="Today")).to_be_visible()


def test_words_for_a_job_that_was_given_away_meanwhile_are_not_lost(tab, site, job):
    page = tab(WORKER, width=390, offline_errors=True)
    page.locator(f'a[href="/job/{job}"]').click()
    expect(page.get_by_text("Dog, friendly")).to_be_visible()
    page.context.set_offline(True)
    page.get_by_label("Add a note").fill("The boiler leaks.")
    page.get_by_role("button", name="Send").click()
    site.change("DELETE FROM booking_crew WHERE booking_id = %(job)s", job=job)
    page.context.set_offline(False)
    said = page.get_by_role("alert").filter(has_text="The boiler leaks.")
    expect(said).to_contain_text(site.rows(_CLIENT, job)[0][0])


def test_signing_out_leaves_nothing_on_the_phone(tab, job):
    page = tab(WORKER, width=390)
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 job")
    _kept(page)
    page.goto("/me")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in/")
    left = page.evaluate(
        """async () => {
            const opened = indexedDB.open("crew", 1);
            await new Promise((done) => (opened.onsuccess = done));
            const rows = [];
            for (const name of opened.result.objectStoreNames) {
                const all = opened.result.transaction(name).objectStore(name).getAll();
                await new Promise((done) => (all.onsuccess = done));
                rows.push(all.result.length);
            }
            return [(await caches.keys()).length, rows.reduce((a, b) => a + b, 0)];
        }"""
    )
    assert left == [0, 0]


def test_times_are_the_companys_whatever_the_phone_knows_of_zones(tab, site, job):
    """A browser's own rules of time zones may be newer or older than ours."""
    starts_at = site.rows("SELECT starts_at FROM bookings WHERE id = %s", job)[0][0]
    local = starts_at.astimezone(ZoneInfo("America/Edmonton"))
    page = tab(WORKER, width=390)
    card = page.locator(f'a[href="/job/{job}"]')
    expect(card).to_contain_text(f"{local.hour}:{local:%M} – ")


def test_hours_and_time_off_are_read_without_a_line_as_they_were_last_seen(tab, job):
    page = tab(WORKER, width=390, offline_errors=True)
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 job")
    _kept(page)
    seen = {}
    for path in ("/pay", "/time-off"):
        page.goto(path)
        content = page.locator(".cr-live")
        expect(content.locator(".visit").first).to_be_visible()
        _until_written_down(page, path.strip("/"))
        seen[path] = content.inner_text()
    page.context.set_offline(True)
    for path, text in seen.items():
        page.goto(path)
        expect(page.get_by_text("As of ")).to_be_visible()
        assert page.locator(".cr-kept").inner_text() == text
    page.goto("/my-calendar")
    expect(page.get_by_text("Not on your phone yet")).to_be_visible()


def test_an_early_start_is_asked_about_and_taken_back(tab, site, job):
    hours = "UPDATE bookings SET starts_at = now() + interval '2 hours', ends_at = now() + interval '4 hours'"
    site.change(f"{hours} WHERE id = %(id)s RETURNING id", id=job)
    page = tab(WORKER, width=390)
    page.goto(f"/job/{job}")
    start = page.get_by_role("button", name="Start job")
    expect(start.or_(page.get_by_text("Tomorrow"))).to_be_visible()
    if not start.is_visible():
        return  # Two hours from now is another day: it can't be started at all.
    start.click()
    expect(page.get_by_role("dialog")).to_contain_text("Start now?")
    page.get_by_role("button", name="Not yet").click()
    assert site.rows(_STATE, job)[0][0] == "none"
    start.click()
    page.get_by_role("button", name="Start now").click()
    site.until(_STATE, "running", job)
    page.get_by_role("button", name="Undo").click()
    site.until(_STATE, "none", job)
    site.until("SELECT status FROM bookings WHERE id = %s", "confirmed", job)
    expect(start).to_be_visible()

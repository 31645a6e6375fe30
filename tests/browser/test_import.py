"""A company's files go in by hand: looked at, written, seen in their lists, and taken out again."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

BOOKS = Path(__file__).parent.parent / "data" / "northlight_small"
BAD = Path(__file__).parent.parent / "data" / "bad"


def test_files_are_put_in_order_imported_and_undone(tab, site):
    clients, workers = BOOKS / "clients.csv", BOOKS / "workers.csv"
    before = site.rows("SELECT count(*) FROM clients")[0][0]
    people = "SELECT md5(string_agg(name || phone, ',' ORDER BY id)) FROM workers"
    crew = site.rows(people)[0][0]  # some of theirs have the numbers of people in the file
    rows = len(clients.read_text().splitlines()) - 1
    page = tab()
    page.goto("/import")
    page.locator("input[type=file]").first.set_input_files([workers, clients])
    expect(page.get_by_text("2 files")).to_be_visible()
    page.get_by_role("button", name="Import all").click()
    site.until("SELECT count(*) FROM clients", before + rows)
    name = clients.read_text().splitlines()[1].split(",")[1].strip('"')
    page.goto(f"/clients?q={name}")
    expect(page.get_by_role("link", name=name).first).to_be_visible()
    page.goto("/import")
    # The demo company's own books came in as files too; the newest stand first.
    for file in (clients, workers):
        page.get_by_role("button", name=f"Undo {file.name}").first.click()
        page.get_by_role("button", name="Undo this import").click()
        expect(page.get_by_role("button", name="Undo this import")).to_have_count(0)
    site.until("SELECT count(*) FROM clients", before)
    site.until(people, crew)


def test_a_file_with_bad_rows_says_which_and_writes_nothing(tab, site):
    before = site.rows("SELECT count(*) FROM clients")[0][0]
    page = tab()
    page.goto("/import")
    page.locator("input[type=file]").first.set_input_files(BAD / "clients_mixed.csv")
    problems = page.get_by_role("table", name="Problems")
    expect(problems).to_be_visible()
    assert problems.get_by_role("row").count() > 2
    assert site.rows("SELECT count(*) FROM clients")[0][0] == before
    page.get_by_role("button", name="Remove").click()
    expect(problems).not_to_be_visible()


def test_what_is_no_csv_is_refused_in_words(tab):
    page = tab()
    page.goto("/import")
    page.locator("input[type=file]").first.set_input_files(BAD / "not_a_csv.csv")
    expect(page.locator("#content")).to_contain_text("not_a_csv.csv")
    expect(page.get_by_role("button", name="Remove")).to_be_visible()
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("Drop CSV files here")).to_be_visible()

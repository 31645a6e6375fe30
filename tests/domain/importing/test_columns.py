"""Headers find their fields; a person's own choice wins."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaning_app.domain.importing.columns import map_columns, plain
from cleaning_app.domain.importing.datasets import BY_KEY, DATASETS, guess_dataset
from cleaning_app.domain.importing.reading import read_table
from cleaning_app.errors import Invalid

BOOKS = Path(__file__).parents[2] / "data" / "northlight_small"
CLIENTS = BY_KEY["clients"].fields


def header_of(path: Path) -> tuple[str, ...]:
    return read_table(path.read_bytes()).header


@pytest.mark.parametrize("dataset", DATASETS, ids=lambda d: d.key)
def test_every_column_of_the_books_finds_its_field(dataset):
    header = header_of(BOOKS / f"{dataset.key}.csv")
    columns = map_columns(dataset.fields, header)
    assert columns.ignored == ()
    assert {header[i]: name for name, i in columns.positions.items()} == {h: h for h in header}


@pytest.mark.parametrize("dataset", DATASETS, ids=lambda d: d.key)
def test_a_file_is_known_by_its_name_or_by_its_columns(dataset):
    header = header_of(BOOKS / f"{dataset.key}.csv")
    assert guess_dataset(f"{dataset.key}_2026-11.csv") == dataset.key
    assert guess_dataset("Export (3).csv", header) == dataset.key


def test_a_strange_file_is_no_dataset():
    assert guess_dataset("menu.csv", ("starter", "main", "pudding")) is None


@pytest.mark.parametrize("dataset", DATASETS, ids=lambda d: d.key)
def test_no_two_fields_of_a_dataset_answer_to_one_name(dataset):
    names = [plain(n) for f in dataset.fields for n in {f.name, *f.aliases}]
    assert len(names) == len(set(names))


def test_other_spellings_and_french_are_found():
    columns = map_columns(CLIENTS, ("Numéro", "NOM", "E-mail", "Téléphone", "Ville"))
    assert columns.positions == {"external_id": 0, "name": 1, "email": 2, "phone": 3, "city": 4}


def test_an_exact_name_beats_an_alias():
    columns = map_columns(CLIENTS, ("client", "external_id", "name"))
    assert columns.positions == {"external_id": 1, "name": 2}
    assert columns.ignored == ("client",)


def test_a_choice_wins_and_may_leave_a_column_out():
    header = ("external_id", "name", "nickname", "phone")
    columns = map_columns(CLIENTS, header, {"name": "nickname", "phone": ""})
    assert columns.positions == {"external_id": 0, "name": 2}
    assert columns.ignored == ("name", "phone")


def test_missing_required_columns_are_all_named():
    with pytest.raises(Invalid) as caught:
        map_columns(BY_KEY["payments"].fields, ("external_id", "amount"))
    assert "2 required columns are missing: invoice_number, received_at" in caught.value.detail


def test_a_file_without_header_is_told_so():
    with pytest.raises(Invalid, match="None of the columns is known"):
        map_columns(CLIENTS, ("C0001", "Marta Ueda", "false"))


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        ({"colour": "name"}, "There is no such field."),
        ({"name": "nickname"}, "The file has no column nickname."),
        ({"name": "external_id", "external_id": "external_id"}, "already feeds name"),
    ],
)
def test_a_choice_that_cannot_be_is_refused(choice: dict[str, str], words: str):
    with pytest.raises(Invalid) as caught:
        map_columns(CLIENTS, ("external_id", "name"), choice)
    assert words in caught.value.errors[0].message

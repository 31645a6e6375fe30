"""From data to pages: nothing that was typed acts, the same data gives the same bytes."""

from __future__ import annotations

import asyncio
import io
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date

import pytest
from pypdf import PdfReader

from cleaning_app.errors import Invalid
from cleaning_app.services import papers
from cleaning_app.services.papers.typesetting import TEMPLATES, set_pages
from tests.services.papers.reading import AN_INVOICE, count, pages, says, with_text

MARKUP = [
    "#panic(1)",
    "#import \"@preview/tiaoma:0.3.0\": *",
    "#read(\"/etc/passwd\")",
    "$ x + $",
    "*bold* _italic_ `raw`",
    "\\ \\u{1F600} \\# \\",
    "= Heading",
    "- list",
    "<label> @label",
    "[a](b) {c} ]}",
    "// gone? /* gone? */ after",
    "https://example.test/#x",
    "\" quote ' and \\\" more",
    "100% & <b>html</b>",
    "~ -- --- ...",
]  # fmt: skip


@pytest.mark.parametrize("typed", MARKUP)
def test_what_people_type_stands_on_the_page_as_typed(typed: str):
    assert count(set_pages(with_text(typed)), typed) >= 12


@pytest.mark.parametrize(
    "typed",
    [
        "nul \x00 bell \x07 escape \x1b end",
        "\u202e$00.1 reversed \u2066 inside",
        "\ud800 half of a letter",
        "שלום עולם مرحبا بالعالم",
        "🧽🧹😀 emoji 👩‍👩‍👧",
        "清潔 清掃 청소",
        "Жук Ω é ß Ł ő ‰ ½ ①",
        "\u0301\u0301\u0301 marks on nothing",
        "a\u200bb\u00adc",
        "x" * 2000,
        "Ü " * 150,
        "line\n" * 60,
        "",
    ],
)
def test_any_text_at_all_can_be_set(typed: str):
    assert says(set_pages(with_text(typed)), "Page 1 of", "$189.00", "$198.45")


def test_what_turns_the_direction_of_writing_is_left_out():
    made = set_pages(with_text("to pay \u202e00.001$"))
    assert not count(made, "\u202e")
    assert says(made, "to pay 00.001$")


def test_a_word_without_end_is_broken_and_stays_on_the_page():
    paper = replace(AN_INVOICE, lines=(replace(AN_INVOICE.lines[0], description="W" * 255),))
    made = set_pages(paper)
    assert count(made, "W" * 255) == 1
    lines = PdfReader(io.BytesIO(made)).pages[0].extract_text().splitlines()
    assert max(run.count("W") for run in lines) < 40


def test_the_same_paper_gives_the_same_bytes_in_another_process():
    here = set_pages(AN_INVOICE)
    assert set_pages(AN_INVOICE) == here
    there = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from cleaning_app.services.papers.typesetting import set_pages;"
            "from tests.services.papers.reading import AN_INVOICE;"
            "sys.stdout.buffer.write(set_pages(AN_INVOICE))",
        ],
        capture_output=True,
        check=True,
    )
    assert there.stdout == here


def test_the_pdf_is_dated_by_its_data_and_names_its_author():
    told = PdfReader(io.BytesIO(set_pages(AN_INVOICE))).metadata
    assert told is not None
    assert told.title == "Invoice INV-2026-00412"
    assert told.author == "Northlight Cleaning"
    assert told.creation_date is not None
    assert told.creation_date.date() == date(2026, 11, 24)


def test_our_face_is_in_the_file():
    page = PdfReader(io.BytesIO(set_pages(AN_INVOICE))).pages[0]
    fonts = {str(font.get_object()["/BaseFont"]) for font in page["/Resources"]["/Font"].values()}
    assert fonts
    assert all("Inter" in font for font in fonts)


def test_templates_take_nothing_from_the_network():
    for template in TEMPLATES.glob("*.typ"):
        assert "@preview" not in template.read_text()


async def test_a_paper_longer_than_any_should_be_is_refused_before_it_is_set():
    long = replace(AN_INVOICE, lines=AN_INVOICE.lines * 1001)
    with pytest.raises(Invalid, match="1,000 rows"):
        await papers.typeset(long)


async def test_others_are_served_while_pages_are_set():
    long = replace(AN_INVOICE, lines=AN_INVOICE.lines * 1000, notes="Thanks. " * 100)
    answered, setting = 0, asyncio.create_task(papers.typeset(long))
    began = time.monotonic()
    while not setting.done():
        await asyncio.sleep(0.005)
        answered += 1
    took = time.monotonic() - began
    # Were the interpreter held, the loop would turn once or twice however long it takes.
    assert answered > 5, f"{answered} turns in {took:.2f} s"
    assert len(pages(await setting)) > 20

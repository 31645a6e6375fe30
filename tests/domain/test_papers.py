"""A PDF is known by its content, and one that does things is refused."""

from __future__ import annotations

import pytest

from cleaning_app.domain.papers import MOST_PDF_BYTES, expect_plain_pdf, kind_of
from cleaning_app.errors import Invalid

PDF = b"%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj\nstartxref\n9\n%%EOF\n"


def test_a_file_is_told_by_what_is_in_it():
    assert kind_of(PDF) == kind_of(b"\n " + PDF) == "pdf"
    assert kind_of(b"\xff\xd8\xff") == kind_of(b"") == kind_of(b"x %PDF-1.4") == "picture"
    expect_plain_pdf(PDF)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (PDF[:-20], "cut off"),
        (PDF + b" " * 3000, "cut off"),
        (PDF.replace(b"/Type", b"/JavaScript"), "scripts"),
        (PDF.replace(b"/Type", b"/Launch"), "scripts"),
        (PDF.replace(b"/Type", b"/EmbeddedFile"), "scripts"),
        (b"%PDF-1.4" + b"0" * MOST_PDF_BYTES, "larger"),
    ],
)
def test_what_is_broken_large_or_active_is_refused(data, why):
    with pytest.raises(Invalid, match=why):
        expect_plain_pdf(data)

"""Bytes of a file somebody handed over → a table of text cells, or a refusal in plain words.

Row numbers are those a spreadsheet shows: the header is row 1, blank lines count.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from itertools import islice

from cleaning_app.errors import FieldError, Invalid

MAX_BYTES = 50_000_000
MAX_ROWS = 200_000

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "an Excel workbook or a ZIP file"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"\x1f\x8b", "a gzip archive"),
)
_BOM = b"\xef\xbb\xbf"
_DELIMITERS = (",", ";", "\t")
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_SEP_LINE = re.compile(r'"?sep=([,;\t])"?\r?\n', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Record:
    """One data row: its spreadsheet row number and its cells as they stand in the file."""

    row: int
    cells: tuple[str, ...]

    @property
    def blank(self) -> bool:
        return not any(cell.strip() for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """A file that could be read: header, rows, and how it was written."""

    header: tuple[str, ...]
    records: list[Record]
    encoding: str
    delimiter: str

    @property
    def decimal_comma(self) -> bool:
        """Whether "53,5240" can be a number here: only when commas do not separate cells."""
        return self.delimiter != ","


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a file that are not blank, at least one, whatever the first of them says."""

    filled: list[Record]
    encoding: str
    delimiter: str


def read_table(data: bytes) -> Table:
    """Read CSV bytes whose first row names the columns; see `read_rows`."""
    found = read_rows(data)
    first = found.filled[0]
    header = _header(first)
    records = [row for row in found.filled if row.row > first.row]
    return Table(header, records, found.encoding, found.delimiter)


def read_rows(data: bytes) -> Rows:
    """Read CSV bytes; encoding and delimiter are found, not asked.

    Understands UTF-8 with and without a byte order mark, UTF-16 with one, and Windows-1252;
    comma, semicolon and tab; any line ending; RFC 4180 quoting; Excel's `sep=;` first line.
    Raises `Invalid` (with the row where there is one, in `extra["row"]`) for anything else.
    """
    if len(data) > MAX_BYTES:
        raise refusal(
            f"The file has {len(data) / 1e6:.0f} MB; {MAX_BYTES // 1_000_000} MB is the most. Split it."
        )
    text, encoding = _decode(data)
    if not text.strip():
        raise refusal("The file is empty.")
    delimiter, text = _delimiter(text)
    filled = [row for row in _parse(text, delimiter) if not row.blank]
    if not filled:
        raise refusal("The file is empty.")
    return Rows(filled, encoding, delimiter)


def read_header(data: bytes) -> tuple[str, ...]:
    """The column names of a file, whatever follows them; empty when there are none to be found."""
    try:
        text, _ = _decode(data)
        delimiter, text = _delimiter(text)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        first = next((Record(1, tuple(cells)) for cells in reader if any(cells)), None)
        return _header(first) if first else ()
    except (Invalid, csv.Error, StopIteration):
        return ()


def refusal(message: str, row: int | None = None, column: str | None = None) -> Invalid:
    """The error for a file that cannot be read at all; says where, when there is a where."""
    place = f"row {row}" if row else "file"
    if row and column:
        place += f", {column}"
    return Invalid(message, [FieldError(place, message)], {"row": row, "column": column})


def _decode(data: bytes) -> tuple[str, str]:
    for signature, what in _SIGNATURES:
        if data.startswith(signature):
            raise refusal(f"This is {what}, not a CSV file. Save the sheet as CSV and try again.")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16"), "utf-16"
        except UnicodeDecodeError:
            raise refusal("The file is cut off in the middle. Export it again.") from None
    if _CONTROL.search(data):
        raise refusal("This is not a text file. Save the sheet as CSV and try again.")
    try:
        if data.startswith(_BOM):
            return data.decode("utf-8-sig"), "utf-8-sig"
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as problem:
        return _decode_legacy(data, problem)


def _decode_legacy(data: bytes, problem: UnicodeDecodeError) -> tuple[str, str]:
    """Windows-1252, unless the file is UTF-8 with damage: reading that as 1252 garbles every name."""
    row = data.count(b"\n", 0, problem.start) + 1
    lenient = data.decode("utf-8", "replace")
    damaged = lenient.count("\ufffd")
    accented = sum(1 for c in lenient if c > "\x7f") - damaged
    if data.startswith(_BOM) or damaged <= accented:
        where = "ends in the middle of a letter" if problem.end >= len(data) else "is damaged"
        raise refusal(f"The text {where} near row {row}. Export the file again as UTF-8.", row)
    try:
        return data.decode("cp1252"), "cp1252"
    except UnicodeDecodeError as undefined:
        row = data.count(b"\n", 0, undefined.start) + 1
        raise refusal(
            f"Row {row} holds a letter in an unknown encoding. Export the file again as UTF-8.", row
        ) from None


def _delimiter(text: str) -> tuple[str, str]:
    """The character that splits the header, and the text without Excel's `sep=` line."""
    declared = _SEP_LINE.match(text)
    if declared:
        # The blank line keeps every row number as the spreadsheet shows it.
        return declared[1], "\n" + text[declared.end() :]
    first = next(line for line in text.splitlines() if line.strip())
    bare = re.sub(r'"[^"]*"', "", first)
    return max(_DELIMITERS, key=bare.count), text


def _parse(text: str, delimiter: str) -> list[Record]:
    stream = io.StringIO(text, newline="")
    reader = csv.reader(stream, delimiter=delimiter, strict=True)
    rows: list[Record] = []
    lines_done = 0
    try:
        for cells in reader:
            rows.append(Record(len(rows) + 1, tuple(cells)))
            lines_done = reader.line_num
    except csv.Error as problem:
        raise _broken_row(text, delimiter, rows, lines_done, str(problem)) from None
    if len(rows) > MAX_ROWS + 1:
        raise refusal(f"The file has {len(rows):,} rows; {MAX_ROWS:,} is the most. Split it.")
    return rows


def _broken_row(
    text: str, delimiter: str, rows: list[Record], lines_done: int, problem: str
) -> Invalid:
    row = len(rows) + 1
    rest = islice(io.StringIO(text, newline=""), lines_done, None)
    column = _open_column(rest, delimiter, rows)
    where = f"Row {row}, column {column}" if column else f"Row {row}"
    if "unexpected end" in problem:
        why = "a quoted text begins here and never ends. The file is cut off; export it again."
    elif "limit" in problem:
        why = "a quoted text never seems to end. Look for a missing closing quote."
    elif "expected after" in problem:
        why = "there is something after a closing quote. Double the quotes inside a quoted text."
    else:
        why = "this row cannot be read as CSV."
    return refusal(f"{where}: {why}", row, column)


def _open_column(lines: islice[str], delimiter: str, rows: list[Record]) -> str | None:
    """The header name of the last cell that a forgiving reader still sees in the broken row."""
    if not rows:
        return None
    try:
        cells = next(csv.reader(lines, delimiter=delimiter), list[str]())
    except csv.Error:
        return None
    header = rows[0].cells
    return header[len(cells) - 1].strip() if 0 < len(cells) <= len(header) else None


def _header(first: Record) -> tuple[str, ...]:
    names = [name.strip() for name in first.cells]
    while names and not names[-1]:
        names.pop()
    if not any(any(c.isalpha() for c in name) for name in names):
        raise refusal(
            "The first row should name the columns (external_id, name, …), but it holds values.",
            first.row,
        )
    seen: set[str] = set()
    for position, name in enumerate(names, 1):
        if not name:
            raise refusal(f"Column {position} has no name in the header.", first.row)
        if name.casefold() in seen:
            raise refusal(f"The column {name} stands twice in the header.", first.row, name)
        seen.add(name.casefold())
    return tuple(names)

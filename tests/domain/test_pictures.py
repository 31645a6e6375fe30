"""Pictures people send: what goes in, and that nothing of the camera's comes out."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from cleaning_app.domain import pictures
from cleaning_app.errors import Invalid


def _encoded(kind: str, size: tuple[int, int] = (64, 48), mode: str = "RGB", **more) -> bytes:
    out = io.BytesIO()
    colour = {"RGB": (10, 120, 110), "RGBA": (10, 120, 110, 0), "P": 3, "L": 90}[mode]
    Image.new(mode, size, colour).save(out, kind, **more)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_becomes_a_jpeg_and_a_small_one(kind: str):
    made = pictures.prepare(_encoded(kind, (3000, 1500)))
    full, small = (Image.open(io.BytesIO(data)) for data in (made.full, made.small))
    assert (full.format, small.format) == ("JPEG", "JPEG")
    assert full.size == (made.width, made.height) == (2048, 1024)
    assert max(small.size) == pictures.SMALL_SIDE


def test_a_small_picture_is_not_blown_up():
    assert pictures.prepare(_encoded("PNG")).width == 64


def test_where_and_when_it_was_taken_is_not_kept():
    exif = Image.Exif()
    exif[0x010F] = "SecretPhone"  # Make
    exif.get_ifd(0x8825).update({1: "N", 2: (53.0, 32.0, 40.0), 3: "W", 4: (113.0, 29.0, 24.0)})
    data = _encoded("JPEG", exif=exif, comment=b"hidden words", icc_profile=b"profile-bytes")
    assert b"SecretPhone" in data
    made = pictures.prepare(data)
    for out in (made.full, made.small):
        opened = Image.open(io.BytesIO(out))
        assert not opened.getexif()
        assert not {"exif", "icc_profile", "comment", "xmp"} & set(opened.info)
        assert b"SecretPhone" not in out
        assert b"hidden words" not in out


def test_a_picture_taken_sideways_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # rotate 90° clockwise to show
    made = pictures.prepare(_encoded("JPEG", (80, 40), exif=exif))
    assert (made.width, made.height) == (40, 80)


@pytest.mark.parametrize("mode", ["RGBA", "P", "L"])
def test_transparency_palettes_and_grey_become_plain_colour(mode: str):
    full = Image.open(io.BytesIO(pictures.prepare(_encoded("PNG", mode=mode)).full))
    assert full.mode == "RGB"
    if mode == "RGBA":
        assert full.getpixel((5, 5)) == (255, 255, 255)


def _bomb() -> bytes:
    """A PNG of a few hundred bytes that says it is 60,000 × 60,000."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\0" * 1000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "refused_photo_kind"),
        (b"<svg onload=alert(1)>", "refused_photo_kind"),
        (b"GIF89a" + b"\0" * 40, "refused_photo_kind"),
        (b"%PDF-1.7", "refused_photo_kind"),
        (_encoded("PNG")[:60], "refused_photo_broken"),
        (_encoded("JPEG", (400, 400))[:300], "refused_photo_broken"),
        (_bomb(), "refused_photo_large"),
        (b"\xff\xd8\xff" + b"\0" * (pictures.MOST_BYTES), "refused_photo_large"),
    ],
    ids=["nothing", "svg", "gif", "pdf", "half a png", "half a jpeg", "bomb", "11 MB"],
)
def test_what_is_no_picture_of_a_camera_is_refused_in_words(data: bytes, said: str):
    with pytest.raises(Invalid) as refused:
        pictures.prepare(data)
    assert refused.value.extra["said"] == said


@given(st.integers(0, 200), st.binary(min_size=1, max_size=8))
def test_a_damaged_picture_is_refused_or_repaired_but_never_a_fault(at: int, junk: bytes):
    data = bytearray(_encoded("PNG"))
    data[at : at + len(junk)] = junk
    try:
        made = pictures.prepare(bytes(data))
    except Invalid:
        return
    assert made.full.startswith(b"\xff\xd8\xff")

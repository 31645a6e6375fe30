"""Pictures people send: looked at by content, turned upright, made smaller, stripped of what they tell.

Whatever comes in, a plain JPEG of ours goes out: no EXIF (where and when it was taken, with which
phone), no colour profile, no second image hidden behind the first.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from cleaning_app.errors import FieldError, Invalid

MOST_BYTES: Final = 10 * 1024 * 1024
MOST_PIXELS: Final = 50_000_000
"""A phone's camera has 12 to 50 million; a small file that claims more is a bomb."""

LONGEST_SIDE: Final = 2048
SMALL_SIDE: Final = 400
LOGO_SIDES: Final = (900, 640, 480, 320)
LOGO_BYTES: Final = 250_000
"""A logo travels with every page and paper, so it is made small until it fits."""

_FORMATS: Final = ("JPEG", "PNG", "WEBP")


@dataclass(frozen=True)
class Picture:
    """A picture ready to be kept, as JPEG, with a small one for lists. Sizes in pixels."""

    full: bytes
    small: bytes
    width: int
    height: int


def prepare(data: bytes) -> Picture:
    """Make a picture of ours from what somebody sent. CPU-bound: not on the event loop.

    Raises:
        Invalid: too large, no JPEG, PNG or WebP, broken, or far more pixels than a camera has.
    """
    plain = _decoded(data, _on_white)
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    width, height = plain.size
    full = _jpeg(plain, 84)
    plain.thumbnail((SMALL_SIDE, SMALL_SIDE), Image.Resampling.LANCZOS)
    return Picture(full, _jpeg(plain, 78), width, height)


def prepare_logo(data: bytes) -> bytes:
    """Make a PNG of ours from a company's logo: see-through stays so, empty margins go. CPU-bound.

    Raises:
        Invalid: as `prepare`, or it can't be made small enough.
    """
    logo = _decoded(data, _see_through)
    if (drawn := logo.getchannel("A").getbbox()) is None:
        raise _refused("This picture is empty.", "refused_photo_broken")
    logo = logo.crop(drawn)
    for side in LOGO_SIDES:
        logo.thumbnail((side, side), Image.Resampling.LANCZOS)
        out = io.BytesIO()
        logo.save(out, "PNG", optimize=True)
        if out.tell() <= LOGO_BYTES:
            return out.getvalue()
    raise _refused("This picture is too detailed for a logo.", "refused_photo_large")


def _decoded(data: bytes, kept: Callable[[Image.Image], Image.Image]) -> Image.Image:
    """The picture, upright, with what `kept` keeps of it.

    Raises:
        Invalid: too large, of another kind, or broken.
    """
    if len(data) > MOST_BYTES:
        raise _refused("This photo is larger than 10 MB.", "refused_photo_large")
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise _refused("This photo has too many pixels.", "refused_photo_large")
            # A JPEG can be decoded at half or a quarter of its size, in a fraction of the time.
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            return kept(ImageOps.exif_transpose(opened))
    except UnidentifiedImageError:
        raise _refused("Send a JPEG, PNG or WebP photo.", "refused_photo_kind") from None
    except Image.DecompressionBombError:
        raise _refused("This photo has too many pixels.", "refused_photo_large") from None
    except (OSError, ValueError, SyntaxError, EOFError):
        raise _refused("This photo is damaged. Take it again.", "refused_photo_broken") from None


def _see_through(picture: Image.Image) -> Image.Image:
    """With its transparency, and without anything but pixels."""
    layered = picture.convert("RGBA")
    plain = Image.new("RGBA", layered.size)
    plain.paste(layered)
    return plain


def _on_white(picture: Image.Image) -> Image.Image:
    """Without transparency, and without anything but pixels."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        layered = picture.convert("RGBA")
        ground = Image.new("RGB", layered.size, "white")
        ground.paste(layered, mask=layered.getchannel("A"))
        return ground
    plain = Image.new("RGB", picture.size)
    plain.paste(picture.convert("RGB"))
    return plain


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()


def _refused(words: str, said: str) -> Invalid:
    return Invalid(words, [FieldError("photo", words)], extra={"said": said})

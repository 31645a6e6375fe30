"""A company's logo: whatever picture comes in, a small PNG of ours goes on papers."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from cleaning_app.domain.pictures import LOGO_BYTES, prepare_logo
from cleaning_app.errors import Forbidden, Invalid, NotFound
from cleaning_app.services import company_logo, papers
from tests.factories import Office
from tests.services.money.books import a_client, a_sent_invoice


def picture(mode: str = "RGBA", size: tuple[int, int] = (400, 200), kind: str = "PNG") -> bytes:
    drawn = Image.new(mode, size)
    drawn.paste(Image.new(mode, (size[0] // 2, size[1] // 2), "#0f766e"), (10, 10))
    out = io.BytesIO()
    drawn.save(out, kind)
    return out.getvalue()


def test_see_through_stays_and_empty_margins_go():
    made = Image.open(io.BytesIO(prepare_logo(picture())))
    assert (made.format, made.mode, made.size) == ("PNG", "RGBA", (200, 100))


@pytest.mark.parametrize(("mode", "kind"), [("RGB", "JPEG"), ("P", "PNG"), ("RGBA", "WEBP")])
def test_other_pictures_become_png(mode: str, kind: str):
    assert Image.open(io.BytesIO(prepare_logo(picture(mode, kind=kind)))).format == "PNG"


def test_a_photo_as_a_logo_is_made_small_enough_to_travel():
    noise = Image.effect_noise((1600, 1200), 90).convert("RGB")
    out = io.BytesIO()
    noise.save(out, "JPEG", quality=95)
    assert len(prepare_logo(out.getvalue())) <= LOGO_BYTES


@pytest.mark.parametrize("sent", [b"", b"<svg/>", b"%PDF-1.7", picture()[:80]])
def test_what_is_no_picture_is_refused(sent: bytes):
    with pytest.raises(Invalid):
        prepare_logo(sent)


def test_an_empty_picture_is_refused():
    out = io.BytesIO()
    Image.new("RGBA", (100, 100)).save(out, "PNG")
    with pytest.raises(Invalid, match="empty"):
        prepare_logo(out.getvalue())


async def test_it_stands_on_papers_and_every_change_can_be_undone(office: Office):
    async with office.unit() as ctx:
        made = await a_sent_invoice(ctx, await a_client(ctx))
    assert await company_logo.put(office.identity, picture(), clock=office.clock) == ""
    async with office.unit() as ctx:
        logo = await company_logo.read(ctx)
        assert (await papers.invoice(ctx, made)).company.logo == logo
        assert b"/Image" in await papers.typeset(await papers.invoice(ctx, made))
        before = await company_logo.remove(ctx)
        with pytest.raises(NotFound):
            await company_logo.read(ctx)
        assert await company_logo.set_back(ctx, before) == ""
        assert await company_logo.read(ctx) == logo


async def test_nobody_points_it_at_another_file(office: Office):
    async with office.unit() as ctx:
        for key in ("photos/x.jpg", "../etc/passwd", f"logos/{ctx.org.id}/x.png"):
            with pytest.raises(Invalid):
                await company_logo.set_back(ctx, key)
    with pytest.raises(Forbidden):
        await company_logo.put(office.as_("dispatcher"), picture())

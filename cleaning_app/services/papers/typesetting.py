"""From a paper to a PDF, by typst, in a thread: it lets go of the interpreter while it works."""

from __future__ import annotations

import asyncio
from functools import cache
from pathlib import Path
from typing import Final

import typst
from pydantic_core import to_json

from cleaning_app.logs import get_logger
from cleaning_app.services.papers.paper import Paper
from cleaning_app.services.papers.showing import shown

_HERE: Final = Path(__file__).parent
TEMPLATES: Final = _HERE / "templates"
FONTS: Final = _HERE / "fonts"

# A long paper holds a core for a second or two; two at once leave the rest to whoever waits for us.
_setting = asyncio.Semaphore(2)

log = get_logger(__name__)


class NotSet(Exception):
    """A template could not be set: a fault of ours, whose details are in the log."""


async def typeset(paper: Paper) -> bytes:
    """The paper as PDF; the same paper gives the same bytes. Call it outside of a unit of work.

    Raises:
        Invalid: the paper is longer than one may be.
        NotSet: its template has a fault.
    """
    async with _setting:
        return await asyncio.to_thread(set_pages, paper)


def set_pages(paper: Paper) -> bytes:
    """The same, on the spot: for threads and for tests."""
    data = to_json(shown(paper)).decode()
    try:
        return typst.compile(
            TEMPLATES / f"{paper.template}.typ",
            root=TEMPLATES,
            font_paths=_fonts(),
            sys_inputs={"paper": data},
            format="pdf",
        )
    except typst.TypstError as error:
        # The diagnostic names lines of the template; what was on the paper stays out of the log.
        log.error("a paper could not be set", template=paper.template, reason=error.message[:300])
        raise NotSet(f"{paper.template}: {error.message[:300]}") from None


@cache
def _fonts() -> typst.Fonts:
    """The product's face, and the faces typst brings for letters it lacks; none of this machine's,
    which would make another machine's papers look different."""
    return typst.Fonts(include_system_fonts=False, font_paths=[FONTS])

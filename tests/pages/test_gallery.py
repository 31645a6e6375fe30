"""The gallery shows every piece there is, so that none is built and looked at nowhere."""

from __future__ import annotations

import ast
import inspect
from types import ModuleType

import pytest

from cleaning_app.components import chart, forms, loading, overlay, pieces, table, toast
from cleaning_app.settings import ROOT

GALLERY = ROOT / "cleaning_app" / "pages" / "gallery"
# The app's own, once; what a field is given and what the frame calls a page, which nobody sees here.
NOT_A_PIECE = {(toast, "provider"), (forms, "as_typed"), (loading, "named")}


def shown() -> set[str]:
    """What the gallery calls, as it is written there: pieces.card, table.plain_table, …"""
    trees = [ast.parse(file.read_text()) for file in GALLERY.glob("*.py")]
    called = [n.func for tree in trees for n in ast.walk(tree) if isinstance(n, ast.Call)]
    return {ast.unparse(function) for function in called}


@pytest.mark.parametrize("module", [pieces, forms, table, overlay, loading, toast, chart])
def test_every_public_piece_stands_in_the_gallery(module: ModuleType):
    short = module.__name__.rpartition(".")[2]
    public = {
        name
        for name, thing in vars(module).items()
        if inspect.isfunction(thing) and thing.__module__ == module.__name__
        if not name.startswith("_") and (module, name) not in NOT_A_PIECE
    }
    assert public
    assert {f"{short}.{name}" for name in public} - shown() == set()

"""The browser's door: one module (or folder) for each page, declared with `@page`."""

from importlib import import_module
from pkgutil import iter_modules


def load(*, gallery: bool) -> None:
    """Import every page module, which declares its pages. The gallery stays out of production."""
    for module in iter_modules(__path__):
        if module.name != "gallery" or gallery:
            import_module(f"{__name__}.{module.name}")

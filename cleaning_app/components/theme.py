"""The look, as a few decisions: colours for light and dark, sizes, and the style sheets."""

from __future__ import annotations

from typing import Final

STYLESHEETS: Final = [
    "/css/base.css",
    "/css/shell.css",
    "/css/pieces.css",
    "/css/forms.css",
    "/css/table.css",
    "/css/overlay.css",
    "/css/dashboard.css",
    "/css/pages.css",
    "/css/bookings.css",
    "/css/schedule.css",
    "/css/phone.css",
]

LIGHT: Final[dict[str, str]] = {
    "bg": "#fafaf9",
    "surface": "#ffffff",
    "sunken": "#f5f5f4",
    "line": "#e7e5e4",
    "line-strong": "#d6d3d1",
    "text": "#1c1917",
    "text-2": "#57534e",
    "text-3": "#6f6a64",
    "accent": "#0f766e",
    "accent-ink": "#ffffff",
    "accent-soft": "#e6f4f1",
    "accent-text": "#0f5f59",
    "amber": "#a34a08",
    "amber-soft": "#fdf1de",
    "blue": "#1d4ed8",
    "blue-soft": "#e8effe",
    "violet": "#6d28d9",
    "violet-soft": "#f0eafd",
    "rose": "#be185d",
    "rose-soft": "#fce8f1",
    "green": "#15713a",
    "green-soft": "#e5f5ea",
    "red": "#b91c1c",
    "red-soft": "#fdeaea",
    "grey-soft": "#efeeec",
    "shadow": "0 1px 2px rgb(28 25 23/.05)",
    "pop": "0 12px 32px rgb(28 25 23/.14),0 2px 6px rgb(28 25 23/.08)",
    "scrim": "rgb(28 25 23/.28)",
}

DARK: Final[dict[str, str]] = {
    "bg": "#131211",
    "surface": "#1b1a19",
    "sunken": "#171615",
    "line": "#2c2a28",
    "line-strong": "#3d3a37",
    "text": "#f5f5f4",
    "text-2": "#b8b3ad",
    "text-3": "#98928c",
    "accent": "#2dd4bf",
    "accent-ink": "#052e2b",
    "accent-soft": "#12312e",
    "accent-text": "#5eead4",
    "amber": "#fbbf24",
    "amber-soft": "#35270d",
    "blue": "#93b4fd",
    "blue-soft": "#1a2746",
    "violet": "#c4a7fb",
    "violet-soft": "#2a2042",
    "rose": "#f9a8d4",
    "rose-soft": "#3b1a2b",
    "green": "#6ee7a0",
    "green-soft": "#12301e",
    "red": "#fca5a5",
    "red-soft": "#3b1a1a",
    "grey-soft": "#262423",
    "shadow": "none",
    "pop": "0 16px 40px rgb(0 0 0/.55)",
    "scrim": "rgb(0 0 0/.55)",
}

_SIZES: Final = (
    "--r:8px;--r-s:6px;--row:36px;--side:216px;--top:52px;--font:Inter,system-ui,sans-serif"
)

SERVICE_COLOURS: Final = ("accent", "blue", "violet", "amber", "rose", "green")
"""Colours a service may have; each has a soft ground of the same name."""


def tokens_css() -> str:
    """The tokens as CSS custom properties, for one <style> in the head of every page."""

    def block(colours: dict[str, str]) -> str:
        return ";".join(f"--{name}:{value}" for name, value in colours.items())

    return (
        f":root{{{_SIZES};{block(LIGHT)};color-scheme:light}}"
        f":root.dark{{{block(DARK)};color-scheme:dark}}"
    )

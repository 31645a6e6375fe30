"""Every word of the worker app, in English and in French, and how it gets onto the screen.

    words.text("today")                        in a view: switches by itself, also without a line
    words.attribute("call_client")             in a view, where an attribute must be plain text
    words.say(language, "jobs_many", count=3)  in a handler, with `words.language(self, ctx)`
    words.both()                               for the screens that the phone draws itself

A refusal names its words in `extra["said"]`, or is a sentence that the catalogue knows in English;
`words.refusal` says it in the worker's language, and a State with `words.Spoken` does so by itself.
Days, times and lengths are in `components/local.py`.
"""

from __future__ import annotations

from copy import copy
from typing import Any, Final

import reflex as rx

from cleaning_app.components.phrases import PHRASES
from cleaning_app.components.refusals import REFUSALS
from cleaning_app.components.shell import Shell
from cleaning_app.context import Ctx
from cleaning_app.domain import languages
from cleaning_app.errors import AppError, FieldError

WORDS: Final = PHRASES | REFUSALS
"""Key → (English, French). Placeholders are in braces, the same in both."""


def say(language: str, key: str, **values: Any) -> str:
    """A string of the catalogue in a language. Raises KeyError for a key that isn't in it."""
    return WORDS[key][languages.LANGUAGES.index(language)].format(**values)


def count(language: str, key: str, number: int) -> str:
    """`key_one` or `key_many` with the number, by the language's own rule: French 0 is singular."""
    one = number == 1 or (language == "fr" and number == 0)
    return say(language, f"{key}_one" if one else f"{key}_many", count=number)


def both(*beginnings: str) -> dict[str, list[str]]:
    """The catalogue, or the keys that begin so, as the phone's own screens want it."""
    return {key: list(said) for key, said in WORDS.items() if key.startswith(beginnings or "")}


def language(state: rx.State, ctx: Ctx) -> str:
    """The language of whoever looks at this tab."""
    asked = state.router.headers.accept_language
    return languages.choose(ctx.actor.language, asked, ctx.org.language)


def refusal(language: str, error: AppError) -> str:
    """A refusal in the worker's language, or as the service put it when it isn't in the catalogue."""
    said = error.extra.get("said", "")
    if said not in WORDS:
        return known(language, error.detail)
    return say(language, said, **{k: v for k, v in error.extra.items() if k != "said"})


_BY_ENGLISH: Final = dict(both for both in REFUSALS.values() if "{" not in both[0])


def known(language: str, sentence: str) -> str:
    """A sentence of the services in a language, as it is when the catalogue doesn't know it."""
    return _BY_ENGLISH.get(sentence, sentence) if language == "fr" else sentence


class Spoken(rx.State, mixin=True):
    """Mix in for a page of the worker app: what is refused there is said in the worker's language."""

    async def _in_own_words(self, error: AppError) -> AppError:
        shell = await self.get_state(Shell)
        if shell.language != "fr" or shell.in_office:
            return error
        said = copy(error)
        said.detail = refusal("fr", error)
        said.errors = [FieldError(one.field, known("fr", one.message)) for one in error.errors]
        return said


class Said(rx.Component):
    """One string of the catalogue on the screen; the phone remembers its language by itself."""

    library = "$/public/crew/said.jsx"
    tag = "Said"

    en: rx.Var[str]
    fr: rx.Var[str]


def text(key: str) -> rx.Component:
    """A string of the catalogue as a part of a view."""
    english, french = WORDS[key]
    return Said.create(en=english, fr=french)


def here(key: str) -> rx.Component:
    """A string of the catalogue on a page that is the office's too, where English is spoken."""
    return rx.cond(Shell.in_office, rx.fragment(WORDS[key][0]), text(key))


def attribute(key: str) -> rx.Var[str]:
    """A string of the catalogue for an attribute, such as `aria_label`."""
    english, french = WORDS[key]
    return rx.cond(Shell.language == "fr", french, english)

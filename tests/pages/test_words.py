"""The worker app speaks both languages, all of it, and nothing on its pages is left in one."""

from __future__ import annotations

import ast
import re
from datetime import date, datetime
from string import Formatter
from zoneinfo import ZoneInfo

import pytest

from cleaning_app import pages
from cleaning_app.components import local, registry, words
from cleaning_app.components.refusals import REFUSALS
from cleaning_app.domain.passwords import LONGEST, WORKER_LENGTH
from cleaning_app.domain.time_off import RequestStatus
from cleaning_app.domain.time_tracking import OVERRUN_REASONS
from cleaning_app.errors import Conflict
from cleaning_app.settings import ROOT

NAMES_NO_WORDS = {
    "access", "action", "alt_key", "audience", "auto_complete", "capture", "class_name", "colour",
    "custom_attrs", "href", "html_for", "icon", "id", "input_mode", "key", "library", "name",
    "module", "on_load", "parent", "permission", "rel", "role", "route", "said", "status", "style",
    "tag", "target", "title", "to", "type", "value", "variant", "topics",
}  # fmt: skip
"""Keywords whose strings nobody reads on a worker page; `title` names the browser's tab."""


def test_every_key_is_said_in_both_languages():
    for key, (english, french) in words.WORDS.items():
        assert english.strip(), key
        assert french.strip(), key
        held = [
            {name for _, name, *_ in Formatter().parse(said) if name} for said in (english, french)
        ]
        assert held[0] == held[1], f"{key}: {held}"


def test_french_says_something_else_unless_the_word_is_the_same():
    same = {key for key, (english, french) in words.WORDS.items() if english == french}
    assert same <= {
        "pages",
        "pause",
        "photos",
        "notes",
        "dismiss",
        "ticked_by",
        "language_en",
        "language_fr",
    }


def test_every_worker_tab_and_reason_is_in_the_catalogue():
    pages.load(gallery=False)
    tabs = [p for p in registry.PAGES.values() if p.audience == "worker" and p.icon]
    assert len(tabs) >= 3
    assert {tab.said for tab in tabs} <= set(words.WORDS)
    assert {f"reason_{reason}" for reason in OVERRUN_REASONS} <= set(words.WORDS)


def test_every_refused_sentence_is_one_that_the_product_says():
    """They are found by their English: another word there, and French would be gone unnoticed."""
    said: set[str] = set()
    for path in (ROOT / "cleaning_app").rglob("*.py"):
        if path.name != "refusals.py":
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    said.add(node.value)
    sentences = {english for key, (english, _) in REFUSALS.items() if key.startswith("said_")}
    assert sentences - said <= {
        f"Use at least {WORKER_LENGTH} characters.",
        f"Use at most {LONGEST} characters.",
        *(f"This request is {status.words} already." for status in RequestStatus),
    }


def test_a_refused_sentence_is_said_in_the_workers_language():
    twice = Conflict("You already asked for some of that time.")
    assert words.refusal("fr", twice) == "Vous avez déjà demandé une partie de ces jours."
    assert words.refusal("en", twice) == twice.detail
    assert words.refusal("fr", Conflict("Nobody translated this.")) == "Nobody translated this."


def test_every_refusal_that_names_its_words_finds_them():
    named = {
        said
        for path in (ROOT / "cleaning_app").rglob("*.py")
        for said in re.findall(
            r'"said": "(\w+)"|^\s+Clock\w+\.\w+: \(\s*"(refused_\w+)"', path.read_text(), re.M
        )
        for said in said
        if said
    }
    assert len(named) >= 8
    assert named <= set(words.WORDS)


def test_a_refusal_is_said_in_the_workers_language():
    refused = Conflict("Your clock …", extra={"said": "refused_elsewhere", "client": "Ann"})
    assert words.refusal("fr", refused).startswith("Votre temps court encore chez Ann.")
    assert words.refusal("fr", Conflict("No words for this.")) == "No words for this."


def _bare_strings(tree: ast.Module) -> list[str]:
    """Strings on a page that look like something to read: a capital first, or several words."""
    quiet: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            quiet |= (
                {id(part) for part in ast.walk(node.body[0])} if ast.get_docstring(node) else set()
            )
        if isinstance(node, ast.keyword) and node.arg in NAMES_NO_WORDS:
            quiet |= {id(part) for part in ast.walk(node.value)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in quiet
        and re.match(r"[A-ZÀ-Ý][a-zà-ÿ]|.*[a-zà-ÿ]{2,} [a-zà-ÿ]{2,}", node.value)
    ]


def test_worker_pages_use_no_bare_strings():
    found: dict[str, list[str]] = {}
    for path in [
        *(ROOT / "cleaning_app/pages/worker").glob("*.py"),
        ROOT / "cleaning_app/components/phone.py",
    ]:
        bare = _bare_strings(ast.parse(path.read_text()))
        if bare:
            found[path.name] = bare
    assert found == {}


def test_screens_drawn_by_the_phone_use_no_bare_strings_either():
    """Words between tags, or in attributes that are read aloud."""
    words_in = re.compile(
        r">\s*[A-Za-zÀ-ÿ][^<>{}=;]*</|(?:aria-label|placeholder|title|alt)=\"[^\"]+\""
    )
    files = list((ROOT / "assets/crew").glob("*.jsx"))
    assert len(files) > 8
    found = {path.name: words_in.findall(path.read_text()) for path in files}
    assert {name: said for name, said in found.items() if said} == {}
    assert words_in.search('<b className="x">Start job</b>')


def test_every_word_the_phone_asks_for_is_in_the_catalogue():
    asked: set[str] = set()
    for path in (ROOT / "assets/crew").glob("*.js*"):
        asked |= set(re.findall(r'(?:say|count)\("(\w+)"', path.read_text()))
    assert len(asked) > 60
    known = {*words.WORDS, *(key.removesuffix("_one") for key in words.WORDS)}
    assert asked <= known


def test_the_check_sees_a_bare_string():
    assert _bare_strings(ast.parse('"""Doc."""\nb("Start job", class_name="visit next")')) == [
        "Start job"
    ]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["Sunday, 1 November", "Sun 1 Nov", "8:30", "1h 52m", "45m", "$1,234.50"]),
        (
            "fr",
            ["dimanche 1er novembre", "dim. 1er nov.", "8\u202fh\u202f30", "1\u202fh\u202f52",
             "45\u202fmin", "1\u202f234,50\u202f$"],
        ),
    ],
)  # fmt: skip
def test_days_times_lengths_and_amounts_follow_the_language(language: str, expected: list[str]):
    day, zone = date(2026, 11, 1), ZoneInfo("America/Edmonton")
    assert [
        local.long_day(language, day),
        local.short_day(language, day, date(2026, 11, 20)),
        local.time(language, datetime(2026, 11, 2, 8, 30, tzinfo=zone), zone),
        local.duration(language, 112),
        local.duration(language, 45),
        local.money(language, 123450),
    ] == expected


def test_french_counts_nothing_as_one():
    assert words.count("fr", "jobs", 0) == "0 travail"
    assert words.count("en", "jobs", 0) == "0 jobs"

"""Takes personal data and secrets out of text and values before they reach a log line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from typing import Any

GONE = "[redacted]"

_SENSITIVE_KEY = re.compile(
    r"pass(word|wd|phrase)?$|^pwd$|secret|token|api_?key|encryption_?key|authori[sz]ation|cookie"
    r"|signature|credential|csrf|e_?mail|phone|mobile|^to$|recipient",
    re.IGNORECASE,
)

_NAMED = r"(?:[\w-]*(?:password|passwd|secret|token|api[_-]?key|signature)|pwd|csrf)"
_UUID = r"\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b"
_GAP = r"[\s.\-\u2010-\u2015]?"
_PHONE = (
    rf"(?<![\w.])(?:\+?1{_GAP})?\(?[2-9]\d\d\)?{_GAP}[2-9]\d\d{_GAP}\d{{4}}(?!\w)"
    r"|\+\d[\d\s().-]{6,18}\d(?!\w)"
)
_OPAQUE = r"[A-Za-z0-9_\-]{32,}"


def _phone(match: re.Match[str]) -> str:
    return match[0] if match["uuid"] else GONE


def _opaque(match: re.Match[str]) -> str:
    """Random tokens mix letters with several digits, or capitals and small letters without any
    order; long names in tracebacks do not."""
    text = match[0]
    digits = sum(character.isdigit() for character in text)
    is_random = 3 <= digits < len(text) or _is_jumbled(text)
    return GONE if is_random and not re.fullmatch(_UUID, text) else text


def _is_jumbled(text: str) -> bool:
    """Whether capitals and small letters take turns as in no name: a name in CamelCase has its
    capitals one by one, or all together in one short word."""
    letters = [character for character in text if character.isalpha()]
    beside = [a.isupper() and b.isupper() for a, b in pairwise(letters)]
    turns = sum(a.isupper() != b.isupper() for a, b in pairwise(letters))
    return turns > 0.45 * len(letters) or (sum(beside) >= 3 and turns > len(letters) // 4)


# In this order: whole headers and addresses first, then what is left inside ordinary text.
_RULES: list[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]] = [
    (re.compile(r"(?i)\b((?:set-)?cookie\W{1,4})[^\n]+"), rf"\1{GONE}"),
    (re.compile(r"(?i)\b(authori[sz]ation\W{1,4})(?:\w+ +)?[^\s,'\"}]+"), rf"\1{GONE}"),
    (re.compile(r"(?i)\b(bearer|basic) +[\w.~+/=-]{6,}"), rf"\1 {GONE}"),
    (re.compile(r"(?<=://)[^/\s@'\"]*:[^/\s'\"]*@"), f"{GONE}@"),
    (re.compile(r"([?&](?:code|state|key|sig|token|t)=)[^&\s'\"]+"), rf"\1{GONE}"),
    (
        re.compile(rf"(?i)({_NAMED}[\"']?\s*[=:]\s*)(\"[^\"]*\"|'[^']*'|[^\s,;&}}]+)"),
        rf"\1{GONE}",
    ),
    (re.compile(r"\[parameters: .*?\](?=\n|$)", re.DOTALL), f"[parameters: {GONE}]"),
    (re.compile(r"Failing row contains \(.*\)"), f"Failing row contains {GONE}"),
    (re.compile(r"(Key \([^=\n]*\))=\(.*?\)(?= |$)", re.MULTILINE), rf"\1={GONE}"),
    (re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+(?:@|%40)[\w-]+(?:\.[\w-]+)+"), GONE),
    (re.compile(rf"(?P<uuid>{_UUID})|{_PHONE}"), _phone),
    (re.compile(r"\b(?:sk|rk|pk|whsec)_[\w]{8,}|\bSG\.[\w.-]{16,}|\bey[\w-]+\.[\w.-]+"), GONE),
    (re.compile(_OPAQUE), _opaque),
]


class Redactor:
    """Removes what looks sensitive, and every secret it has been told, wherever it stands."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        known = sorted({value for value in secrets if len(value) >= 6}, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, known))) if known else None

    def text(self, text: str) -> str:
        if self._known is not None:
            text = self._known.sub(GONE, text)
        for pattern, instead in _RULES:
            text = pattern.sub(instead, text)
        return text

    def value(self, value: Any, key: str = "") -> Any:
        """The same for values of any shape; what is no plain value becomes clean text."""
        if value is None or isinstance(value, bool):
            return value
        if key and _SENSITIVE_KEY.search(key):
            return GONE
        if isinstance(value, int | float):
            return value
        if isinstance(value, Mapping):
            return {self.text(str(k)): self.value(v, str(k)) for k, v in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self.value(item) for item in value]
        return self.text(str(value))

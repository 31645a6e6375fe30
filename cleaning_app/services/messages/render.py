"""From a template and its facts to a subject, a plain text and an HTML page."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from cleaning_app.services.messages.facts import Facts
from cleaning_app.services.messages.letterhead import Letterhead
from cleaning_app.services.messages.words import FILTERS
from cleaning_app.settings import Settings

_FOLDER = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Rendered:
    """A message ready to be sent."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Sites:
    """Where links lead: to our own site, and to the pages for clients, which may have their own."""

    base_url: str
    portal_url: str

    @classmethod
    def of(cls, settings: Settings) -> Sites:
        """As the settings say."""
        return cls(settings.base_url, settings.portal_url)


def render(template: str, facts: Facts, us: Letterhead, *, sites: Sites, now: datetime) -> Rendered:
    """Fill in one template. Every value is escaped in HTML; a value a template misses is an error."""
    known = {name: getattr(facts, name) for name in type(facts).model_fields}
    values = known | asdict(sites) | {"us": us, "now": now}
    subject = _compiled(facts.subject).render(values)
    html = _environment(html=True).get_template(f"{template}.html")
    text = _environment(html=False).get_template(f"{template}.txt")
    return Rendered(
        subject=" ".join(subject.split()),
        text=text.render(values).strip() + "\n",
        html=html.render(values | {"subject": subject}),
    )


@cache
def _compiled(subject: str) -> Template:
    return _environment(html=False).from_string(subject)


@cache
def _environment(*, html: bool) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=html,  # noqa: S701  (plain text has nothing to escape)
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(FILTERS)
    return environment

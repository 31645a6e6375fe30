"""What is left of each finished job once its labour is paid: by job, worker, service, area, client.

Every view adds up the same rows (`margin_parts`), one for each worker of each job, so all of them
come to the same totals.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import BigInteger, Date, Integer, String, case, column, func, select

from cleaning_app.context import Ctx
from cleaning_app.domain import spans
from cleaning_app.domain.performance import percent
from cleaning_app.errors import Invalid
from cleaning_app.services import listing
from cleaning_app.services.finance import asking, entries
from cleaning_app.services.finance.behind import COLUMNS, Behind
from cleaning_app.services.finance.margin_parts import PARTS
from cleaning_app.services.finance.pyformat import bound
from cleaning_app.services.gst.asked import ask

# What a row is called, what else is said of it, and what makes it one row.
_VIEWS: Final = {
    "job": ("p.id::text", "'#' || p.number", "p.client || ', ' || p.service"),
    "worker": ("coalesce(p.worker_id::text, '')", "coalesce(p.worker, 'Nobody assigned')", "''"),
    "service": ("p.service_type_id::text", "p.service", "''"),
    "area": ("p.area", "coalesce(nullif(p.area, ''), 'Without an area')", "''"),
    "client": ("p.client_id::text", "p.client", "''"),
}
BY: Final = tuple(_VIEWS)
MEASURES: Final = ("revenue", "labour", "margin")


@dataclass(frozen=True)
class Margin:
    """What a job, worker, service, area or client brought in a span, in cents and minutes.

    `key` is an id, or an area's name; "" where there is none. Of the revenue `unbilled_cents` are
    booked prices no invoice asks for yet; of the minutes `planned` were not clocked. `day` is that
    of the latest job.
    """

    key: str
    name: str
    about: str
    day: date
    jobs: int
    minutes: int
    planned: int
    revenue_cents: int
    unbilled_cents: int
    labour_cents: int
    margin_cents: int

    @property
    def percent(self) -> int | None:
        """The margin in whole percent of the revenue, None without revenue."""
        return percent(self.margin_cents, self.revenue_cents)


@dataclass(frozen=True)
class Totals:
    """A whole span, as `Margin`. `elsewhere_cents` are sales of invoices that name no job, less
    what was credited; `elsewhere` counts both."""

    jobs: int
    minutes: int
    planned: int
    revenue_cents: int
    unbilled_cents: int
    labour_cents: int
    elsewhere: int
    elsewhere_cents: int

    @property
    def margin_cents(self) -> int:
        return self.revenue_cents - self.labour_cents

    @property
    def percent(self) -> int | None:
        return percent(self.margin_cents, self.revenue_cents)


# Sales that name no job, such as a contract billed by the month: a line of the profit and loss.
_ELSEWHERE = f"""
    SELECT {", ".join(COLUMNS)} FROM ({entries.SOLD}) sold
    WHERE section = 'revenue' AND line = 'other'
"""
_SUMS = """
    count(DISTINCT p.id) AS jobs, coalesce(sum(p.minutes), 0)::bigint AS minutes,
    coalesce(sum(p.minutes) FILTER (WHERE NOT p.is_clocked), 0)::bigint AS planned,
    coalesce(sum(p.revenue), 0)::bigint AS revenue_cents,
    coalesce(sum(p.revenue) FILTER (WHERE NOT p.is_billed), 0)::bigint AS unbilled_cents,
    coalesce(sum(p.labour), 0)::bigint AS labour_cents
"""
_TOTALS = f"""{PARTS}
    SELECT m.*, e.* FROM (SELECT {_SUMS} FROM part p) m, (
        SELECT count(*) AS elsewhere, coalesce(sum(e.cents), 0) AS elsewhere_cents
        FROM ({_ELSEWHERE}) e
    ) e
"""


async def totals(ctx: Ctx, first: date, last: date) -> Totals:
    """The finished jobs of the local days `first` … `last`, together.

    Raises:
        Forbidden: without `finance.view`. Invalid: days upside down, or more than five years.
    """
    asked = await ask(ctx, first, last, "accrual")
    found = (await ctx.session.execute(bound(_TOTALS, asked.params(ctx)))).one()
    return Totals(*(int(value) for value in found))


async def find(
    ctx: Ctx, first: date, last: date, by: str, query: listing.Query
) -> listing.Page[Margin]:
    """A span's margins by one of BY, those with the lowest percentage first. Search by name; sorts:
    `percent`, and the fields.

    Raises:
        Forbidden, Invalid: as `totals`; by something else; a sort or cursor that means nothing.
    """
    asked = await ask(ctx, first, last, "accrual")
    key, name, about = _view(by)
    sql = f"""{PARTS}
        SELECT {key} AS key, {name} AS name, {about} AS about, max(p.day) AS day, {_SUMS}
        FROM part p GROUP BY 1, 2, 3
    """
    found = bound(sql, asked.params(ctx)).columns(*_COLUMNS).subquery("found")
    margin = found.c.revenue_cents - found.c.labour_cents
    statement: Any = select(found, margin.label("margin_cents"))
    if query.search.strip():
        wanted = listing.contains(query.search)
        statement = statement.where((found.c.name + " " + found.c.about).ilike(wanted))
    orders: dict[str, Any] = {name: found.c[name] for name in _SORTS}
    orders |= {"name": func.lower(found.c.name), "margin_cents": margin}
    orders["percent"] = _rank(margin, found.c.revenue_cents)
    page = await listing.fetch(ctx, statement, query, orders, default="percent", id=found.c.key)
    return page.map(lambda row: Margin(*row))


_SORTS = ("day", "jobs", "minutes", "revenue_cents", "labour_cents")
_COLUMNS = (
    column("key", String), column("name", String), column("about", String), column("day", Date),
    column("jobs", Integer), column("minutes", Integer), column("planned", Integer),
    column("revenue_cents", BigInteger), column("unbilled_cents", BigInteger),
    column("labour_cents", BigInteger),
)  # fmt: skip
_LEAST = -(10**12)


def _rank(margin: Any, revenue: Any) -> Any:
    """The share that is left, in hundredths of a percent; work for nothing comes before all."""
    return case((revenue > 0, margin * 10_000 // revenue), else_=_LEAST + margin)


async def behind(ctx: Ctx, arguments: Mapping[str, str]) -> Behind:
    """The jobs behind a margin. `line` is a measure, one of BY and a key: "margin.area.Oliver";
    a measure alone is the whole span, "elsewhere" the sales that name no job.

    Raises:
        Invalid: days or a line that mean nothing.
    """
    asked = await asking.asked(ctx, arguments)
    line = arguments.get("line", "")
    days = f"{spans.words(asked.first, asked.last)}."
    if line == "elsewhere":
        words = f"{days} Invoices that name no visit, such as contracts by the month, less credit notes."
        return Behind("Sales without a job", words, _ELSEWHERE, asked.params(ctx))
    measure, _, rest = line.partition(".")
    by, _, key = rest.partition(".")
    if measure not in MEASURES:
        raise _unknown("line")
    cents, title, said = _MEASURED[measure]
    where = f"{_view(by)[0]} = %(key)s" if by else "true"
    sql = f"""{PARTS}
        SELECT p.id::text AS id, max(p.day) AS day, 'booking' AS kind, p.id AS thing,
               '#' || p.number AS number, p.client AS who, p.service || {_MARKS} AS what,
               sum({cents})::bigint AS cents
        FROM part p WHERE {where} GROUP BY p.id, p.number, p.client, p.service
    """
    return Behind(title, f"{days} {said}", sql, asked.params(ctx) | {"key": key[:100]})


_MARKS = """CASE WHEN bool_and(p.is_billed) THEN '' ELSE ' · not billed yet' END
    || CASE WHEN bool_and(p.is_clocked) THEN '' ELSE ' · planned time' END"""
_MEASURED: Final = {
    "revenue": (
        "p.revenue",
        "Revenue of jobs",
        "Before tax, as invoiced; the booked price while there is no invoice.",
    ),
    "labour": (
        "p.labour",
        "Labour of jobs",
        "Clocked minutes at each worker's rate of that day; planned minutes where nobody clocked.",
    ),
    "margin": ("p.revenue - p.labour", "Margin of jobs", "Revenue before tax, less labour."),
}


def _view(by: str) -> tuple[str, str, str]:
    if by not in _VIEWS:
        raise _unknown("by")
    return _VIEWS[by]


def _unknown(name: str) -> Invalid:
    return Invalid.field(name, "There is no such figure.")

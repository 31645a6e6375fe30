"""Sales tax on the lines of an invoice: per tax code, rounded once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Protocol, TypeVar

from cleaning_app.domain.expenses import usual_tax
from cleaning_app.errors import FieldError, Invalid
from cleaning_app.money import allocate, round_half_up, to_decimal_string


class TaxKind(StrEnum):
    """How the law treats a supply; zero-rated and exempt both carry no tax but report apart."""

    TAXABLE = "taxable"
    ZERO_RATED = "zero_rated"
    EXEMPT = "exempt"


@dataclass(frozen=True)
class TaxCode:
    """A tax code of the organisation. Rates are fractions of one: 5% is Decimal("0.05").

    `rate` is the GST or HST, `provincial_rate` what a province charges beside it on the same base
    (PST in BC and Saskatchewan, RST in Manitoba, QST in Quebec).
    Raises Invalid when a rate is not in [0, 1), or not zero for a kind that carries no tax.
    """

    key: str
    kind: TaxKind
    rate: Decimal
    provincial_rate: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        object.__setattr__(self, "kind", TaxKind(self.kind))
        for rate in (self.rate, self.provincial_rate):
            if not rate.is_finite() or not 0 <= rate < 1:
                raise Invalid("A tax rate is at least 0% and under 100%.")
        if self.kind is not TaxKind.TAXABLE and (self.rate or self.provincial_rate):
            raise Invalid("Zero-rated and exempt codes carry no tax.")


class Code(Protocol):
    """What of a tax code says for which work it is: of one as given, or of its row."""

    @property
    def key(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def rate(self) -> Decimal: ...
    @property
    def provincial_rate(self) -> Decimal: ...


AnyCode = TypeVar("AnyCode", bound=Code)


def usual_first(codes: Iterable[AnyCode], province: str) -> list[AnyCode]:
    """Codes in the order they are offered, first that of ordinary work of a company in a province.

    That is what the province itself charges; where no code says so, the GST alone; without it, the
    highest rate. So a company of Alberta that works in Ontario once still charges 5% at home.
    """
    home = usual_tax(province)

    def rank(code: Code) -> tuple[bool, bool, bool, Decimal, str]:
        rates = (code.rate * 100_000, code.provincial_rate * 100_000)
        return (
            code.kind != TaxKind.TAXABLE,
            rates != (home.claimed, home.kept),
            code.key != "gst",
            -(code.rate + code.provincial_rate),
            code.key,
        )

    return sorted(codes, key=rank)


def federal_name(name: str, rate: Decimal, provincial_name: str) -> str:
    """What the GST or HST of a code is called where its provincial tax has a line of its own.

    A code's name stands for both: “GST 5% + PST 7% (BC)” is “GST 5%” beside “PST 7%”. One that says
    no such thing, “Standard”, leaves the federal part to its rate.
    """
    if not provincial_name:
        return name
    first, both, _ = name.partition(" + ")
    return first if both else f"GST {(rate * 100).normalize():f}%"


@dataclass(frozen=True)
class Line:
    """One line before tax: how many, at what price in cents, under which tax code."""

    quantity: Decimal
    unit_price_cents: int
    tax_code_key: str

    @property
    def total(self) -> int:
        """Quantity × unit price in cents, rounded half-up once."""
        return round_half_up(Fraction(self.quantity) * self.unit_price_cents)


@dataclass(frozen=True)
class CodeTotal:
    """What one tax code comes to: its base after discount and the taxes on it, in cents."""

    code: TaxCode
    base: int
    tax: int
    provincial: int = 0


@dataclass(frozen=True)
class Totals:
    """An invoice's figures in cents.

    `subtotal` and `line_totals` are before the header discount; `line_discounts` is its share per
    line; `taxable`, `zero_rated` and `exempt` are after it, and add up to subtotal − discount.
    """

    subtotal: int
    discount: int
    taxable: int
    zero_rated: int
    exempt: int
    tax: int
    provincial: int
    total: int
    by_code: dict[str, CodeTotal]
    line_totals: list[int]
    line_discounts: list[int]


def totals(lines: Sequence[Line], codes: Iterable[TaxCode], discount_cents: int = 0) -> Totals:
    """Add up an invoice.

    The header discount is spread over the lines in proportion to their totals (largest remainder;
    lines of zero or less carry none); each tax is then worked out per tax code on the sum of its
    lines and rounded half-up once. Raises Invalid for a line whose code is unknown, a quantity that is
    not positive, and a discount below zero or above what it can be taken from.
    """
    known = {code.key: code for code in codes}
    _check_lines(lines, known)
    line_totals = [line.total for line in lines]
    line_discounts = _spread(discount_cents, line_totals)
    bases: dict[str, int] = {}
    for line, amount, off in zip(lines, line_totals, line_discounts, strict=True):
        bases[line.tax_code_key] = bases.get(line.tax_code_key, 0) + amount - off
    by_code = {
        key: CodeTotal(
            known[key],
            base,
            round_half_up(Fraction(known[key].rate) * base),
            round_half_up(Fraction(known[key].provincial_rate) * base),
        )
        for key, base in bases.items()
    }
    subtotal = sum(line_totals)
    tax = sum(entry.tax for entry in by_code.values())
    provincial = sum(entry.provincial for entry in by_code.values())
    return Totals(
        subtotal=subtotal,
        discount=discount_cents,
        taxable=_base_of(TaxKind.TAXABLE, by_code),
        zero_rated=_base_of(TaxKind.ZERO_RATED, by_code),
        exempt=_base_of(TaxKind.EXEMPT, by_code),
        tax=tax,
        provincial=provincial,
        total=subtotal - discount_cents + tax + provincial,
        by_code=by_code,
        line_totals=line_totals,
        line_discounts=line_discounts,
    )


def _check_lines(lines: Sequence[Line], known: dict[str, TaxCode]) -> None:
    errors: list[FieldError] = []
    for position, line in enumerate(lines):
        if not line.quantity.is_finite() or line.quantity <= 0:
            errors.append(FieldError(f"lines.{position}.quantity", "Enter more than zero."))
        if line.tax_code_key not in known:
            errors.append(FieldError(f"lines.{position}.tax_code", "No such tax code."))
    if errors:
        raise Invalid("Some lines need another look.", errors)


def _spread(discount: int, line_totals: list[int]) -> list[int]:
    carrying = [max(0, amount) for amount in line_totals]
    most = min(sum(carrying), max(0, sum(line_totals)))
    if not 0 <= discount <= most:
        raise Invalid.field(
            "discount_cents", f"The discount must lie between 0.00 and {to_decimal_string(most)}."
        )
    return allocate(discount, carrying)


def _base_of(kind: TaxKind, by_code: dict[str, CodeTotal]) -> int:
    return sum(entry.base for entry in by_code.values() if entry.code.kind is kind)

"""What is taken off an invoice: per tax code, with tax as the invoice had it, never more than is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from cleaning_app.domain.tax import TaxCode, TaxKind
from cleaning_app.errors import Invalid
from cleaning_app.money import allocate, round_half_up, share, to_decimal_string

NOTHING_LEFT = "Nothing is left to credit on this invoice."


@dataclass(frozen=True)
class Part:
    """An amount under one tax code, in cents: before tax, GST or HST, provincial tax."""

    code: UUID
    kind: TaxKind
    base: int
    tax: int
    provincial: int = 0

    @property
    def total(self) -> int:
        """With its taxes."""
        return self.base + self.tax + self.provincial

    def less(self, other: Part) -> Part:
        """What remains of this one."""
        return Part(
            self.code,
            self.kind,
            self.base - other.base,
            self.tax - other.tax,
            self.provincial - other.provincial,
        )


def total(parts: Sequence[Part]) -> int:
    """What parts come to with their taxes."""
    return sum(part.total for part in parts)


def invoiced(
    nets: Mapping[UUID, int], codes: Mapping[UUID, TaxCode], tax: int, provincial: int
) -> list[Part]:
    """An invoice's amounts per tax code.

    `nets` are its lines after discount, `tax` and `provincial` what it charged in all. Where that is
    not what the rates say (books from elsewhere), the difference goes to the codes in proportion.
    """
    taxes = _as_charged(tax, {id: Fraction(codes[id].rate) * net for id, net in nets.items()}, nets)
    others = _as_charged(
        provincial,
        {id: Fraction(codes[id].provincial_rate) * net for id, net in nets.items()},
        nets,
    )
    return [Part(id, codes[id].kind, nets[id], taxes[id], others[id]) for id in nets]


def _as_charged(
    charged: int, exact: dict[UUID, Fraction], nets: Mapping[UUID, int]
) -> dict[UUID, int]:
    rounded = {id: round_half_up(value) for id, value in exact.items()}
    if sum(rounded.values()) == charged:
        return rounded
    weights = [max(0, value) for value in rounded.values()]
    if not any(weights):
        weights = [max(0, net) for net in nets.values()]
    if not any(weights):
        weights = [1] * len(nets)
    return dict(zip(rounded, allocate(charged, weights), strict=True))


def whole(left: Sequence[Part]) -> list[Part]:
    """Everything that is left. Raises Invalid when nothing is."""
    parts = [part for part in left if part.base or part.tax or part.provincial]
    if total(parts) <= 0:
        raise Invalid(NOTHING_LEFT)
    return parts


def by_amount(left: Sequence[Part], amount: int) -> list[Part]:
    """An amount with its taxes, over the codes in proportion to what is left of each.

    Raises Invalid for an amount that is not more than zero, or more than is left.
    """
    most = total(left)
    if amount <= 0:
        raise Invalid.field("amount", "Enter more than zero.")
    if amount > most:
        raise Invalid.field("amount", f"At most {to_decimal_string(most)} is left to credit.")
    if amount == most:
        return whole(left)
    carrying = [max(0, part.total) for part in left]
    parts: list[Part] = []
    for part, gross in zip(left, allocate(amount, carrying), strict=True):
        if gross:
            tax = share(part.tax, gross, part.total)
            provincial = share(part.provincial, gross, part.total)
            parts.append(Part(part.code, part.kind, gross - tax - provincial, tax, provincial))
    return parts


def by_base(left: Sequence[Part], bases: Mapping[UUID, int]) -> list[Part]:
    """Amounts before tax for some of the codes; tax in proportion, all of it with the last cent.

    Raises Invalid for a code the invoice does not have, an amount that is not more than zero, or
    more than is left of its code.
    """
    known = {part.code: part for part in left}
    parts: list[Part] = []
    for code, base in bases.items():
        part = known.get(code)
        if part is None or base <= 0:
            raise Invalid.field("lines", "Enter more than zero on lines of this invoice.")
        if base > part.base:
            message = f"At most {to_decimal_string(max(0, part.base))} before tax is left of this tax code."
            raise Invalid.field("lines", message)
        tax = share(part.tax, base, part.base)
        parts.append(Part(code, part.kind, base, tax, share(part.provincial, base, part.base)))
    if total(parts) <= 0:
        raise Invalid.field("lines", "Choose what to credit.")
    return parts


def next_number(year: int, counter: int) -> str:
    """The number of a credit note: CN-2026-00001 is the year's first."""
    return f"CN-{year:04d}-{counter:05d}"

"""The demo's clients: where they live, what they have cleaned, how often and by whom."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

from cleaning_app.services.demo import cast

_HOME_SERVICES = (
    ("standard", 120, 150_00), ("standard", 120, 165_00), ("standard", 150, 189_00),
    ("deep", 240, 329_00), ("standard", 180, 210_00),
)  # fmt: skip


@dataclass(frozen=True)
class Patron:
    """A client with a habit: `weekdays` (Monday 0) every `weeks`, about `hour` o'clock.

    `weeks` 0 means now and then.
    """

    id: str
    name: str
    is_company: bool
    email: str
    phone: str
    street: str
    area: str
    postal_code: str
    lat: float
    lng: float
    notes: str
    service: str
    minutes: int
    price_cents: int
    weekdays: tuple[int, ...]
    weeks: int
    phase: int
    hour: float
    favourite: str


def everybody(chance: Random) -> list[Patron]:
    """Sixty clients: households first, companies after them."""
    homes = [_home(chance, n, name) for n, name in enumerate(cast.HOUSEHOLDS, 1)]
    first = len(homes) + 1
    return homes + [_office(chance, n, name) for n, name in enumerate(cast.COMPANIES, first)]


def _home(chance: Random, n: int, name: str) -> Patron:
    service, minutes, price = chance.choice(_HOME_SERVICES)
    weeks = chance.choice((1, 1, 1, 2, 2, 4))
    return Patron(
        **_place(chance, n),
        name=name,
        is_company=False,
        notes=chance.choice(cast.NOTES) if chance.random() < 0.5 else "",
        service=service,
        minutes=minutes,
        price_cents=price,
        weekdays=(chance.choice((0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 5, 6)),),
        weeks=weeks,
        phase=chance.randrange(4),
        hour=chance.choice((8, 8.5, 9.5, 11, 12.5, 13, 14.5)),
        favourite=_worker_for(chance, service),
    )


def _office(chance: Random, n: int, name: str) -> Patron:
    days = chance.choice(((0, 2, 4), (1, 3), (0, 3), (2, 5), (4, 6), (0, 1, 2, 3, 4)))
    minutes = chance.choice((120, 150, 180))
    return Patron(
        **_place(chance, n),
        name=name,
        is_company=True,
        notes="",
        service="office",
        minutes=minutes,
        price_cents=minutes * 80,
        weekdays=days,
        weeks=1,
        phase=0,
        hour=chance.choice((8, 8, 12.5, 15, 17)),
        favourite=_worker_for(chance, "office"),
    )


def _place(chance: Random, n: int) -> dict[str, Any]:
    area, lat, lng = cast.AREAS[n % len(cast.AREAS)]
    letters = "ABCEGHJKLMNPRSTVWXYZ"
    return {
        "id": f"C{n:03d}",
        "email": f"client{n:03d}@example.test",
        "phone": f"+1780555{2000 + n:04d}",
        "street": f"{chance.randrange(8100, 15900)} {chance.choice(cast.STREETS)}",
        "area": area,
        "postal_code": f"T{chance.randrange(5, 7)}{chance.choice(letters)} "
        f"{chance.randrange(10)}{chance.choice(letters)}{chance.randrange(10)}",
        "lat": round(lat + chance.uniform(-0.008, 0.008), 6),
        "lng": round(lng + chance.uniform(-0.012, 0.012), 6),
    }


def _worker_for(chance: Random, service: str) -> str:
    return chance.choice([hand.id for hand in cast.HANDS if service in hand.skills])

"""Who lives in the demo: people, companies and streets of a made-up Edmonton."""

from __future__ import annotations

import csv
from datetime import date, datetime, time, timedelta
from importlib.resources import files
from typing import Final, NamedTuple

COMPANY: Final = "Northlight Home Care"
LETTERHEAD: Final = {
    "postal_address": "9704 82 Avenue NW\nEdmonton, AB  T6E 1Y5",
    "phone": "780 555 0100",
    "contact_email": "office@demo.test",
    "etransfer_email": "pay@demo.test",
    "payment_instructions": "Cheques: payable to Northlight Home Care.",
    "payment_terms": "Due within 14 days. Thank you for paying on time.",
    "paper_footer": "Northlight Home Care · Bonded and insured",
}
OWNER: Final = ("Maya Lindqvist", "owner@demo.test")
DISPATCHER: Final = ("Priya MacNeil", "dispatcher@demo.test")


class Hand(NamedTuple):
    """What planning needs of a worker: skills, days and hours."""

    id: str
    name: str
    phone: str
    skills: frozenset[str]
    days: frozenset[str]
    start: str
    end: str


WORKERS_CSV: Final = files(__package__ or "").joinpath("workers.csv").read_bytes()
HANDS: Final = tuple(
    Hand(
        row["external_id"],
        row["name"],
        row["phone"],
        frozenset(row["skills"].split("|")),
        frozenset(row["work_days"].split("|")),
        row["work_start"],
        row["work_end"],
    )
    for row in csv.DictReader(WORKERS_CSV.decode().splitlines())
)


class Away(NamedTuple):
    """Days off, counted from today; `from_` and `to` are clock times of each day."""

    worker: str
    first: int
    last: int
    from_: str
    to: str
    kind: str
    reason: str


def clock(day: date, text: str) -> datetime:
    """A clock time of a day, without a zone; 24:00 is the next one's first moment."""
    hours, minutes = map(int, text.split(":"))
    return datetime.combine(day, time()) + timedelta(hours=hours, minutes=minutes)


AWAY: Final = (
    Away("W03", 0, 0, "13:30", "17:00", "other", "Dentist"),
    Away("W08", 7, 11, "08:00", "17:00", "vacation", "Family visit"),
    Away("W05", 3, 3, "08:30", "12:00", "training", "First aid course"),
    Away("W01", 33, 41, "00:00", "24:00", "vacation", "A week in the mountains"),
)

AREAS: Final = (
    ("Glenora", 53.5496, -113.5530), ("Strathcona", 53.5185, -113.4960),
    ("Oliver", 53.5436, -113.5190), ("Windermere", 53.4330, -113.6230),
    ("Ritchie", 53.5080, -113.4790), ("Westmount", 53.5560, -113.5410),
    ("Garneau", 53.5220, -113.5130), ("Belgravia", 53.5110, -113.5330),
    ("Crestwood", 53.5330, -113.5720), ("Callingwood", 53.5010, -113.6260),
    ("Bonnie Doon", 53.5220, -113.4600), ("Highlands", 53.5700, -113.4340),
    ("Ottewell", 53.5320, -113.4250), ("Riverbend", 53.4740, -113.5770),
    ("Terwillegar", 53.4480, -113.5720), ("Mill Woods", 53.4550, -113.4330),
    ("Inglewood", 53.5650, -113.5310), ("Parkallen", 53.5030, -113.5160),
)  # fmt: skip

STREETS: Final = (
    "Windsor Ave NW", "Aspen Ave NW", "Jasper Ave NW", "Saskatchewan Dr NW", "Ravine Dr NW",
    "Valleyview Dr NW", "Connors Rd NW", "Whyte Ave NW", "Stony Plain Rd NW", "Rowland Rd NW",
)  # fmt: skip

HOUSEHOLDS: Final = (
    "Léa Tremblay", "Gwen Abbott", "Jia Nguyen", "Rosa Singh", "Hana Ito", "Quinn Cho",
    "Marta Ueda", "Uma Gagnon", "Xin Petrov", "Ngozi Baptiste", "Anaïs Fontaine", "Owen MacLeod",
    "Ingrid Sørensen", "Émile Bouchard", "Sadia Rahman", "Callum Fraser", "Yuki Tanaka",
    "Beatriz Moreira", "Élodie Pelletier", "Samir Aziz", "Freya Bjornson", "Marcel Côté",
    "Thandiwe Moyo", "Gabriel Lévesque", "Nadia Kuznetsova", "Harpreet Gill", "Maeve Gallagher",
    "Théo Desrosiers", "Leilani Kahale", "Antonín Dvorský", "Chidi Okafor", "Renée Thériault",
    "Walter Friesen", "Pooja Iyer", "Aidan McCarthy", "Solène Charbonneau", "Jonas Weiß",
    "Imani Clarke", "Frédéric Giroux", "Oksana Melnyk", "Dale Cardinal", "Mireille Savoie",
    "Kenji Morita", "Agnes Whitford", "Luc Arsenault", "Zahra Daneshvar", "Björn Halvorsen",
    "Catherine Bear",
)  # fmt: skip

COMPANIES: Final = (
    "Lavoie Dental", "Xu Studio", "Whyte Avenue Physio", "Ravine Architects", "Aspen Daycare",
    "Dubois & Fils Notaires", "North Saskatchewan Outfitters", "Kaur Family Law",
    "Boréal Coffee Roasters", "Mill Creek Yoga", "Prairie Sky Realty", "Café Hélène",
)  # fmt: skip

NOTES: Final = (
    "Dog, friendly. Shoes off, please.", "No bleach on the marble.", "Ring twice; baby asleep.",
    "Two cats: keep the balcony door shut.", "Scent-free products only.", "Parking behind the house.",
    "Recycling goes out on Thursdays.", "Piano: dry cloth only.",
)  # fmt: skip

CODES: Final = (
    "Lockbox left of the door, 4471.", "Alarm panel in the hall: 2906, then off.",
    "Key with the neighbour at 10184.", "Buzz 204; elevator B.", "Garage code 5530#.",
)  # fmt: skip

VENDORS: Final = (
    ("supplies", "Bunzl Canada", 18_000, 42_000), ("fuel", "Petro-Canada", 4_500, 11_000),
    ("fuel", "Co-op Gas Bar", 4_000, 9_500), ("equipment", "Kärcher Edmonton", 9_000, 60_000),
    ("meals", "Café Hélène", 1_800, 6_500), ("advertising", "Edmonton Community News", 12_000, 30_000),
)  # fmt: skip

GST_NUMBERS: Final = {
    "Bunzl Canada": "864213975 RT0001", "Petro-Canada": "100073433 RT0001",
    "Co-op Gas Bar": "105176928 RT0002", "Kärcher Edmonton": "119482753 RT0001",
    "Café Hélène": "802457316 RT0001",
}  # fmt: skip

# Insurance bears no GST (Excise Tax Act, Schedule V, Part VII).
MONTHLY: Final = (
    ("software", "Cloud office", 135_45, 6_45, "month", "781203465 RT0001"),
    ("insurance", "Prairie Mutual", 480_00, 0, "month", ""),
    ("other", "Storage unit 14", 225_75, 10_75, "month", "834509127 RT0001"),
    ("other", "Northern Tel Mobility", 178_50, 8_50, "month", "812640397 RT0001"),
    ("other", "Registry Strathcona", 94_30, 0, "year", ""),
)
"""Category, vendor, total and GST in it in cents, how often, the supplier's number."""

BUDGETS: Final = (
    ("fuel", "month", 300_00), ("supplies", "month", 500_00), ("meals", "month", 80_00),
    ("software", "month", 200_00), ("insurance", "month", 600_00),
    ("equipment", "year", 5_000_00), ("advertising", "year", 3_500_00),
)  # fmt: skip

"""Clients, each with the place that is cleaned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cleaning_app.domain.importing.cells import boolean, choice, decimal_between, text
from cleaning_app.domain.importing.columns import Field
from cleaning_app.domain.importing.contact_cells import email, phone
from cleaning_app.domain.importing.rows import Dataset, Severity

PROVINCES = ("AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT")
_PROVINCE_NAMES = {
    "alberta": "AB",
    "british_columbia": "BC",
    "manitoba": "MB",
    "new_brunswick": "NB",
    "newfoundland_and_labrador": "NL",
    "nova_scotia": "NS",
    "northwest_territories": "NT",
    "nunavut": "NU",
    "ontario": "ON",
    "prince_edward_island": "PE",
    "quebec": "QC",
    "québec": "QC",
    "saskatchewan": "SK",
    "yukon": "YT",
}


@dataclass(frozen=True, slots=True)
class ClientRow:
    """One client and one address; no street means no address."""

    row: int
    external_id: str
    name: str
    is_company: bool
    email: str | None
    phone: str | None
    street: str
    area: str
    city: str
    province: str
    postal_code: str
    lat: float | None
    lng: float | None
    notes: str


def _examine(client: ClientRow) -> Iterator[tuple[str, str, Severity]]:
    if (client.lat is None) != (client.lng is None):
        missing = "lat" if client.lat is None else "lng"
        yield missing, "lat and lng only make sense together.", "error"
    if not client.street and (client.city or client.postal_code or client.lat is not None):
        yield "street", "An address needs a street; this client comes without one.", "warning"
    if not client.email and not client.phone:
        yield "email", "Neither e-mail nor phone: nobody can reach this client.", "warning"


CLIENTS = Dataset(
    key="clients",
    title="Clients",
    row_type=ClientRow,
    identity="external_id",
    examine=_examine,
    fields=(
        Field(
            "external_id",
            text(60),
            "The client's number in the old system; running the file again finds it by this.",
            required=True,
            aliases=("id", "client_id", "client_number", "customer_id", "no", "numero"),
        ),
        Field(
            "name",
            text(200),
            "Person or company.",
            required=True,
            aliases=("client", "client_name", "customer", "full_name", "company", "nom"),
        ),
        Field(
            "is_company",
            boolean,
            "true for a business, false for a household.",
            default=False,
            aliases=("company_flag", "business", "commercial", "entreprise"),
        ),
        Field("email", email, "One e-mail address.", aliases=("e_mail", "mail", "courriel")),
        Field(
            "phone",
            phone,
            "With area code; Canadian unless it starts with +.",
            aliases=("telephone", "mobile", "cell", "phone_number"),
        ),
        Field(
            "street",
            text(200),
            "House number and street.",
            default="",
            aliases=("address", "address_1", "street_address", "adresse", "rue"),
        ),
        Field(
            "area", text(100), "Neighbourhood.", default="", aliases=("neighbourhood", "quartier")
        ),
        Field("city", text(100), "City.", default="", aliases=("town", "ville")),
        Field(
            "province",
            choice("province", PROVINCES, _PROVINCE_NAMES),
            "Two letters, such as AB.",
            default="",
            aliases=("state",),
        ),
        Field(
            "postal_code",
            text(10),
            "Such as T5K 1A1.",
            default="",
            aliases=("postcode", "zip", "code_postal"),
        ),
        Field("lat", decimal_between(-90, 90), "Degrees north.", aliases=("latitude",)),
        Field("lng", decimal_between(-180, 180), "Degrees east.", aliases=("lon", "longitude")),
        Field(
            "notes",
            text(2000),
            "Anything the crew should know.",
            default="",
            aliases=("note", "comments", "remarks", "remarques"),
        ),
    ),
)

"""Log lines: JSON with the promised fields, and never a secret, token, phone or e-mail address."""

from __future__ import annotations

import base64
import io
import json
import logging
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from uuid import uuid4

import psycopg
import pytest
import sqlalchemy
from hypothesis import given
from hypothesis import strategies as st

from cleaning_app import logs
from cleaning_app.redaction import Redactor
from cleaning_app.settings import ROOT, get_settings

PERSONAL = [
    "ann.lee+home@example.co.uk",
    "+14035550123",
    "+1 (403) 555-0123",
    "(403) 555-0123",
    "403-555-0123",
    "403.555.0123",
    "4035550123",
    "1-403-555-0123",
    "+44 20 7946 0958",
    "403‑555‑0123",
]
SECRETS = [
    "sk_live_51Habcdefgh",
    "whsec_abcdefgh1234",
    "SG.abcdefghijklmnop.qrstuvwxyz",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
    secrets.token_urlsafe(32),
    secrets.token_hex(32),
]

Lines = Callable[[], list[dict[str, object]]]


@pytest.fixture
def lines() -> Iterator[Lines]:
    """Sends this process's logs to memory and gives the parsed lines."""
    stream = io.StringIO()
    root = logging.getLogger()
    before, level, hook = root.handlers[:], root.level, sys.excepthook
    logs.configure(get_settings(), stream)
    logs.clear()
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logs.clear()
    root.handlers[:] = before
    root.setLevel(level)
    sys.excepthook = hook
    logging.captureWarnings(False)


def test_a_request_line_has_the_promised_fields_in_order(lines):
    request, org = str(uuid4()), str(uuid4())
    logs.bind(request_id=request, org_id=org, role="admin")
    logs.get_logger("door").info(
        "request", method="POST", path="/v1/admin/bookings", status_code=201, latency_ms=45
    )
    (line,) = lines()
    assert " ".join(list(line)[:11]) == (
        "timestamp level message request_id org_id user_id role method path status_code latency_ms"
    )
    assert (line["level"], line["message"], line["request_id"]) == ("INFO", "request", request)
    assert (line["org_id"], line["user_id"], line["status_code"]) == (org, None, 201)
    assert str(line["timestamp"]).endswith("Z")


def test_libraries_speak_through_the_same_renderer_with_the_same_context(lines):
    logs.bind(job="outbox-delivery", run_id="r-1")
    for name in ("granian.access", "_granian", "alembic", "procrastinate.worker", "sqlalchemy"):
        logging.getLogger(name).warning("%s speaks of %s", name, "ann@example.com")
    said = lines()
    assert [line["logger"] for line in said][-1] == "sqlalchemy"
    assert len(said) == 5
    assert all(line["run_id"] == "r-1" and line["job"] == "outbox-delivery" for line in said)
    assert all("ann@" not in json.dumps(line) for line in said)


# Numbered, because the runners of one suite must agree on the names of its tests.
_CANARIES = [pytest.param(text, id=str(n)) for n, text in enumerate([*PERSONAL, *SECRETS])]


@pytest.mark.parametrize("canary", _CANARIES)
def test_nothing_personal_or_secret_reaches_a_line(lines, canary):
    log = logs.get_logger("door")
    log.info(f"message with {canary} inside")
    log.info("value", note=f"call {canary} today", nested={"list": [canary, {"deep": canary}]})
    log.info("key", password=canary, phone=canary, api_key=canary)
    log.info("object", thing=ValueError(canary))
    logging.getLogger("library").error("argument %s", canary, extra={"path": f"/x/{canary}"})
    try:
        raise RuntimeError(f"went wrong for {canary}")
    except RuntimeError:
        log.exception("failed")
    said = lines()
    assert len(said) == 6
    assert canary not in json.dumps(said, ensure_ascii=False)
    assert "went wrong for" in str(said[-1]["exception"])


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer canary-1",
        "authorization=Basic " + base64.b64encode(b"admin:canary-1").decode(),
        "{'Authorization': 'Bearer canary-1'}",
        "Cookie: session=canary-1; theme=canary-1",
        'set-cookie: session="canary-1"; HttpOnly',
        "password=canary-1",
        '{"password": "canary-1", "x": 1}',
        "client_secret='canary-1'",
        "GET /callback?code=canary-1&state=canary-1",
        "redis://:canary-1@cache:6379/0 refused",
        "postgresql://owner:canary-1@db/cleaning",
        "DETAIL:  Key (email)=(canary-1) already exists.",
        "DETAIL:  Failing row contains (1, canary-1, 2 Elm (rear)).",
        "[SQL: SELECT 1]\n[parameters: {'name': 'canary-1'}]\n(Background)",
    ],
)
def test_secrets_are_known_by_where_they_stand(text):
    clean = Redactor().text(text)
    assert "canary-1" not in clean
    assert base64.b64encode(b"admin:canary-1").decode() not in clean


def test_a_token_with_hardly_a_digit_is_known_by_its_jumble():
    tokens = [
        "c_lNtMOoGnlWrNcEUr0vbPSQuZ9ipZBH-hICrvVBdhs",
        "uTPUKgYIRnmmzOJtagDTnzgTptEGMTXAHeIMJ1pwyFw",
    ]
    assert {Redactor().text(token) for token in tokens} == {"[redacted]"}
    name = "SetUndefinedStateVariableErrorOfSomeComponent"
    assert Redactor().text(name) == name


def test_configured_secrets_are_removed_wherever_they_stand(lines):
    settings = get_settings()
    own = [settings.secret("auth_secret_key"), settings.role_password("cleaning_app")]
    logs.get_logger("door").info("look: " + " / ".join(own))
    assert not any(secret in json.dumps(lines()) for secret in own)


def test_what_explains_a_line_stays():
    text = (
        f"booking {uuid4()} moved from 2026-11-22T21:10:10.715207Z to 2026-12-31, "
        "total 123456 cents, 1,234.50 CAD, took 45.123 ms, version 18.6.3, 127.0.0.1:54321, "
        'File "cleaning_app/services/two_writers_race_for_one_slot_and_one_of_them_wins.py", line 12'
    )
    assert Redactor().text(text) == text


def test_numbers_stay_numbers_unless_their_name_says_phone():
    value = {"count": 4035550123, "latency_ms": 1.5, "phone": 4035550123, "ok": True, "none": None}
    assert Redactor().value(value) == {**value, "phone": "[redacted]"}


@given(
    before=st.text(alphabet=" \t,;:()<>\"'", min_size=1, max_size=3),
    name=st.from_regex(r"[a-z][a-z0-9._+-]{0,20}[a-z0-9]", fullmatch=True),
    host=st.from_regex(r"[a-z][a-z0-9-]{0,10}[a-z0-9]\.(com|ca|co\.uk|test)", fullmatch=True),
)
def test_no_address_survives(before, name, host):
    address = f"{name}@{host}"
    assert address not in Redactor().text(f"mail{before}{address}{before}")


@given(
    area=st.integers(200, 999),
    exchange=st.integers(200, 999),
    line=st.integers(0, 9999),
    gaps=st.tuples(st.sampled_from(["", " ", "-", "."]), st.sampled_from(["", " ", "-", "."])),
    prefix=st.sampled_from(["", "+1", "1-", "+1 ", "1 "]),
)
def test_no_phone_number_survives(area, exchange, line, gaps, prefix):
    number = f"{prefix}{area}{gaps[0]}{exchange}{gaps[1]}{line:04}"
    clean = Redactor().text(f"call {number}, please")
    assert f"{line:04}" not in clean
    assert clean.endswith(", please")


def test_a_database_error_keeps_its_reason_and_loses_its_rows(lines, database_urls):
    engine = sqlalchemy.create_engine(database_urls.owner, hide_parameters=True)
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TEMP TABLE t (email text UNIQUE, street text NOT NULL)")
        insert = sqlalchemy.text("INSERT INTO t VALUES (:email, :street)")
        connection.execute(insert, {"email": "ann@example.com", "street": "12 Elm Street"})
        for row in ({"email": "ann@example.com", "street": "x"}, {"email": "b", "street": None}):
            try:
                with connection.begin_nested():
                    connection.execute(insert, row)
            except sqlalchemy.exc.IntegrityError:
                logs.get_logger("door").exception("refused")
    engine.dispose()
    said = json.dumps(lines())
    assert "ann@example.com" not in said
    assert "Failing row contains [redacted]" in said
    assert "duplicate key value violates unique constraint" in said


def test_a_failed_sign_in_to_the_database_does_not_tell_the_password(lines, database_urls):
    wrong = database_urls.conninfo("app").replace("cleaning_app:", "cleaning_app:canary")
    try:
        psycopg.connect(wrong)
    except psycopg.OperationalError:
        logs.get_logger("door").exception("no database at %s", wrong)
    assert "canary" not in json.dumps(lines())


def test_an_uncaught_error_ends_a_program_as_one_clean_line():
    code = (
        "from cleaning_app import logs; from cleaning_app.settings import load_or_exit;"
        "logs.configure(load_or_exit()); raise ValueError('no such client ann@example.com')"
    )
    outcome = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert outcome.returncode == 1
    assert outcome.stderr == ""
    (line,) = map(json.loads, outcome.stdout.splitlines())
    assert line["level"] == "CRITICAL"
    assert "no such client [redacted]" in line["exception"]

"""The OpenAPI 3.1 document, built from the declared routes and their models."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode

from cleaning_app.api.endpoint import ENDPOINTS, Endpoint
from cleaning_app.api.problems import MEDIA_TYPE

_REF = "#/components/schemas/{model}"

_ALWAYS = {
    "404": "No such thing here.",
    "503": "The database is away for the moment. Try again.",
}
_SECURED = {
    "401": "Nobody, or credentials that are wrong, expired or revoked.",
    "403": "The role lacks a permission, or the feature is switched off; a forged write.",
    "429": "Too many requests; `Retry-After` says when to come back.",
}
_WITH_INPUT = {
    "400": "Malformed: not JSON, an odd header.",
    "413": "The body is too large.",
    "422": "A value can't be used; `errors` names the fields.",
}

_PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457. Some problems carry more, such as `conflict` and `alternatives`.",
    "required": ["type", "title", "status", "detail", "request_id", "errors"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "request_id": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "message"],
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}


def document() -> dict[str, Any]:
    """The whole document."""
    listed = [endpoint for endpoint in ENDPOINTS if endpoint.in_document]
    references, schemas = _schemas(listed)
    paths: dict[str, Any] = {}
    for endpoint in listed:
        operation = _operation(endpoint, references)
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Cleaning company",
            "version": "1",
            "description": (
                "Amounts are integer cents, moments RFC 3339 with an offset. Credentials: HTTP "
                "Basic (with `X-Organisation: SLUG`), `Authorization: Bearer TOKEN`, or the "
                "dashboard's cookie, then with `X-CSRF-Token` on writes."
            ),
        },
        "security": [{"basic": []}, {"token": []}, {"cookie": [], "csrf": []}],
        "paths": paths,
        "components": {
            "schemas": {"Problem": _PROBLEM, **schemas},
            "securitySchemes": {
                "basic": {"type": "http", "scheme": "basic"},
                "token": {"type": "http", "scheme": "bearer"},
                "cookie": {"type": "apiKey", "in": "cookie", "name": "session"},
                "csrf": {"type": "apiKey", "in": "header", "name": "X-CSRF-Token"},
            },
        },
    }


_Key = tuple[str, str, str]


def _schemas(listed: list[Endpoint]) -> tuple[dict[_Key, Any], dict[str, Any]]:
    """Every model once: a reference for each use, and the definitions they point at."""
    uses: list[tuple[_Key, JsonSchemaMode, TypeAdapter[Any]]] = []
    for endpoint in listed:
        if endpoint.body is not None:
            uses.append(
                (_key(endpoint, "body", "validation"), "validation", TypeAdapter(endpoint.body))
            )
        if endpoint.answer is not None:
            uses.append(
                (_key(endpoint, "answer", "serialization"), "serialization", endpoint.answer)
            )
    inputs = [(key, mode, adapter) for key, mode, adapter in uses]
    found, definitions = TypeAdapter.json_schemas(
        inputs, ref_template=_REF, schema_generator=GenerateJsonSchema
    )
    return {key: schema for (key, _), schema in found.items()}, definitions.get("$defs", {})


def _key(endpoint: Endpoint, part: str, mode: str) -> _Key:
    return (f"{endpoint.method} {endpoint.path}", part, mode)


def _operation(endpoint: Endpoint, references: dict[_Key, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": f"{endpoint.name}:{endpoint.path}" if endpoint.open else endpoint.name,
        "summary": endpoint.summary,
        "description": _description(endpoint),
        "tags": [endpoint.tag],
        "parameters": _parameters(endpoint),
        "responses": _responses(endpoint, references),
    }
    if endpoint.open:
        operation["security"] = []
    if endpoint.body is not None:
        schema = references[_key(endpoint, "body", "validation")]
        content = {"application/json": {"schema": schema}}
        operation["requestBody"] = {"required": True, "content": content}
    if endpoint.form:
        content = {"application/x-www-form-urlencoded": {"schema": {"type": "object"}}}
        operation["requestBody"] = {"content": content}
    return operation


def _description(endpoint: Endpoint) -> str:
    needs = " or ".join(f"`{need}`" for need in endpoint.needs)
    if endpoint.also:
        needs = f"{needs} and `{endpoint.also}`" if needs else f"`{endpoint.also}`"
    return "\n\n".join(part for part in (endpoint.description, needs and f"Needs {needs}.") if part)


def _parameters(endpoint: Endpoint) -> list[dict[str, Any]]:
    found = [
        {"name": name, "in": "path", "required": True, "schema": TypeAdapter(kind).json_schema()}
        for name, kind in endpoint.path_params.items()
    ]
    if endpoint.query is not None:
        found += _query_parameters(endpoint.query)
    if endpoint.idempotency != "no":
        found.append(
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": endpoint.idempotency == "required",
                "description": "Repeating a request with its key gives its answer again.",
                "schema": {"type": "string", "pattern": "^[\\x21-\\x7e]{1,120}$"},
            }
        )
    if "version" in endpoint.wants:
        found.append(
            {
                "name": "If-Match",
                "in": "header",
                "description": "The ETag last seen; 412 when it has changed since.",
                "schema": {"type": "string", "pattern": '^(\\*|"[0-9]{1,9}")$'},
            }
        )
    return found


def _query_parameters(model: type[BaseModel]) -> list[dict[str, Any]]:
    schema = model.model_json_schema(by_alias=True, ref_template=_REF)
    required = set(schema.get("required", ()))
    return [
        {
            "name": name,
            "in": "query",
            "required": name in required,
            "schema": {key: value for key, value in shape.items() if key != "title"},
        }
        for name, shape in schema.get("properties", {}).items()
    ]


def _responses(endpoint: Endpoint, references: dict[_Key, Any]) -> dict[str, Any]:
    good: dict[str, Any] = {"description": endpoint.summary}
    if endpoint.answer is not None:
        schema = references[_key(endpoint, "answer", "serialization")]
        good["content"] = {"application/json": {"schema": schema}}
    elif endpoint.media_type != "application/json":
        good["content"] = {endpoint.media_type: {"schema": {"type": "string"}}}
    if endpoint.status == 201:
        good["headers"] = {"Location": {"schema": {"type": "string"}}}
    problems = dict(_ALWAYS)
    if not endpoint.open:
        problems |= _SECURED | {"422": _WITH_INPUT["422"]}
    elif endpoint.door:
        problems["429"] = _SECURED["429"]
    if endpoint.path == "/metrics":
        problems |= {"401": _SECURED["401"], "429": _SECURED["429"]}
    if endpoint.body is not None or endpoint.form or endpoint.idempotency != "no":
        problems |= _WITH_INPUT | {"403": _SECURED["403"], "429": _SECURED["429"]}
    if endpoint.writes:
        problems |= {"400": _WITH_INPUT["400"], "409": "It clashes with something else."}
    if "version" in endpoint.wants:
        problems["412"] = "It has changed since that version."
    content = {MEDIA_TYPE: {"schema": {"$ref": _REF.format(model="Problem")}}}
    refused = {
        status: {"description": words, "content": content}
        for status, words in sorted(problems.items())
    }
    return {str(endpoint.status): good, **refused}

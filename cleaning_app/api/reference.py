"""The OpenAPI document as a page to read: no scripts, nothing from elsewhere."""

from __future__ import annotations

import html
import json
from typing import Any

from starlette.responses import Response

from cleaning_app.api.page import page
from cleaning_app.errors import AppError


def page_of(document: dict[str, Any]) -> Response:
    """The whole reference."""
    operations = [
        (path, method.upper(), operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    tags = dict.fromkeys(tag for *_, operation in operations for tag in operation["tags"])
    contents = " · ".join(f'<a href="#{_id(tag)}">{_text(tag)}</a>' for tag in tags)
    body = [f"<p>{_words(document['info']['description'])}</p>", f"<p>{contents}</p>", _errors()]
    for tag in tags:
        body.append(f'<h2 id="{_id(tag)}">{_text(tag.capitalize())}</h2>')
        body += [_operation(*found) for found in operations if tag in found[2]["tags"]]
    body += ["<h2>Models</h2>"]
    body += [_model(name, shape) for name, shape in document["components"]["schemas"].items()]
    return page("API reference", "".join(body), narrow=False)


def _operation(path: str, method: str, operation: dict[str, Any]) -> str:
    parameters = "".join(_parameter(item) for item in operation["parameters"])
    table = f"<table>{parameters}</table>" if parameters else ""
    takes = operation.get("requestBody", {}).get("content", {})
    sends = "".join(f"<p>Send {_schema(c.get('schema', {}))} as <code>{_text(kind)}</code>.</p>"
                    for kind, c in takes.items())  # fmt: skip
    answers = "".join(_answer(status, found) for status, found in operation["responses"].items())
    return (
        f"<section><h3><code>{method} {_text(path)}</code></h3>"
        f"<p>{_text(operation['summary'])}. {_words(operation['description'])}</p>"
        f"{table}{sends}<table>{answers}</table></section>"
    )


def _parameter(item: dict[str, Any]) -> str:
    shape = item["schema"]
    note = item.get("description") or shape.get("description", "")
    must = ", required" if item.get("required") else ""
    return (
        f"<tr><td><code>{_text(item['name'])}</code></td><td>{item['in']}{must}</td>"
        f"<td>{_schema(shape)}</td><td>{_words(note)}</td></tr>"
    )


def _answer(status: str, found: dict[str, Any]) -> str:
    shapes = ", ".join(_schema(c.get("schema", {})) for c in found.get("content", {}).values())
    return f"<tr><td>{status}</td><td>{_words(found['description'])}</td><td>{shapes}</td></tr>"


def _schema(shape: dict[str, Any]) -> str:
    """A schema in a few words: a link to its model, or its type and limits."""
    if "$ref" in shape:
        name = shape["$ref"].rpartition("/")[2]
        return f'<a href="#{_id(name)}">{_text(name)}</a>'
    if shape.get("type") == "array":
        return f"list of {_schema(shape.get('items', {}))}"
    if "anyOf" in shape:
        return " or ".join(_schema(option) for option in shape["anyOf"])
    limits = {k: v for k, v in shape.items() if k in {"enum", "maxLength", "minimum", "maximum"}}
    kind = shape.get("format") or shape.get("type", "any")
    return _text(f"{kind} {json.dumps(limits)[1:-1]}" if limits else str(kind))


def _model(name: str, shape: dict[str, Any]) -> str:
    required = set(shape.get("required", ()))
    fields = "".join(
        f"<tr><td><code>{_text(field)}</code>{'' if field in required else ' <i>optional</i>'}</td>"
        f"<td>{_schema(kind)}</td><td>{_words(kind.get('description', ''))}</td></tr>"
        for field, kind in shape.get("properties", {}).items()
    )
    about = _words(shape.get("description", ""))
    return (
        f'<section><h3 id="{_id(name)}">{_text(name)}</h3><p class="soft">{about}</p>'
        f"<table>{fields}</table></section>"
    )


def _errors() -> str:
    rows = "".join(
        f'<tr id="{kind.code}"><td>{kind.status}</td><td><code>{kind.code}</code></td>'
        f"<td>{_words(kind.__doc__ or '')}</td></tr>"
        for kind in sorted(AppError.__subclasses__(), key=lambda kind: kind.status)
    )
    return f'<h2 id="errors">Errors</h2><table>{rows}</table>'


def _words(text: str) -> str:
    """Plain text whose `code` stands out."""
    parts = html.escape(text).split("`")
    return "".join(f"<code>{part}</code>" if n % 2 else part for n, part in enumerate(parts))


def _text(text: str) -> str:
    return html.escape(text)


def _id(name: str) -> str:
    return html.escape(name.replace(" ", "-"), quote=True)

"""A bucket that speaks S3 as AWS and R2 do: signatures are checked, keys are listed page by page."""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, quote, unquote
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from tests.providers.http_double import Answer, HttpDouble, Request

BUCKET = "photos-of-tests"
KEY, SECRET, REGION = "AKIAONLYFORTESTS", "only-for-tests/0123456789abcdef", "ca-central-1"
PAGE = 3
_SKEW = timedelta(minutes=15)
_AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([^/]+)/s3/aws4_request, ?"
    r"SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})"
)


class S3(HttpDouble):
    """Objects by key in `objects`, when each was written in `written`; `asked` names the calls.
    `status` refuses everything, as a service in trouble does."""

    def __init__(self, region: str = REGION) -> None:
        super().__init__()
        self.region = region
        self.objects: dict[str, bytes] = {}
        self.written: dict[str, datetime] = {}
        self.asked: list[str] = []
        self.status = 200

    async def answer(self, request: Request) -> Answer:
        self.asked.append(f"{request.method} {request.path}")
        if self.status != 200:
            return _refusal(self.status, "SlowDown")
        if refused := _unsigned(request, self.region):
            return _refusal(403, refused)
        path, _, query = request.path.partition("?")
        bucket, _, key = unquote(path).removeprefix("/").partition("/")
        if bucket != BUCKET:
            return _refusal(404, "NoSuchBucket")
        return self._done(request, key, dict(parse_qsl(query, keep_blank_values=True)))

    def _done(self, request: Request, key: str, asked: dict[str, str]) -> Answer:
        if request.method == "PUT":
            self.objects[key], self.written[key] = request.body, datetime.now(UTC)
            return Answer(200, b"", {"ETag": _etag(request.body)})
        if request.method == "GET" and key:
            if key not in self.objects:
                return _refusal(404, "NoSuchKey")
            return Answer(200, self.objects[key], self._head(key))
        if request.method == "GET" and asked.get("list-type") == "2":
            return self._listed(asked.get("prefix", ""), asked.get("continuation-token", ""))
        if request.method == "DELETE":
            self.objects.pop(key, None)
            return Answer(204, b"")
        if request.method == "POST" and "delete" in asked:
            return self._delete(request.body)
        return _refusal(405, "MethodNotAllowed")

    def _head(self, key: str) -> dict[str, str]:
        at = self.written[key]
        return {
            "ETag": _etag(self.objects[key]),
            "Last-Modified": f"{at:%a, %d %b %Y %H:%M:%S} GMT",
            "Content-Type": "application/octet-stream",
        }

    def _delete(self, body: bytes) -> Answer:
        keys = [one.text or "" for one in ElementTree.fromstring(body).iterfind(".//{*}Key")]
        for key in keys:
            self.objects.pop(key, None)
        gone = "".join(f"<Deleted><Key>{escape(key)}</Key></Deleted>" for key in keys)
        return _xml(200, f"<DeleteResult>{gone}</DeleteResult>")

    def _listed(self, prefix: str, after: str) -> Answer:
        keys = sorted(key for key in self.objects if key.startswith(prefix) and key > after)
        shown, more = keys[:PAGE], len(keys) > PAGE
        contents = "".join(
            f"<Contents><Key>{escape(key)}</Key><Size>{len(self.objects[key])}</Size>"
            f"<LastModified>{self.written[key]:%Y-%m-%dT%H:%M:%S.000Z}</LastModified></Contents>"
            for key in shown
        )
        token = (
            f"<NextContinuationToken>{escape(shown[-1])}</NextContinuationToken>" if more else ""
        )
        return _xml(
            200,
            f"<ListBucketResult><IsTruncated>{str(more).lower()}</IsTruncated>{token}{contents}"
            "</ListBucketResult>",
        )


def _unsigned(request: Request, served: str) -> str:
    """What is wrong with a request's signature ("" when nothing is), by AWS's own recipe
    ("Signature Version 4 signing process for Amazon S3": canonical request, string to sign)."""
    found = _AUTHORIZATION.fullmatch(request.headers.get("authorization", ""))
    if found is None:
        return "AccessDenied"
    key, day, region, signed, signature = found.groups()
    if (key, region) != (KEY, served):
        return "InvalidAccessKeyId"
    moment = request.headers.get("x-amz-date", "")
    at = datetime.strptime(moment, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    if abs(datetime.now(UTC) - at) > _SKEW or not moment.startswith(day):
        return "RequestTimeTooSkewed"
    digest = request.headers.get("x-amz-content-sha256", "")
    if digest not in ("UNSIGNED-PAYLOAD", hashlib.sha256(request.body).hexdigest()):
        return "XAmzContentSHA256Mismatch"
    path, _, query = request.path.partition("?")
    pairs = sorted(
        (quote(name, safe="-_.~"), quote(value, safe="-_.~"))
        for name, value in parse_qsl(query, keep_blank_values=True)
    )
    canonical = [
        request.method,
        quote(unquote(path), safe="/-_.~"),
        "&".join(f"{name}={value}" for name, value in pairs),
        *(f"{name}:{' '.join(request.headers[name].split())}" for name in signed.split(";")),
        "",
        signed,
        digest,
    ]
    scope = f"{day}/{region}/s3/aws4_request"
    hashed = hashlib.sha256("\n".join(canonical).encode()).hexdigest()
    to_sign = f"AWS4-HMAC-SHA256\n{moment}\n{scope}\n{hashed}"
    expected = hmac.new(_signing_key(day, region), to_sign.encode(), hashlib.sha256).hexdigest()
    return "" if hmac.compare_digest(expected, signature) else "SignatureDoesNotMatch"


def _signing_key(day: str, region: str) -> bytes:
    key = f"AWS4{SECRET}".encode()
    for part in (day, region, "s3", "aws4_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return key


def _etag(body: bytes) -> str:
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def _refusal(status: int, code: str) -> Answer:
    return _xml(status, f"<Error><Code>{code}</Code><Message>{code}</Message></Error>")


def _xml(status: int, body: str) -> Answer:
    text = f'<?xml version="1.0" encoding="UTF-8"?>{body}'
    return Answer(status, text.encode(), {"Content-Type": "application/xml"})

#!/usr/bin/env python3
"""What goes into the envelopes of the simulators, as an API of its own.

A fuzzer that follows an OpenAPI document does not get past the signature of an envelope. So this takes
requests without envelope, packs them with the development keys, which everybody knows, hands them to a
simulator, and gives the answer without its envelope; refusals that stand inside get an HTTP status.

    openapi_inside.py document <services.json >inside.json
    openapi_inside.py serve URL READY-FILE

`document` makes the document of that API out of the simulator's own. `serve` listens on a free port of
127.0.0.1 and writes its address to READY-FILE. Python's standard library is enough.
"""

import base64
import hashlib
import hmac
import http.client
import http.server
import json
import os
import secrets
import sys
import time
import urllib.parse
import uuid

APP = "shanghai"
NONTAX_SECRET = b"fiscalchain-dev-nontax-secret"
NONTAX = "/api/medical/"
SUCCESS = "S0000"
JSON = "application/json"
# Refusals inside of an envelope whose code is that of an HTTP status.
REFUSALS = {
    400: "A field of the request is not as it should be.",
    404: "What was asked for is not there.",
    409: "The request contradicts what is there.",
    413: "The request is too large.",
    422: "The content is refused for good.",
}

# What texts of these names look like, so that requests get further than their first field. Documents
# say it in words.
PATTERNS = {
    "^[0-9]{8}$": ("billBatchCode", "code"),
    "^[0-9]{10}$": ("billNo", "number", "first", "last"),
    "^[0-9A-Za-z]{6}$": ("random", "checkCode"),
    "^[0-9]{4}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])$": ("issuedOn", "firstDay", "lastDay"),
    "^[0-9a-f]{64}$": ("messageId", "digest", "hash", "evidence", "authorization", "payer"),
    "^[0-9A-HJ-NPQRTUWXY]{18}$": ("org",),
    "^[!-~]{1,64}$": ("flow", "matter"),
}
CHOICES = {
    "from": [31],
    "to": [32, 33, 34],
    "fileType": ["xml", "pdf"],
    "kind": ["admission", "filing", "opening", "start", "result", "authorization", "file", "query"],
}

# The curve sm2p256v1, GB/T 32918.5.
P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
A = P - 3
B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
G = (
    0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
    0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
)
IDENTIFIER = b"1234567812345678"


def sm3(data):
    return hashlib.new("sm3", data).digest()


def add(one, other):
    if one is None or other is None:
        return one or other
    (x1, y1), (x2, y2) = one, other
    if x1 == x2:
        if (y1 + y2) % P == 0:
            return None
        slope = (3 * x1 * x1 + A) * pow(2 * y1, -1, P) % P
    else:
        slope = (y2 - y1) * pow(x2 - x1, -1, P) % P
    x = (slope * slope - x1 - x2) % P
    return x, (slope * (x1 - x) - y1) % P


def times(scalar, point):
    result = None
    while scalar:
        if scalar & 1:
            result = add(result, point)
        point = add(point, point)
        scalar >>= 1
    return result


def number(value):
    return value.to_bytes(32, "big")


class Key:
    """The development key of a name."""

    def __init__(self, name):
        self.scalar = int.from_bytes(sm3(f"fiscalchain-dev//{name}".encode()), "big")
        assert 0 < self.scalar < N - 1
        x, y = self.public = times(self.scalar, G)
        bits = (len(IDENTIFIER) * 8).to_bytes(2, "big")
        curve = b"".join(number(value) for value in (A, B, *G, x, y))
        self.prefix = sm3(bits + IDENTIFIER + curve)

    def sign(self, message):
        """SM2 signature r‖s in lower-case hexadecimal."""
        digest = int.from_bytes(sm3(self.prefix + message), "big")
        while True:
            k = 1 + secrets.randbelow(N - 1)
            r = (digest + times(k, G)[0]) % N
            s = pow(1 + self.scalar, -1, N) * (k - r * self.scalar) % N
            if r and s and r + k != N:
                return (number(r) + number(s)).hex()


def lines(*parts):
    return b"".join(part.encode() + b"\n" for part in parts)


def pack_signed(key, service, body):
    sent = {
        "app": APP,
        "id": uuid.uuid4().hex,
        "at": int(time.time() * 1000),
        "nonce": secrets.token_hex(16),
        "service": service,
        "body": body,
    }
    names = ("app", "id", "at", "nonce", "service", "body")
    payload = lines("fiscal/request/1", *(str(sent[name]) for name in names))
    return {**sent, "signature": key.sign(payload)}


def unpack_signed(answer):
    if answer["code"] == SUCCESS:
        return SUCCESS, answer["body"]
    return answer["code"], answer["message"]


def pack_nontax(body):
    sent = {
        "appid": APP,
        "data": base64.b64encode(body.encode()).decode(),
        "noise": str(uuid.uuid4()),
        "version": "1.0",
    }
    payload = "&".join(f"{name}={value}" for name, value in sent.items())
    sign = hmac.new(NONTAX_SECRET, payload.encode(), "sm3").hexdigest().upper()
    return {**sent, "sign": sign}


def unpack_nontax(answer):
    payload = f"data={answer['data']}&noise={answer['noise']}"
    sign = hmac.new(NONTAX_SECRET, payload.encode(), "sm3").hexdigest().upper()
    if sign != answer["sign"]:
        raise ValueError("the signature of the answer does not hold")
    outcome = json.loads(base64.b64decode(answer["data"]))
    return outcome["result"], base64.b64decode(outcome["message"]).decode()


class Handler(http.server.BaseHTTPRequestHandler):
    """One request: packed, handed on, unpacked."""

    protocol_version = "HTTP/1.1"
    simulator = ""
    key = None

    def log_message(self, *_):
        pass

    def do_POST(self):
        length = int(self.headers.get("content-length") or 0)
        body = self.rfile.read(length)
        media = self.headers.get("content-type", "")
        is_nontax = self.path.startswith(NONTAX)
        is_json = media.split(";")[0].strip().lower() == JSON
        if is_json:
            text = body.decode("utf-8", "replace")
            service = urllib.parse.unquote(self.path).rsplit("/", 1)[-1]
            sent = pack_nontax(text) if is_nontax else pack_signed(self.key, service, text)
            body = json.dumps(sent).encode()
        status, answer = self.ask(body, media)
        if is_json and status == 200:
            status, answer = self.inside(unpack_nontax if is_nontax else unpack_signed, answer)
        self.answer(status, answer)

    def other(self):
        """What is no service is no service without envelope either."""
        length = int(self.headers.get("content-length") or 0)
        self.answer(*self.ask(self.rfile.read(length), self.headers.get("content-type", "")))

    def __getattr__(self, name):
        if name.startswith("do_"):
            return self.other
        raise AttributeError(name)

    def ask(self, body, media):
        link = http.client.HTTPConnection(self.simulator, timeout=60)
        try:
            link.request(self.command, self.path, body, {"content-type": media} if media else {})
            response = link.getresponse()
            return response.status, response.read()
        finally:
            link.close()

    def inside(self, unpack, answer):
        try:
            code, text = unpack(json.loads(answer))
        except (KeyError, ValueError) as fault:
            return 500, json.dumps({"code": "E0500", "message": f"unpacked: {fault}"}).encode()
        if code == SUCCESS:
            return 200, text.encode()
        status = int(code[1:]) if code[1:].isdigit() else 500
        refusal = json.dumps({"code": code, "message": text}).encode()
        return (status if status in REFUSALS else 500), refusal

    def answer(self, status, body):
        self.send_response(status)
        self.send_header("content-type", JSON)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def resolve(document, schema):
    while "$ref" in schema:
        path = schema["$ref"].removeprefix("#/").split("/")
        schema = document
        for part in path:
            schema = schema[part]
    return schema


def content_of(schema):
    """The schema of what is packed into a field."""
    schema = schema["contentSchema"]
    if "anyOf" in schema:
        [schema] = [one for one in schema["anyOf"] if one.get("type") != "null"]
    return schema


def without_envelope(document, schema):
    properties = resolve(document, schema)["properties"]
    if "body" in properties:
        return content_of(properties["body"])
    outcome = content_of(properties["data"])
    if "message" in outcome.get("properties", {}):
        return content_of(outcome["properties"]["message"])
    return outcome


def hinted(document, schema):
    """The schema of a request with everything that it refers to in its place, and what its texts look like."""
    schema = resolve(document, schema)
    if isinstance(schema.get("properties"), dict):
        properties = {name: hinted(document, one) for name, one in schema["properties"].items()}
        for name, one in properties.items():
            for pattern, names in PATTERNS.items():
                if name in names:
                    one.setdefault("pattern", pattern)
            if name in CHOICES:
                one.setdefault("enum", CHOICES[name])
        return {**schema, "properties": properties}
    if "items" in schema:
        return {**schema, "items": hinted(document, schema["items"])}
    if "allOf" in schema:
        return {**schema, "allOf": [hinted(document, one) for one in schema["allOf"]]}
    return dict(schema)


def inside(document):
    """The document of the services without their envelopes."""
    document["info"]["title"] += ", without envelopes"
    problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
    for methods in document["paths"].values():
        for operation in methods.values():
            responses = operation["responses"]
            asked = operation["requestBody"]["content"][JSON]
            asked["schema"] = hinted(document, without_envelope(document, asked["schema"]))
            answered = responses["200"]["content"][JSON]
            answered["schema"] = without_envelope(document, answered["schema"])
            for status, words in REFUSALS.items():
                refusal = {"description": words, "content": {JSON: problem}}
                responses.setdefault(str(status), refusal)
    return document


def serve(url, ready_file):
    Handler.simulator = urllib.parse.urlsplit(url).netloc
    Handler.key = Key(APP)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    part = ready_file + ".part"
    with open(part, "w", encoding="utf-8") as file:
        file.write(f"http://127.0.0.1:{server.server_address[1]}")
    os.rename(part, ready_file)
    server.serve_forever()


def main(arguments):
    match arguments:
        case ["document"]:
            json.dump(inside(json.load(sys.stdin)), sys.stdout)
        case ["serve", url, ready_file]:
            serve(url, ready_file)
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])

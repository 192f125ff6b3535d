"""What a person has in his pocket: an app that shows six digits, and a passkey that signs, both written from the standards."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import struct
import time
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from fido2 import cbor

ORIGIN = "http://localhost"


def digits(secret: str, step: int = 0) -> str:
    """RFC 6238: the six digits of a secret now, or some steps from now."""
    key = base64.b32decode(secret.replace(" ", ""), casefold=True)
    mac = hmac.new(key, struct.pack(">Q", int(time.time()) // 30 + step), hashlib.sha1).digest()
    at = mac[-1] & 15
    return f"{(int.from_bytes(mac[at : at + 4], 'big') & 0x7FFFFFFF) % 10**6:06d}"


def text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def plain(said: str) -> bytes:
    return base64.urlsafe_b64decode(said + "=" * (-len(said) % 4))


def fresh(client: Client) -> None:
    """As if somebody had just signed in (``force_login`` asks nothing)."""
    session = client.session
    session["fresh"] = time.time()
    session.save()


def set_up_app(client: Client) -> tuple[str, list[str]]:
    """Set up an app by the pages; its secret and the recovery codes."""
    fresh(client)
    page = client.get("/me/second/app").content.decode()
    found = re.search(r'id="key">([A-Z2-7 ]+)<', page)
    assert found and "data:image/svg+xml;base64," in page
    answer = client.post("/me/second/app", {"code": digits(found[1], -1)})
    assert answer.status_code == 200, answer
    return found[1], re.findall(r"<code>(\d{4} \d{4})</code>", answer.content.decode())


@dataclass
class Passkey:
    """A key of the platform: made for one site, verifies its holder, signs what it is asked (WebAuthn level 2)."""

    origin: str = ORIGIN
    verified: bool = True
    id: bytes = b"key-" + b"0" * 12
    handle: str = ""
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def _data(self, rp: str, attested: bytes = b"") -> bytes:
        flags = 1 | (4 if self.verified else 0) | (0x40 if attested else 0)
        return hashlib.sha256(rp.encode()).digest() + bytes([flags]) + b"\0\0\0\1" + attested

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode()

    def make(self, ask: dict[str, Any]) -> str:
        asked = ask["publicKey"]
        self.handle = asked["user"]["id"]
        point = self.key.public_key().public_numbers()
        cose = cbor.encode({1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")})
        attested = b"\0" * 16 + struct.pack(">H", len(self.id)) + self.id + cose
        data = self._data(asked["rp"]["id"], attested)
        response = {
            "clientDataJSON": text(self._client("webauthn.create", asked["challenge"])),
            "attestationObject": text(cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})),
        }
        return self._answer(response, {"credProps": {"rk": True}})

    def show(self, ask: dict[str, Any]) -> str:
        asked = ask["publicKey"]
        data, said = self._data(asked["rpId"]), self._client("webauthn.get", asked["challenge"])
        signed = self.key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        response = {
            "clientDataJSON": text(said),
            "authenticatorData": text(data),
            "signature": text(signed),
            "userHandle": self.handle,
        }
        return self._answer(response, {})

    def _answer(self, response: dict[str, str], extensions: dict[str, Any]) -> str:
        name = text(self.id)
        return json.dumps(
            {
                "id": name,
                "rawId": name,
                "type": "public-key",
                "response": response,
                "clientExtensionResults": extensions,
            }
        )

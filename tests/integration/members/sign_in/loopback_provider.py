"""A real OpenID provider on loopback, which can misbehave in every way that matters."""

import base64
import contextlib
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT_ID = "todock"
CLIENT_SECRET = "loopback-secret"


def _new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class LoopbackProvider:
    """Signs people in as ``subject`` with ``claims``; what it gets is in ``requests``.

    ``answers`` replaces what a path answers: (status, body bytes). ``delays`` holds an answer
    back for seconds, ``trickle`` sends one byte a tenth of a second.
    """

    keys = [_new_key(), _new_key()]

    def __init__(self) -> None:
        self.subject = "sato-subject"
        self.claims: dict[str, Any] = {}
        self.userinfo: dict[str, Any] = {}
        self.key = self.keys[0]
        self.kid = "key-1"
        self.published = {"key-1": self.keys[0]}
        self.names_algorithm = True
        self.sign: Callable[[dict], str] = self.signed
        self.answers: dict[str, tuple[int, bytes]] = {}
        self.delays: dict[str, float] = {}
        self.trickle: set[str] = set()
        self.requests: list[str] = []
        self.forms: list[dict] = []
        self.codes: dict[str, dict] = {}
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        self._thread = threading.Thread(target=self.server.serve_forever, args=[0.05], daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Go away: connections are refused from now on."""
        self.server.shutdown()
        self.server.server_close()

    def authorize(self, location: str) -> dict:
        """Let the person sign in; return the parameters that she comes back with."""
        params = dict(parse_qsl(urlsplit(location).query))
        code = secrets.token_urlsafe(16)
        self.codes[code] = params
        return {"code": code, "state": params["state"]}

    def signed(self, claims: dict) -> str:
        """An ID token as it should be."""
        return jwt.encode(claims, self.key, "RS256", {"kid": self.kid})

    def public_pem(self) -> bytes:
        """The published key as text: what an HS256 forger takes for a secret."""
        return self.key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    def _configuration(self) -> dict:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "end_session_endpoint": f"{self.issuer}/logout",
            "jwks_uri": f"{self.issuer}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def _key_set(self) -> dict:
        keys = []
        for kid, key in self.published.items():
            entry = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key()))
            entry |= {"kid": kid, "use": "sig"}
            keys.append({**entry, "alg": "RS256"} if self.names_algorithm else entry)
        return {"keys": keys}

    def _token(self, form: dict) -> tuple[int, dict]:
        started = self.codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (
            started is None
            or started.get("code_challenge") != challenge
            or started.get("code_challenge_method") != "S256"
            or started["redirect_uri"] != form.get("redirect_uri")
        ):
            return 400, {"error": "invalid_grant"}
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            return 401, {"error": "invalid_client"}
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": self.subject,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": started.get("nonce"),
            **self.claims,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        return 200, {
            "access_token": "loopback-access",
            "token_type": "Bearer",
            "id_token": self.sign(claims),
        }

    def _answer(self, path: str, form: dict) -> tuple[int, bytes]:
        if path in self.answers:
            return self.answers[path]
        status, body = 200, {}
        if path == "/.well-known/openid-configuration":
            body = self._configuration()
        elif path == "/keys":
            body = self._key_set()
        elif path == "/token":
            status, body = self._token(form)
        elif path == "/userinfo":
            body = {"sub": self.subject, "name": "佐藤 花子", **self.userinfo}
        else:
            status = 404
        return status, json.dumps(body).encode()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._respond({})

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                form = {name: values[0] for name, values in parse_qs(body).items()}
                provider.forms.append(form)
                self._respond(form)

            def _respond(self, form: dict) -> None:
                path = urlsplit(self.path).path
                provider.requests.append(path)
                time.sleep(provider.delays.get(path, 0))
                status, body = provider._answer(path, form)
                with contextlib.suppress(OSError):
                    self._write(path, status, body)

            def _write(self, path: str, status: int, body: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if path not in provider.trickle:
                    self.wfile.write(body)
                    return
                for byte in body:
                    self.wfile.write(bytes([byte]))
                    self.wfile.flush()
                    time.sleep(0.1)

            def log_message(self, *args: object) -> None:
                """Say nothing."""

        return Handler

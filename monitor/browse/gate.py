"""What every request passes before Datasette, and every answer after it."""

from __future__ import annotations

import csv
import io
import time
from collections import deque
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from monitor.browse.access import Access, is_loopback
from monitor.diff.printable import cell

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

USER = "monitor.user"
"""Where in the scope it stands who a proxy says is asking."""
NEXT = "monitor_next"
"""The cookie with the page that was asked for before logging in."""
LOGIN = "/-/login"
TRIES = 20
"""Logins that are tried in a minute, by anybody."""

BINARY = {
    "pages": ("body_hash", "fingerprint", "suspect_key", "quiet_key"),
    "metadata": ("hash",),
    "versions": ("content_key", "text_hash"),
    "passages": ("hash",),
}
"""Columns of tables that hold hashes."""

MOST_IN_CELL = 50_000_000
"""Characters in one cell of CSV."""

FORWARDED = (b"forwarded", b"x-forwarded-for", b"x-forwarded-host", b"x-real-ip", b"via")

STOCK_POLICY = (
    b"default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    b"img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""For Datasette's own pages, which have scripts in them: nothing from elsewhere, and in no frame."""


class Gate:
    """Wraps Datasette.

    Args:
        app: Datasette.
        access: who may ask.
    """

    def __init__(self, app: App, access: Access) -> None:
        self._app = app
        self._access = access
        self._tries: deque[float] = deque(maxlen=TRIES)
        csv.field_size_limit(MOST_IN_CELL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers: Headers = list(scope["headers"])
        refusal = self._refusal(scope, headers)
        if refusal:
            await _refuse(send, *refusal)
            return
        scope = self._known(scope, headers)
        answer = _Answer(
            send,
            secure=scope["scheme"] == "https",
            asks_for_csv=scope["path"].endswith(".csv") or b"_format=csv" in scope["query_string"],
            after_login=self._after_login(scope, headers),
        )
        await self._app(scope, receive, answer.send)

    def _refusal(self, scope: Scope, headers: Headers) -> tuple[int, str] | None:
        access = self._access
        named = dict(headers)
        peer = (scope.get("client") or ("",))[0]
        if access.header and not access.trusts(peer):
            return 403, "Only the proxy may ask here."
        if not access.has_login:
            if any(name in named for name in FORWARDED):
                return 403, (
                    "This request came through a proxy, and nobody has logged in. To stand behind one, "
                    "monitor browse needs --passwords or --login-header."
                )
            # A page elsewhere could have its own name lead here, and read what it should not.
            host = urlsplit(f"//{named.get(b'host', b'').decode('latin-1')}").hostname or ""
            if not is_loopback(host) and host != urlsplit(access.public_url).hostname:
                return 403, f"“{host}” is no name of this site; ask for 127.0.0.1."
        if scope["method"] == "POST" and scope["path"].endswith(LOGIN) and self._is_guessing():
            return 429, "Too many logins were tried. Wait a minute."
        return None

    def _is_guessing(self) -> bool:
        now = time.monotonic()
        many = len(self._tries) == TRIES and now - self._tries[0] < 60
        if not many:
            self._tries.append(now)
        return many

    def _known(self, scope: Scope, headers: Headers) -> Scope:
        """The request with what a proxy says about it, and without what only Datasette's API would take."""
        peer = (scope.get("client") or ("",))[0]
        named = dict(headers)
        found: Scope = {**scope, "headers": [pair for pair in headers if pair[0] != b"authorization"]}
        if self._access.trusts(peer) and named.get(b"x-forwarded-proto") in (b"http", b"https"):
            found["scheme"] = named[b"x-forwarded-proto"].decode()
        # Datasette 1.0a41 breaks off the CSV of a table in which a value is binary; nobody reads those there.
        hashes = BINARY.get(scope["path"].rpartition("/")[2].removesuffix(".csv"), ())
        if hashes and scope["path"].endswith(".csv"):
            without = "&".join(f"_nocol={name}" for name in hashes)
            found["query_string"] = b"&".join(filter(None, (scope["query_string"], without.encode())))
        if self._access.header:
            user = named.get(self._access.header.lower().encode(), b"").decode("latin-1").strip()
            found[USER] = user or None
        return found

    def _after_login(self, scope: Scope, headers: Headers) -> str:
        """Where to go after a login: the page of ours or Datasette's that was asked for before it."""
        if scope["method"] != "POST" or not scope["path"].endswith(LOGIN):
            return ""
        try:
            cookies = SimpleCookie(dict(headers).get(b"cookie", b"").decode("latin-1"))
        except CookieError:
            return ""
        path = unquote(cookies[NEXT].value) if NEXT in cookies else ""
        is_ours = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
        return quote(path, safe="/?&=%:+,-._~") if is_ours else ""


class _Answer:
    """Sends an answer on, made safe where Datasette leaves something to be wished for."""

    def __init__(self, send: Send, *, secure: bool, asks_for_csv: bool, after_login: str) -> None:
        self._send = send
        self._secure = secure
        self._asks_for_csv = asks_for_csv
        self._after_login = after_login
        self._is_csv = False

    async def send(self, message: Message) -> None:
        """Send one message on."""
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*self._headers(message)]}
        elif message["type"] == "http.response.body" and self._is_csv:
            message = {**message, "body": _without_formulas(message.get("body", b""))}
        await self._send(message)

    def _headers(self, message: Message) -> Headers:
        found: Headers = []
        named = {name.lower(): value for name, value in message["headers"]}
        names = named.keys()
        # Our own are safe already, and are known by their policy.
        ours = b"content-security-policy" in names
        plain = named.get(b"content-type", b"").startswith((b"text/csv", b"text/plain"))
        self._is_csv = plain and self._asks_for_csv and message["status"] == 200 and not ours
        for name, value in message["headers"]:
            lower = name.lower()
            if lower == b"content-length" and self._is_csv:
                continue
            if lower == b"set-cookie" and value.startswith(b"ds_actor="):
                value += b"; HttpOnly" + (b"; Secure" if self._secure else b"")
            if lower == b"location" and message["status"] == 302 and self._after_login:
                value = self._after_login.encode()
            found.append((name, value))
        for name, value in (
            (b"content-security-policy", STOCK_POLICY),
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"same-origin"),
        ):
            if name not in names:
                found.append((name, value))
        return found


def _without_formulas(body: bytes) -> bytes:
    """One or more whole rows of CSV, which is how Datasette sends them, with no cell that is a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    for row in csv.reader(io.StringIO(body.decode("utf-8"), newline="")):
        writer.writerow([cell(value) for value in row])
    return text.getvalue().encode()


async def _refuse(send: Send, status: int, why: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"x-content-type-options", b"nosniff")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": f"{why}\n".encode()})

"""A real HTTP server on loopback, scripted by a test, that remembers what it was asked.

    with LoopbackServer(address="127.0.0.7") as server:
        server.pages["/a"] = Reply("<p>Hello</p>", etag='"1"')
        server.pages["/b"] = [Reply(status=429, headers={"Retry-After": "2"}), Reply("at last")]
        server.pages["/c"] = lambda received: Reply(received.headers.get("user-agent", ""))
        server.pages["/d"] = redirect("/a", 302)
        fetch(server.url("/b"))
        assert server.paths == ["/b", "/b"]

Whatever is not scripted (robots.txt too) is answered with ``server.otherwise``, a 404.
"""

from __future__ import annotations

import gzip
import socket
import ssl
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import Self, cast

import brotli  # type: ignore[import-untyped]  # the package has neither annotations nor stubs
import zstandard
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

_ENCODERS: Mapping[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "gzip": lambda body: gzip.compress(body, mtime=0),
    "br": lambda body: cast(bytes, brotli.compress(body, quality=5)),
    "zstd": zstandard.ZstdCompressor().compress,
}


@dataclass(frozen=True)
class Reply:
    """One answer of the server.

    Attributes:
        body: text is sent as UTF-8.
        headers: added to the ones made here; they win over them.
        etag: sent, and ``If-None-Match`` with the same text is answered with 304.
        last_modified: sent, and ``If-Modified-Since`` with the very same text is answered with 304.
        encoding: ``gzip``, ``br`` or ``zstd``: the body is compressed and labelled so.
        repeat: how often the body is sent in a row (huge answers without huge strings in a test).
        wait: seconds before anything is sent.
        drip: seconds between the single bytes of the body.
        missing: bytes promised by Content-Length that never come.
        sized: False leaves Content-Length out; the end of the connection ends the body.
        hang_up: the connection is closed without an answer.
        raw: sent as it is in the place of an HTTP answer, then the connection is closed.
    """

    body: str | bytes = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "text/html; charset=utf-8"
    etag: str = ""
    last_modified: str = ""
    encoding: str = ""
    repeat: int = 1
    wait: float = 0.0
    drip: float = 0.0
    missing: int = 0
    sized: bool = True
    hang_up: bool = False
    raw: bytes = b""

    @property
    def payload(self) -> bytes:
        """The body as it goes over the wire, once."""
        body = self.body.encode() if isinstance(self.body, str) else self.body
        return _ENCODERS[self.encoding](body)


def redirect(location: str, status: int = 301) -> Reply:
    """Answer with a redirect to ``location``."""
    return Reply(status=status, headers={"Location": location})


@dataclass(frozen=True)
class Received:
    """One request as it came in.

    Attributes:
        path: with its query.
        headers: names in lower case.
        at: ``time.monotonic()`` when its head had been read.
        body: of a POST; empty otherwise.
    """

    method: str
    path: str
    headers: Mapping[str, str]
    at: float
    body: bytes = b""


Page = Reply | Sequence[Reply] | Callable[[Received], Reply]


class LoopbackServer:
    """A threaded HTTP/1.1 server; use it as a context manager.

    Args:
        address: any of 127.0.0.0/8, so that one test can have several hosts.
        port: 0 takes a free one.
        tls: speak TLS with a fresh self-signed certificate for ``address`` (its file: ``certificate``).

    Attributes:
        pages: path (with or without query) to a reply, a row of replies (one after the other, the last
            one again and again) or a function of the request.
        otherwise: the reply for every other path.
        requests: everything that came in, in order.
    """

    def __init__(self, address: str = "127.0.0.1", *, port: int = 0, tls: bool = False) -> None:
        self.pages: dict[str, Page] = {}
        self.otherwise = Reply("not found", 404)
        self.requests: list[Received] = []
        self.stopping = threading.Event()
        self._answered: dict[str, int] = {}
        self._lock = threading.Lock()
        self._tls = tls
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._http = _Http((address, port), self)
        self._thread = threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    def __enter__(self) -> Self:
        if self._tls:
            self._folder = tempfile.TemporaryDirectory()
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(_self_signed(self.address, self.certificate))
            # The handshake belongs into the connection's thread, not into the accepting one.
            self._http.socket = context.wrap_socket(
                self._http.socket, server_side=True, do_handshake_on_connect=False
            )
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Close the port and every connection; the log stays readable."""
        if self.stopping.is_set():
            return
        self.stopping.set()
        self._http.shutdown()
        self._thread.join()
        self._http.hang_up()
        self._http.server_close()
        if self._folder is not None:
            self._folder.cleanup()

    @property
    def address(self) -> str:
        """The IP address that it listens on."""
        return cast(str, self._http.server_address[0])

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return self._http.server_address[1]

    @property
    def certificate(self) -> Path:
        """The PEM file with its certificate and key; only with ``tls``."""
        assert self._folder is not None
        return Path(self._folder.name) / "server.pem"

    def url(self, path: str = "/", host: str = "") -> str:
        """Give the absolute address of ``path``, with ``host`` in the place of the IP address."""
        return f"{'https' if self._tls else 'http'}://{host or self.address}:{self.port}{path}"

    @property
    def paths(self) -> list[str]:
        """The paths asked for, in order."""
        return [received.path for received in self.requests]

    @property
    def gaps(self) -> list[float]:
        """Seconds between one request and the next."""
        times = [received.at for received in self.requests]
        return [later - earlier for earlier, later in pairwise(times)]

    def answer(self, received: Received) -> Reply:
        """Log a request and choose its reply (called by the connection's thread)."""
        with self._lock:
            self.requests.append(received)
            path = received.path if received.path in self.pages else received.path.partition("?")[0]
            turn = self._answered.get(path, 0)
            self._answered[path] = turn + 1
        page = self.pages.get(path, self.otherwise)
        if isinstance(page, Reply):
            return page
        if isinstance(page, Sequence):
            return page[min(turn, len(page) - 1)]
        return page(received)


class _Http(ThreadingHTTPServer):
    """The socket part: one thread for each connection, all ended on stop."""

    daemon_threads = False
    block_on_close = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], owner: LoopbackServer) -> None:
        self.owner = owner
        self.connections: set[socket.socket] = set()
        super().__init__(address, _Connection)

    def server_bind(self) -> None:
        """Bind without HTTPServer's look-up of the host's name, which can take seconds."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()

    def hang_up(self) -> None:
        """End every open connection, so that its thread ends too."""
        for connection in list(self.connections):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: clients that hang up or refuse a certificate are what tests are about."""


class _Connection(BaseHTTPRequestHandler):
    """One connection; keeps alive like a real server."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _Http

    def setup(self) -> None:
        super().setup()
        self.server.connections.add(self.connection)
        if self.server.owner.stopping.is_set():
            self.server.hang_up()

    def finish(self) -> None:
        self.server.connections.discard(self.connection)
        super().finish()

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing to standard error."""

    def do_GET(self) -> None:
        """Answer from the script."""
        headers = {name.lower(): value for name, value in self.headers.items()}
        owner = self.server.owner
        at = time.monotonic()
        body = self.rfile.read(int(headers.get("content-length", 0)))
        reply = owner.answer(Received(self.command, self.path, headers, at, body))
        if reply.wait:
            owner.stopping.wait(reply.wait)
        if reply.hang_up or reply.raw:
            self.wfile.write(reply.raw)
            self.close_connection = True
        elif _unchanged(reply, headers):
            self._head(reply, 304, None)
            self.wfile.flush()
        else:
            self._send(reply)

    do_HEAD = do_POST = do_GET

    def _send(self, reply: Reply) -> None:
        payload = reply.payload
        whole = len(payload) * reply.repeat + reply.missing
        self._head(reply, reply.status, whole if reply.sized else None)
        self.close_connection = self.close_connection or not reply.sized or reply.missing > 0
        for _ in range(reply.repeat):
            self._body(payload, reply.drip)
        self.wfile.flush()

    def _body(self, payload: bytes, drip: float) -> None:
        if not drip:
            self.wfile.write(payload)
            return
        for position in range(len(payload)):
            self.wfile.write(payload[position : position + 1])
            self.wfile.flush()
            if self.server.owner.stopping.wait(drip):
                return

    def _head(self, reply: Reply, status: int, length: int | None) -> None:
        headers = {"Content-Type": reply.content_type, "Content-Encoding": reply.encoding}
        headers |= {"ETag": reply.etag, "Last-Modified": reply.last_modified}
        if length is not None:
            headers["Content-Length"] = str(length)
        self.send_response_only(status)
        for name, value in (headers | dict(reply.headers)).items():
            if value:
                self.send_header(name, value)
        if length is None and status != 304:
            self.send_header("Connection", "close")
        self.end_headers()


def _unchanged(reply: Reply, headers: Mapping[str, str]) -> bool:
    """Whether the request's validators match, by the rule that If-None-Match wins."""
    if reply.etag and "if-none-match" in headers:
        return headers["if-none-match"] == reply.etag
    return bool(reply.last_modified) and headers.get("if-modified-since") == reply.last_modified


def _self_signed(address: str, file: Path) -> Path:
    """Write a certificate for ``address``, signed by itself, with its key into ``file``."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, address)])
    today = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return file

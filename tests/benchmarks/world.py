"""Clinics to crawl: served by a process of their own, from memory, for as little work as can be.

The server costs the product and what it is compared with the same: some 0.1 ms of another process for
each request.  Bodies are compressed beforehand, as caches of real sites keep them.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import re
import socket
import subprocess
import sys
from dataclasses import asdict, dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.benchmarks.pages import FULL, SLIM, article, page

ROOT = Path(__file__).resolve().parents[2]
WORDS = (500, 700, 1000, 1300)
_PATH = re.compile(rb"/articles/note-(\d+)/")
KEPT = 3_000
"""Pages kept ready; beyond that they are made again when asked for, so that memory stays bounded."""


def host(clinic: int) -> str:
    """The loopback address of a clinic."""
    return f"127.0.5.{clinic + 1}"


def path(number: int) -> str:
    """The path of an article; a bare number would look like the archive of a year."""
    return f"/articles/note-{number}/"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((host(0), 0))
        port: int = probe.getsockname()[1]
    return port


@dataclass(frozen=True, slots=True)
class World:
    """What is served.

    Attributes:
        clinics: how many, each at a loopback address of its own.
        pages: articles of each.
        slim: small pages, where only their number matters.
        words: of each article; 0 for a mix.
        validators: pages have an ``ETag`` that is honoured; without it each answer is whole.
        edition: number of one-word edits of every article so far.
        port: at all addresses; one that was free when the world was made.
    """

    clinics: int
    pages: int
    slim: bool = False
    words: int = 0
    validators: bool = True
    edition: int = 0
    port: int = field(default_factory=_free_port)

    def origin(self, clinic: int) -> str:
        """Scheme, host and port of a clinic."""
        return f"http://{host(clinic)}:{self.port}"

    @property
    def size(self) -> int:
        """Articles of all clinics."""
        return self.clinics * self.pages

    def urls(self) -> list[str]:
        """The articles of all clinics, in turn, as a crawl of them all meets them."""
        return [
            f"{self.origin(clinic)}{path(number)}"
            for number in range(self.pages)
            for clinic in range(self.clinics)
        ]

    def tag(self, url: str) -> str:
        """The ``ETag`` of an article's address; empty where there is none."""
        return f'"{self.edition}-{url.rstrip("/").rpartition("-")[2]}"' if self.validators else ""

    def body(self, clinic: int, number: int) -> bytes:
        """The page of an article."""
        styles = SLIM if self.slim else FULL
        words = self.words or WORDS[number % len(WORDS)]
        said = article(clinic, number, words).edited(self.edition)
        return page(said, styles[clinic % len(styles)], self.origin(clinic))

    def workspace(self, folder: Path) -> Path:
        """Make a workspace that watches the clinics."""
        folder.mkdir()
        tables = (
            f'[[clinics]]\nslug = "clinic-{clinic}"\nurl = "{self.origin(clinic)}/"\n'
            f"delay = 0\nmax_pages = {self.pages + 10}\n"
            for clinic in range(self.clinics)
        )
        (folder / "clinics.toml").write_text("allow_private_addresses = true\n" + "".join(tables))
        return folder


class Serving:
    """A world that is being served, until the block ends."""

    def __init__(self, world: World) -> None:
        self._command = [sys.executable, "-m", __name__, json.dumps(asdict(world))]

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            self._command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "ready\n"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate()  # closes its standard input, which ends it


# --- in the server's process ---------------------------------------------------------------------


class _Site:
    """The answers of one clinic, as bytes of HTTP."""

    def __init__(self, world: World, clinic: int) -> None:
        self._world = world
        self._clinic = clinic
        self._page = lru_cache(maxsize=max(KEPT // world.clinics, 1))(self._make)
        origin = world.origin(clinic)
        listed = "".join(f"<url><loc>{origin}{path(number)}</loc></url>" for number in range(world.pages))
        sitemap = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</urlset>'
        robots = f"User-agent: *\nDisallow: /admin/\nSitemap: {origin}/sitemap.xml\n"
        home = "<!doctype html><html><title>Ketamine Clinic</title><body><p>Welcome.</p></body></html>"
        self._fixed = {
            b"/": _answer(home.encode(), b"text/html; charset=utf-8"),
            b"/robots.txt": _answer(robots.encode(), b"text/plain"),
            b"/sitemap.xml": _answer(sitemap.encode(), b"application/xml"),
        }
        self._missing = _answer(b"not here", b"text/plain", b"404 Not Found")
        for number in range(min(world.pages, self._page.cache_parameters()["maxsize"])):
            self._page(number)

    def answer(self, path: bytes, wanted: bytes) -> bytes:
        """Answer a request; ``wanted`` is all of its head."""
        fixed = self._fixed.get(path)
        if fixed is not None:
            return fixed
        found = _PATH.fullmatch(path)
        name = int(found[1]) if found else self._world.pages
        if name >= self._world.pages:
            return self._missing
        tag = b'"%d-%d"' % (self._world.edition, name)
        if self._world.validators and b"If-None-Match: %s\r\n" % tag in wanted:
            return b"HTTP/1.1 304 Not Modified\r\nETag: %s\r\n\r\n" % tag
        return self._page(name)

    def _make(self, number: int) -> bytes:
        tag = b'ETag: "%d-%d"\r\n' % (self._world.edition, number) if self._world.validators else b""
        return _answer(self._world.body(self._clinic, number), b"text/html; charset=utf-8", more=tag)


def _answer(body: bytes, kind: bytes, status: bytes = b"200 OK", more: bytes = b"") -> bytes:
    packed = gzip.compress(body, 5, mtime=0)
    return b"HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n%s\r\n%s" % (
        status,
        kind,
        len(packed),
        more,
        packed,
    )


class _Connection(asyncio.Protocol):
    """Just enough of HTTP for clients that send GET requests without a body."""

    def __init__(self, site: _Site) -> None:
        self._site = site
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        while (end := self._received.find(b"\r\n\r\n")) >= 0:
            head, self._received = self._received[: end + 2], self._received[end + 4 :]
            self._transport.write(self._site.answer(head.split(b" ", 2)[1], head))


async def _serve(world: World) -> None:
    loop = asyncio.get_running_loop()
    for clinic in range(world.clinics):
        await loop.create_server(partial(_Connection, _Site(world, clinic)), host(clinic), world.port)
    print("ready", flush=True)  # noqa: T201 - the parent waits for it
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_serve(World(**json.loads(sys.argv[1]))))

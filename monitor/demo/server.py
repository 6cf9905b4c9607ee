"""The demo's clinics over real HTTP on loopback.

Each clinic has a loopback address of its own, ``127.0.1.1`` to ``127.0.1.5``. Where only ``127.0.0.1``
can be bound (macOS without aliases), all live there on ports of their own.
"""

from __future__ import annotations

import errno
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any, Self
from urllib.parse import parse_qsl, unquote, urlsplit

from monitor.demo.edits import LAST_WEEK, Event, events, load_edits
from monitor.demo.systems import SYSTEMS, Answer, Asked
from monitor.demo.weeks import Site, State, states
from monitor.errors import UsageError

_FALLBACK = "127.0.0.1"


class DemoSite:
    """One clinic on a socket.

    Args:
        weeks: the clinic's state in each week, by week.
        address: loopback address to listen at; ``127.0.0.1`` if it cannot be bound.
        port: 0 for a free one; one more than the last clinic's where all share an address.
        place: which clinic this is, from 0; spreads fixed ports in the fallback.

    Raises:
        UsageError: the port is taken.
    """

    def __init__(self, weeks: Mapping[int, State], address: str, port: int, place: int) -> None:
        self.weeks = weeks
        self.week = 1
        self._looks: Counter[str] = Counter()
        self._lock = Lock()
        self._server = _bind(address, port, place)
        host, bound = self._server.server_address[:2]
        self.origin = f"http://{host!s}:{bound}"
        self._server.site = self
        self._system = SYSTEMS[self.site.system](self.origin)
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def site(self) -> Site:
        """The clinic."""
        return self.weeks[1].site

    @property
    def start_url(self) -> str:
        """The address that a watch list names."""
        return self.origin + self.site.start

    def url_of(self, article: str, week: int) -> str:
        """The address of an article under the name that it bears in some week.

        Args:
            article: its slug in ``edits.toml``, that is, in the first week.
        """
        renamed = self.weeks[week].renamed.get(article, article)
        # An article that is not public in this week has an address nonetheless.
        for state in (self.weeks[week], *self.weeks.values()):
            if found := state.article(renamed) or state.article(article):
                return self.origin + self._system.path_of(replace(found, slug=renamed))
        raise UsageError(f"{self.site.slug} has no article {article}")

    def answer(self, target: str) -> Answer:
        """Answer a request for a path with its query, as it stands in the request line."""
        try:
            parts = urlsplit(target)
        except ValueError:
            return Answer(b"Bad Request", "text/plain", 400)
        with self._lock:
            look = self._looks[parts.path]
            self._looks[parts.path] += 1
        asked = Asked(unquote(parts.path), dict(parse_qsl(parts.query)), look)
        return self._system.answer(asked, self.weeks[self.week])

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Stop answering and free the port."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()


class DemoWorld:
    """All clinics, in the same week; a context manager.

    Args:
        port: the same for all addresses; 0 gives each clinic a free one.

    Raises:
        UsageError: the port is taken.
    """

    def __init__(self, port: int = 0) -> None:
        self.sites: dict[str, DemoSite] = {}
        try:
            for place, slug in enumerate(dict.fromkeys(clinic for clinic, _ in states())):
                weeks = {week: states()[slug, week] for week in range(1, LAST_WEEK + 1)}
                self.sites[slug] = DemoSite(weeks, f"127.0.1.{place + 1}", port, place)
        except UsageError:
            self.stop()
            raise

    def start(self) -> None:
        """Begin to answer."""
        for site in self.sites.values():
            site.start()

    def stop(self) -> None:
        """Stop answering and free the ports."""
        for site in self.sites.values():
            site.stop()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def week(self) -> int:
        """The week in which the clinics stand, from 1 to ``LAST_WEEK``; set it to go on."""
        return next(iter(self.sites.values())).week

    @week.setter
    def week(self, week: int) -> None:
        if not 1 <= week <= LAST_WEEK:
            raise UsageError(f"there is no week {week} in the demo, only 1 to {LAST_WEEK}")
        for site in self.sites.values():
            site.week = week

    @property
    def urls(self) -> dict[str, str]:
        """Where to start, by clinic."""
        return {slug: site.start_url for slug, site in self.sites.items()}

    def expected_events(self, week: int | None = None) -> tuple[Event, ...]:
        """What a monitor that crawls once a week must tell: in one week, or in all of them."""
        told = (self._placed(event) for event in events(load_edits()))
        return tuple(event for event in told if week in (None, event.week))

    def _placed(self, event: Event) -> Event:
        if not event.article:
            return event
        site = self.sites[event.clinic]
        url = site.url_of(event.article, event.week)
        if event.kind != "moved":
            return replace(event, url=url)
        return replace(event, url=url, before=site.url_of(event.article, event.week - 1), after=url)


def clinics_toml(urls: Mapping[str, str]) -> str:
    """Return the watch list of the demo: every clinic, at once and without waiting.

    Args:
        urls: as ``DemoWorld.urls`` gives them.
    """
    head = (
        "# Written by the demo: five fictional clinics on this machine.\n"
        "allow_private_addresses = true\n\n"
        '[defaults]\ndelay = 0.0\nrevisit = "0s"\n'
    )
    return head + "".join(_clinic_toml(slug, url) for slug, url in urls.items())


def _clinic_toml(slug: str, url: str) -> str:
    state = states()[slug, 1]
    origin = url.removesuffix(state.site.start)
    pages = [f'"{origin}/{article.slug}/"' for article in state.articles if article.is_page]
    watched = f"pages = [{', '.join(pages)}]\n" if pages else ""
    return f'\n[[clinics]]\nslug = "{slug}"\nname = "{state.site.name}"\nurl = "{url}"\n{watched}'


class _Server(ThreadingHTTPServer):
    site: DemoSite
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that hang up."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    server_version = "demo"
    disable_nagle_algorithm = True
    timeout = 30

    def do_GET(self) -> None:
        """Answer with headers and body."""
        self._send(with_body=True)

    def do_HEAD(self) -> None:
        """Answer with headers only."""
        self._send(with_body=False)

    def do_POST(self) -> None:
        """Refuse: nothing can be sent to the demo."""
        self.close_connection = True
        self._write(Answer(b"Method Not Allowed", "text/plain", 405, {"Allow": "GET, HEAD"}), with_body=True)

    def _send(self, *, with_body: bool) -> None:
        answer = self.server.site.answer(self.path)
        if answer.status == 200 and self._is_known(answer):
            answer = replace(answer, status=304, body=b"")
        self._write(answer, with_body=with_body)

    def _is_known(self, answer: Answer) -> bool:
        """Whether the client has this already; an entity tag outweighs a date (RFC 9110, 13.2.2)."""
        tags = self.headers.get("If-None-Match")
        if tags is not None:
            return answer.headers.get("ETag", "no tag") in [tag.strip() for tag in tags.split(",")]
        since = self.headers.get("If-Modified-Since")
        return since is not None and since == answer.headers.get("Last-Modified")

    def _write(self, answer: Answer, *, with_body: bool) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status != 304:
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if with_body:
            self.wfile.write(answer.body)

    def log_message(self, format: str, *args: Any) -> None:
        """Stay quiet."""


def _bind(address: str, port: int, place: int) -> _Server:
    for host, wanted in ((address, port), (_FALLBACK, port + place if port else 0)):
        try:
            return _Server((host, wanted), _Handler)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise UsageError(f"port {wanted} of {host} is taken; choose another one") from error
            if error.errno != errno.EADDRNOTAVAIL or host == _FALLBACK:
                raise UsageError(f"cannot listen at {host}: {error.strerror}") from error
    raise AssertionError("the fallback either binds or raises")

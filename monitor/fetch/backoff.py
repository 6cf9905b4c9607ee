"""Manners: one request at a time for each host, its delay kept, and leaving alone a host that says no.

What a host answers decides about the host, not about one request:

- 429 and 503 park it for ``Retry-After``, or for a wait that doubles each time; then the request is tried
  again, twice at most. A pause that would bring the sum over the limit is not begun: ``host_backing_off``.
- three 403 or 429 in a row: ``refused``.
- five failed attempts in a row (no connection, no answer in time, 5xx): ``host_failing``.

The named states last for the rest of the crawl. Requests to other hosts never wait for a parked one, but a
waiting request counts in CONCURRENT_REQUESTS, so a spider should keep few requests for each host in flight.
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

from monitor.fetch.failures import HOST_FAILURES, FetchError
from monitor.fetch.meta import DELAY
from monitor.fetch.pace import Host

REFUSALS: Final = 3
"""Answers 403 or 429 in a row after which a host is left alone."""

FAILURES: Final = 5
"""Failed attempts in a row after which a host is left alone."""

RETRIES: Final = 2
"""How often one request is tried again after 429 or 503."""

_TRIES = "backoff_times"  # key in the request's meta


class BackoffMiddleware:
    """The last door before the network; must stand nearest to it.

    Args:
        crawler: asked whether it still runs while requests wait.

    Settings:
        MONITOR_DELAYS, MONITOR_DEFAULT_DELAY: seconds by host name, and for every other host; for requests
            without ``meta["delay"]``.
        MONITOR_BACKOFF_SECONDS: first wait without ``Retry-After``.
        MONITOR_BACKOFF_LIMIT: seconds of pause that one host may have in one crawl.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._delays: dict[str, float] = crawler.settings.getdict("MONITOR_DELAYS")
        self._default_delay = crawler.settings.getfloat("MONITOR_DEFAULT_DELAY")
        self._first_wait = crawler.settings.getfloat("MONITOR_BACKOFF_SECONDS")
        self._limit = crawler.settings.getfloat("MONITOR_BACKOFF_LIMIT")
        self._hosts: dict[str, Host] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build from the crawl's settings."""
        return cls(crawler)

    def host(self, request: Request) -> Host:
        """Give the state of a request's host."""
        name = urlparse_cached(request).hostname or ""
        host = self._hosts.get(name)
        if host is None:
            host = self._hosts[name] = Host()
        return host

    async def process_request(self, request: Request) -> None:
        """Wait for the request's turn.

        Raises:
            FetchError: the reason for which the host is left alone; ``stopped`` when the crawl ends.
        """
        host = self.host(request)
        delay = request.meta.get(DELAY)
        if delay is None:
            name = urlparse_cached(request).hostname or ""
            delay = self._delays.get(name, self._default_delay)
        if delay > host.delay:
            host.delay = delay
        await host.enter(request, self._going_on)
        if host.off or not self._going_on():
            host.leave()
            raise FetchError(host.off or "stopped", request.url)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Judge the answer, let the next request in, and give this one again if it should be tried again."""
        host = self.host(request)
        status = response.status
        again = False
        if status in (403, 429):
            host.refusals += 1
            again = self._judge(host, response)
        elif status >= 500:
            host.failures += 1
            again = self._judge(host, response)
        else:
            host.refusals = host.failures = 0
        host.leave()
        return _retry(request) or response if again else response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Count a failed attempt and let the next request in."""
        host = self.host(request)
        if not host.holds(request):
            return
        if isinstance(exception, HOST_FAILURES):
            host.failures += 1
            _give_up(host)
        host.leave()

    def _going_on(self) -> bool:
        engine = self._crawler.engine
        return engine is not None and engine.running

    def _judge(self, host: Host, response: Response) -> bool:
        """Give up the host or park it; True if the request may be tried again after the pause."""
        _give_up(host)
        if host.off or response.status not in (429, 503):
            return False
        wait = retry_after(response, datetime.now(UTC))
        if wait is None:
            wait = self._first_wait * 2 ** (host.refusals + host.failures - 1)
        if host.parked + wait > self._limit:
            host.off = "host_backing_off"
            return False
        host.park(wait)
        return True


def _give_up(host: Host) -> None:
    if host.refusals >= REFUSALS:
        host.off = "refused"
    elif host.failures >= FAILURES:
        host.off = "host_failing"


def _retry(request: Request) -> Request | None:
    """Give the request again, or None if it has been tried often enough."""
    tries = request.meta.get(_TRIES, 0) + 1
    if tries > RETRIES:
        return None
    return request.replace(meta=request.meta | {_TRIES: tries}, dont_filter=True)


def retry_after(response: Response, now: datetime) -> float | None:
    """Read Retry-After, given in seconds or as a date.

    Args:
        now: timezone-aware.

    Returns:
        Seconds from now, never negative; None if there is no such header or it makes no sense.
    """
    value = (response.headers.get(b"Retry-After") or b"").decode("latin-1").strip()
    if value.isascii() and value.isdigit():
        return float(value[:12])
    try:
        date = parsedate_to_datetime(value)
    except ValueError:
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=UTC)
    return max(0.0, (date - now).total_seconds())

"""robots.txt, obeyed as RFC 9309 says, by one question for each origin.

All requests for an origin (scheme, host, port) wait for one task that fetches its robots.txt, so none slips
through while the file is on its way. What the answer means:

- 2xx: its rules for ``CompetitorContentMonitor``, else for ``*``; the first 500 KiB of it.
- 4xx other than 429, 401 and 403 too: there are no rules (RFC 9309, 2.3.1.3).
- 429, 5xx, no answer, more than five redirects: nothing is fetched there in this crawl
  (``robots_unreachable``); a guess would be impolite.
- a Crawl-delay raises the host's delay; one above five minutes means that the host is left to a later
  crawl (``crawl_delay``), for waiting less would disobey and waiting longer would hold up the crawl.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Final, Self

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached

from monitor.fetch.failures import DOWNLOAD_ERRORS, HOST_REASONS, FetchError, failure_reason
from monitor.fetch.identity import PRODUCT
from monitor.fetch.meta import DELAY

MAX_BYTES: Final = 500 * 1024
"""How much of a robots.txt is read; RFC 9309 asks for at least this."""

MAX_DELAY: Final = 300.0
"""Longest Crawl-delay (seconds) that a crawl can keep."""

MAX_SITEMAPS: Final = 100
"""How many Sitemap lines are passed on."""

# Protego's work grows with groups times rules, and each check with the number of wildcards. Real files
# are far below these bounds; a file above them is made to hang its reader.
_MAX_GROUPS_TIMES_LINES = 2_000_000
_MAX_WILDCARDS = 5_000

_ROBOTS = "monitor_robots"  # key in the meta of our own requests for robots.txt


@dataclass(frozen=True, slots=True)
class Rules:
    """What an origin's robots.txt says to us.

    Attributes:
        parser: None if everything is allowed.
        refusal: reason for which nothing may be fetched; empty if the rules decide.
        detail: for the log.
        delay: Crawl-delay in seconds, 0.0 if there is none.
        sitemaps: addresses from its Sitemap lines, in order.
    """

    parser: Protego | None = None
    refusal: str = ""
    detail: str = ""
    delay: float = 0.0
    sitemaps: tuple[str, ...] = ()

    def check(self, url: str) -> None:
        """Let an address pass.

        Raises:
            FetchError: the refusal, or ``robots_forbidden``.
        """
        if self.refusal:
            raise FetchError(self.refusal, self.detail)
        if self.parser is not None and not self.parser.can_fetch(url, PRODUCT):
            raise FetchError("robots_forbidden", url)


class RobotsMiddleware:
    """Asks robots.txt before anything else is asked; must stand nearest to the spider.

    Args:
        crawler: fetches robots.txt, through all other middlewares.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._rules: dict[str, Rules] = {}
        self._asking: dict[str, asyncio.Task[Rules]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build for one crawl."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Hold the request until the rules are known, then let it pass or refuse it.

        Raises:
            FetchError: ``robots_forbidden``, ``robots_unreachable``, ``crawl_delay``, or the reason for
                which the whole host is left alone.
        """
        meta = request.meta
        if _ROBOTS in meta:
            return
        rules = await self._rules_for(request, meta.get(DELAY))
        rules.check(request.url)
        if rules.delay and rules.delay > meta.get(DELAY, 0.0):
            meta[DELAY] = rules.delay

    async def sitemaps(self, url: str, delay: float | None = None) -> tuple[str, ...]:
        """Give the Sitemap lines of an origin's robots.txt, fetching it if need be.

        Args:
            url: any address of the origin.
            delay: the clinic's delay in seconds; None takes it from MONITOR_DELAYS.

        Returns:
            Addresses as written, at most ``MAX_SITEMAPS``; none if robots.txt could not be read.
        """
        rules = await self._rules_for(Request(url), delay)
        return rules.sitemaps

    async def _rules_for(self, request: Request, delay: float | None) -> Rules:
        parts = urlparse_cached(request)
        origin = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
        rules = self._rules.get(origin)
        if rules is not None:
            return rules
        task = self._asking.get(origin)
        if task is None:
            task = self._asking[origin] = asyncio.create_task(self._ask(origin, delay))
        # Shielded, so that one waiter that is cancelled does not take the answer from the others.
        return await asyncio.shield(task)

    async def _ask(self, origin: str, delay: float | None) -> Rules:
        meta = {_ROBOTS: True} if delay is None else {_ROBOTS: True, DELAY: delay}
        request = Request(f"{origin}/robots.txt", callback=NO_CALLBACK, meta=meta, dont_filter=True)
        engine = self._crawler.engine
        assert engine is not None
        try:
            response = await engine.download_async(request)
        except DOWNLOAD_ERRORS as error:
            rules = _unreachable(failure_reason(error))
        else:
            rules = read_rules(response.status, response.body)
        self._rules[origin] = rules
        return rules


def robots_of(crawler: Crawler) -> RobotsMiddleware:
    """Give the middleware of a running crawl."""
    middleware = crawler.get_downloader_middleware(RobotsMiddleware)
    assert middleware is not None, "monitor.settings puts it there"
    return middleware


def read_rules(status: int, body: bytes) -> Rules:
    """Turn the answer to a request for robots.txt into rules."""
    if 400 <= status < 500 and status != 429:
        return Rules()
    if not 200 <= status < 300:
        return _unreachable(f"status {status}")
    text = _first_lines(body)
    if _is_hostile(text):
        return _unreachable("too large to be read")
    parser = Protego.parse(text)
    delay = parser.crawl_delay(PRODUCT) or 0.0
    sitemaps = tuple(parser.sitemaps)[:MAX_SITEMAPS]
    if delay > MAX_DELAY:
        return Rules(refusal="crawl_delay", detail=f"{delay:g} seconds asked for", sitemaps=sitemaps)
    return Rules(parser=parser, delay=delay, sitemaps=sitemaps)


def _unreachable(reason: str) -> Rules:
    """Refuse everything; a reason that holds for the host as a whole is kept as it is."""
    if reason in HOST_REASONS:
        return Rules(refusal=reason, detail="robots.txt")
    return Rules(refusal="robots_unreachable", detail=reason)


def _first_lines(body: bytes) -> str:
    """Decode the first ``MAX_BYTES``, without a line that was cut in the middle."""
    if len(body) > MAX_BYTES:
        body = body[:MAX_BYTES].rpartition(b"\n")[0]
    return body.decode("utf-8-sig", "ignore")


def _is_hostile(text: str) -> bool:
    lines = text.splitlines()
    groups = sum(line.lstrip()[:4].lower() == "user" for line in lines)
    return groups * len(lines) > _MAX_GROUPS_TIMES_LINES or text.count("*") > _MAX_WILDCARDS

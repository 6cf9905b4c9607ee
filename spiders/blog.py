"""The one spider: walks every clinic of a crawl, first its sources, then the pages that are due.

It knows addresses and answers, nothing of content: any line that asks what a page says belongs to a stage.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Self

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure

from monitor.config import Clinic, find_workspace
from monitor.crawl import CrawlOptions, CrawlSession, Errand, Walk
from monitor.crawl.walk import Fetch, Look
from monitor.discover import Ask
from monitor.errors import StopError
from monitor.fetch import apply_config, failure_outcome, failure_reason, fetched_from, robots_of
from monitor.fetch.failures import DOWNLOAD_ERRORS
from monitor.records import Fetched, Validators
from monitor.store import Page

logger = logging.getLogger(__name__)

WINDOW = 4
"""Pages of one clinic asked for ahead, so that its site is never waited for while a page is extracted.

The site still sees one request at a time.
"""


class BlogSpider(Spider):
    """Crawls clinics' blogs.

    Args:
        session: what to crawl; ``monitor crawl`` hands it over.
        clinic: for ``scrapy crawl blog -a clinic=SLUG``: slugs joined by commas, all clinics if empty.
    """

    name = "blog"

    def __init__(self, session: Errand | None = None, clinic: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._own: CrawlSession | None = None
        if session is None:
            slugs = tuple(slug for slug in clinic.split(",") if slug)
            self._own = CrawlSession(
                find_workspace(None), CrawlOptions(clinics=slugs), command="scrapy crawl blog"
            )
        self.session: Errand = session or self._crawl

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Build the spider; what the workspace says about fetching becomes the crawler's settings."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        apply_config(crawler.settings, spider.session.config)
        if spider._own is not None:
            crawler.signals.connect(spider._own.close, signals.spider_closed)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """The first requests of every clinic, as soon as its robots.txt has been read."""
        setting_out = [asyncio.ensure_future(self._set_out(clinic)) for clinic in self.session.clinics]
        for ready in asyncio.as_completed(setting_out):
            for request in await ready:
                yield request

    async def _set_out(self, clinic: Clinic) -> list[Request]:
        sitemaps = await robots_of(self.crawler).sitemaps(clinic.url, clinic.delay)
        walk = self.session.walk(clinic, sitemaps)
        return [*self._ask(walk, walk.discovery.start())]

    @property
    def _crawl(self) -> CrawlSession:
        """The session, which is one that visits pages: a probe never lines any up."""
        session = self._own or self.session
        assert isinstance(session, CrawlSession)
        return session

    # --- sources ---------------------------------------------------------------------------------

    def _ask(self, walk: Walk, asks: Iterable[Ask]) -> Iterator[Request]:
        for ask in asks:
            walk.under_way += 1
            yield self._request(
                walk,
                ask.url,
                validators=ask.validators,
                callback=self.source_answered,
                errback=self.source_unanswered,
                about={"ask": ask},
            )

    def source_answered(self, response: Response, walk: Walk, ask: Ask) -> Iterator[Request]:
        """A source has answered, well or badly; what it leads to is asked next."""
        return self._source(walk, ask, fetched_from(response, self.session.clock()))

    def source_unanswered(self, failure: Failure) -> Iterator[Request]:
        """Nothing came from a source."""
        reason = failure_reason(failure)
        walk, ask = _about(failure, "walk"), _about(failure, "ask")
        logger.info("%s: %s: %s", walk.clinic.slug, ask.url, reason)
        if ask.kind == "home":
            walk.failure = reason
        return self._source(walk, ask, None)

    def _source(self, walk: Walk, ask: Ask, fetched: Fetched | None) -> Iterator[Request]:
        walk.under_way -= 1
        self.session.note_source(walk, ask, fetched)
        yield from self._ask(walk, walk.discovery.answer(ask, fetched))
        if walk.discovery.done and not walk.discovered:
            with self._stopping():
                self.session.end_discovery(walk)
        yield from self._go_on(walk)

    # --- pages -----------------------------------------------------------------------------------

    def _go_on(self, walk: Walk) -> Iterator[Request]:
        """Ask for the next pages of a clinic; at the end of the road, say what it came to."""
        with self._stopping():
            while walk.discovered and walk.under_way < WINDOW and self.session.going:
                page_id = next(walk.due, None)
                if page_id is None:
                    if walk.under_way == 0 and self._crawl.further(walk):
                        continue
                    break
                page = self._crawl.page(page_id)
                if page is not None:
                    walk.under_way += 1
                    yield self._visit(walk, page)
            if walk.under_way == 0 and not walk.ended:
                self.session.end_walk(walk)

    def _visit(self, walk: Walk, page: Page) -> Request:
        return self._request(
            walk,
            page.url,
            validators=page.validators,
            callback=self.page_answered,
            errback=self.page_unanswered,
            about={"page": page},
        )

    async def page_answered(self, response: Response, walk: Walk, page: Page) -> AsyncIterator[Request]:
        """A page has answered: judge what it says."""
        look = Look(walk, page, fetched_from(response, self.session.clock()), self._fetcher(walk))
        try:
            with self._stopping():
                await self._look(look)
        finally:
            walk.under_way -= 1
        for request in self._go_on(walk):
            yield request

    async def _look(self, look: Look) -> None:
        try:
            await self._crawl.looker.look(look)
        except StopError:
            raise
        except Exception:
            # A fault of this program costs this page, named in the log, and not the clinic's whole walk.
            logger.exception("%s: %s", look.clinic.slug, look.page.url)
            self._crawl.looker.unanswered(look, "error", "internal_error")

    def page_unanswered(self, failure: Failure) -> Iterator[Request]:
        """Nothing came from a page."""
        walk, page = _about(failure, "walk"), _about(failure, "page")
        reason = failure_reason(failure)
        nothing = Fetched(page.url, page.url, 0, b"", self.session.clock())
        look = Look(walk, page, nothing, self._fetcher(walk))
        with self._stopping():
            self._crawl.looker.unanswered(look, failure_outcome(reason), reason)
        walk.under_way -= 1
        yield from self._go_on(walk)

    # --- requests --------------------------------------------------------------------------------

    def _request(
        self,
        walk: Walk,
        url: str,
        *,
        validators: Validators,
        callback: Callable[..., Any],
        errback: Callable[[Failure], Any],
        about: dict[str, Any],
    ) -> Request:
        return Request(
            url,
            callback=callback,
            errback=errback,
            dont_filter=True,
            cb_kwargs={"walk": walk, **about},
            meta={"validators": validators, "delay": walk.clinic.delay},
        )

    def _fetcher(self, walk: Walk) -> Fetch:
        async def fetch(url: str) -> Fetched | None:
            headers = {"Cache-Control": "no-cache", "Pragma": "no-cache"}
            request = Request(url, headers=headers, dont_filter=True, meta={"delay": walk.clinic.delay})
            assert self.crawler.engine is not None
            try:
                response = await self.crawler.engine.download_async(request)
            except DOWNLOAD_ERRORS as error:
                logger.info("%s: %s: %s", walk.clinic.slug, url, failure_reason(error))
                return None
            return fetched_from(response, self.session.clock())

        return fetch

    @contextmanager
    def _stopping(self) -> Iterator[None]:
        """An error that stops the run stops the crawl too; what is stored stays stored."""
        try:
            yield
        except StopError as error:
            self.session.stop(error)
            raise CloseSpider(type(error).__name__) from error


def _about(failure: Failure, name: str) -> Any:
    """What a failed request was about; Scrapy hangs the request on the failure."""
    request: Request = vars(failure)["request"]
    return request.cb_kwargs[name]

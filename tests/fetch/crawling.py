"""Runs real Scrapy crawls with the monitor's settings, one reactor for all tests of this folder."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerRunner
from scrapy.http import Response
from scrapy.resolver import CachingThreadedResolver
from scrapy.settings import Settings
from scrapy.utils.reactor import install_reactor
from twisted.python.failure import Failure

from monitor.fetch.failures import failure_reason

REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"


@dataclass
class Outcome:
    """What came of a crawl: answers, and reasons of failures by the address that was asked for."""

    responses: list[Response] = field(default_factory=list)
    failures: dict[str, str] = field(default_factory=dict)
    errors: list[BaseException] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def statuses(self) -> list[int]:
        """Statuses of the answers, in the order in which they came."""
        return [response.status for response in self.responses]

    @property
    def bodies(self) -> list[bytes]:
        """Bodies of the answers, in the order in which they came."""
        return [response.body for response in self.responses]


class OutcomeSpider(Spider):
    """Asks for given requests and notes what came of them."""

    name = "outcome"

    def __init__(self, requests: Sequence[Request | str], outcome: Outcome, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.outcome = outcome
        self.wanted = requests

    async def start(self) -> AsyncIterator[Any]:
        """Yield all requests."""
        for wanted in self.wanted:
            request = wanted if isinstance(wanted, Request) else Request(wanted)
            yield request.replace(callback=self.parse, errback=self.failed)

    def parse(self, response: Response, **kwargs: Any) -> None:
        """Note an answer."""
        self.outcome.responses.append(response)

    def failed(self, failure: Failure) -> None:
        """Note a failure."""
        request = cast(Any, failure).request
        first = request.meta.get("redirect_urls", [request.url])[0]
        self.outcome.failures[first] = failure_reason(failure)
        assert failure.value is not None
        self.outcome.errors.append(failure.value)


class Reactor:
    """Scrapy's reactor in a thread of its own, set up as a Scrapy process does, for many crawls."""

    def __init__(self) -> None:
        install_reactor(REACTOR)
        from twisted.internet import reactor

        self.reactor = cast(Any, reactor)
        CachingThreadedResolver(self.reactor, cache_size=0, timeout=10).install_on_reactor()
        self._thread = threading.Thread(target=self.reactor.run, kwargs={"installSignalHandlers": False})
        self._thread.start()

    def stop(self) -> None:
        """End the thread; no crawl is possible afterwards."""
        self.reactor.callFromThread(self.reactor.stop)
        self._thread.join(10)

    def call(self, function: Callable[[], Any]) -> Any:
        """Call ``function`` in the reactor's thread and give its result."""

        async def called() -> Any:
            return function()

        return self.run(called())

    def run(self, coroutine: Any) -> Any:
        """Run a coroutine in the reactor's loop and give its result."""
        return asyncio.run_coroutine_threadsafe(coroutine, self.reactor._asyncioEventloop).result(60)

    def crawl(
        self, requests: Sequence[Request | str], spider: type[Spider] = OutcomeSpider, **settings: Any
    ) -> Outcome:
        """Crawl with monitor.settings; no delays, private addresses allowed; ``settings`` on top."""
        outcome = Outcome()
        started = time.monotonic()
        self.run(self._crawl(requests, spider, outcome, settings))
        outcome.seconds = time.monotonic() - started
        return outcome

    async def _crawl(
        self,
        requests: Sequence[Request | str],
        spider: type[Spider],
        outcome: Outcome,
        changed: dict[str, Any],
    ) -> None:
        settings = Settings()
        settings.setmodule("monitor.settings", priority="project")
        settings.update(
            {
                "MONITOR_ALLOW_PRIVATE_ADDRESSES": True,
                "MONITOR_DEFAULT_DELAY": 0.0,
                "MONITOR_BACKOFF_SECONDS": 0.2,
                "LOG_ENABLED": False,
                "SPIDER_MODULES": [],
                **changed,
            },
            priority="cmdline",
        )
        await AsyncCrawlerRunner(settings).crawl(spider, requests=requests, outcome=outcome)

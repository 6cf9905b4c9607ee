"""Running one crawl from start to end inside this process, under Scrapy's reactor."""

from __future__ import annotations

import logging
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings
from scrapy.utils.reactor import install_reactor

from monitor.config import Clinic, Config
from monitor.crawl.errand import Clock, Errand, now
from monitor.crawl.probe import Probe
from monitor.crawl.session import CrawlOptions, CrawlSession
from monitor.crawl.walk import Walk
from monitor.errors import StoppedError
from monitor.fetch import apply_config
from monitor.store import ClinicSummary

GRACE_SECONDS = 6.0
"""How long requests and extractions under way may go on after a signal; the promise is ten in all."""

_SOON = 0.05

Observer = Callable[[CrawlSession], None]


@dataclass(frozen=True, slots=True)
class CrawlResult:
    """What a crawl came to.

    Attributes:
        summaries: one per clinic, by slug.
        signal: number of the signal that ended it early, or None.
    """

    crawl_id: int
    summaries: tuple[ClinicSummary, ...]
    signal: int | None

    @property
    def exit_code(self) -> int:
        """0 all well, 1 some clinics failed, 128 + n after signal n."""
        if self.signal is not None:
            return 128 + self.signal
        return int(any(summary.outcome == "failed" for summary in self.summaries))


def run_crawl(
    workspace: Path,
    options: CrawlOptions,
    *,
    observe: Observer | None = None,
    every: float = 0.25,
    clock: Clock = now,
) -> CrawlResult:
    """Crawl, and come back when it is over; a process can do this once (a reactor does not start twice).

    Args:
        workspace: the folder.
        options: what to do.
        observe: called with the session again and again, for a progress bar.
        every: seconds between these calls.
        clock: the time, in UTC.

    Raises:
        StopError: the crawl could not start, or could not go on.
    """
    session = CrawlSession(workspace, options, clock=clock)
    observer = None if observe is None else partial(observe, session)
    try:
        stopped_by = _run(_settings(session.config), session, observer, every)
    finally:
        session.close()
    if session.fatal is not None:
        raise session.fatal
    summaries = tuple(sorted(session.summaries, key=lambda summary: summary.slug))
    return CrawlResult(session.log.crawl_id, summaries, stopped_by)


def run_probe(workspace: Path, clinic: Clinic) -> Walk:
    """Ask a site what lists its articles; like ``run_crawl`` once in a process.

    Raises:
        ConfigurationError: the workspace's files are wrong.
        StoppedError: a signal came before the site had answered.
    """
    probe = Probe(workspace, clinic)
    stopped_by = _run(_settings(probe.config), probe, None, 1.0)
    if stopped_by is not None:
        raise StoppedError(stopped_by, f"stopped by signal {stopped_by}; nothing was added")
    return probe.walks[0]


def _settings(config: Config) -> Settings:
    settings = Settings()
    settings.setmodule("monitor.settings", priority="project")
    settings.set("LOG_INSTALL_ROOT_HANDLER", False, priority="cmdline")
    apply_config(settings, config)
    return settings


def _run(settings: Settings, session: Errand, observe: Callable[[], None] | None, every: float) -> int | None:
    stop = _Stop(session)
    with stop.on(signal.SIGINT, signal.SIGTERM):
        install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
        process = AsyncCrawlerProcess(settings)
        # Scrapy asks for its own debug messages, one for each answer; nobody here would read them.
        logging.getLogger("scrapy").setLevel(logging.INFO)
        crawler = process.create_crawler("blog")
        process.crawl(crawler, session=session)
        stop.attend(crawler)
        if observe is not None:
            _again_and_again(observe, every)
        process.start(install_signal_handlers=False)
    return stop.signal


def _again_and_again(call: Callable[[], None], every: float) -> None:
    from twisted.internet import task

    task.LoopingCall(call).start(every, now=False)


class _Stop:
    """Ends a crawl on a signal: no new pages, a short grace for those under way, then the reactor stops.

    It listens before there is a reactor: a signal that breaks into the making of one leaves it half made.
    """

    def __init__(self, session: Errand) -> None:
        self.signal: int | None = None
        self._session = session
        self._crawler: Crawler | None = None

    def attend(self, crawler: Crawler) -> None:
        """From now on there is a crawler to stop; at once if the signal has come already."""
        self._crawler = crawler
        if self.signal is not None:
            _reactor().callWhenRunning(self._begin)

    @contextmanager
    def on(self, *signals: signal.Signals) -> Iterator[None]:
        before = {number: signal.signal(number, self._handle) for number in signals}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _handle(self, number: int, _frame: FrameType | None) -> None:
        is_first, self.signal = self.signal is None, self.signal or number
        self._session.interrupted = True
        if self._crawler is not None:
            _reactor().callFromThread(self._begin if is_first else _stop_reactor)

    def _begin(self) -> None:
        _reactor().callLater(GRACE_SECONDS, _stop_reactor)
        self._stop_crawler()

    def _stop_crawler(self) -> None:
        """Stop the crawler once it runs: asked earlier, Scrapy takes it for stopped and never ends it."""
        from scrapy.utils.defer import deferred_from_coro

        assert self._crawler is not None, "only a crawler that is attended to is stopped"
        if _is_running(self._crawler):
            deferred_from_coro(self._crawler.stop_async())
        else:
            _reactor().callLater(_SOON, self._stop_crawler)


def _is_running(crawler: Crawler) -> bool:
    try:
        return crawler.engine is not None and crawler.engine.running
    except RuntimeError:  # Scrapy's word for a crawler that has no engine yet
        return False


def _reactor() -> Any:
    # Imported late: importing it installs one, and it has to be the asyncio one.
    from twisted.internet import reactor

    return reactor


def _stop_reactor() -> None:
    reactor = _reactor()
    if reactor.running:
        reactor.stop()

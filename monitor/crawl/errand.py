"""What the spider is sent out for, whatever becomes of what it brings back."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from monitor.config import Clinic, Config
from monitor.crawl.walk import Walk
from monitor.discover import Ask
from monitor.errors import StopError
from monitor.records import Fetched

Clock = Callable[[], datetime]
"""Tells the time, in UTC; tests put their own in."""


def now() -> datetime:
    """The time."""
    return datetime.now(UTC)


class Errand(ABC):
    """What the spider is sent out for: which clinics, and what becomes of what it brings back.

    Args:
        config: of the workspace.
        clinics: to walk through.
        clock: the time, in UTC.
    """

    def __init__(self, config: Config, clinics: tuple[Clinic, ...], clock: Clock) -> None:
        self.config = config
        self.clinics = clinics
        self.clock = clock
        self.walks: list[Walk] = []
        self.interrupted = False
        self.fatal: StopError | None = None

    @property
    def going(self) -> bool:
        """Whether new pages may still be asked for."""
        return not self.interrupted and self.fatal is None

    def stop(self, error: StopError) -> None:
        """Note that the crawl cannot go on; the first error is told."""
        self.fatal = self.fatal or error

    @abstractmethod
    def walk(self, clinic: Clinic, robots_sitemaps: Sequence[str]) -> Walk:
        """Set out through one clinic."""

    @abstractmethod
    def note_source(self, walk: Walk, ask: Ask, fetched: Fetched | None) -> None:
        """A source has answered, or not."""

    @abstractmethod
    def end_discovery(self, walk: Walk) -> None:
        """All sources of a clinic have been asked."""

    @abstractmethod
    def end_walk(self, walk: Walk) -> None:
        """Nothing more is to be asked of a clinic."""

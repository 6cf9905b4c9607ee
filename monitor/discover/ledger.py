"""What has been asked and what came of it, and what follows from that about the sources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from monitor.discover import addresses, sitemaps
from monitor.discover.reading import NO_VALIDATORS, Ask, Reading
from monitor.discover.selection import Listed, Origin
from monitor.records import Source, SourceKind

_ORDER: tuple[SourceKind, ...] = ("wordpress", "sitemap", "feed", "listing")


@dataclass(frozen=True, slots=True)
class Step:
    """Why something is asked.

    Attributes:
        root: cleaned address of the source that it belongs to.
        number: which page of the source, from 1.
        known: whether the source was found in an earlier crawl.
        child: whether an index of sitemaps names it.
        guess: whether nothing announced it: a usual address is tried.
    """

    root: str
    number: int = 1
    known: bool = False
    child: bool = False
    guess: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """An ask, its step and what came of it."""

    ask: Ask
    step: Step
    reading: Reading

    @property
    def kind(self) -> SourceKind | None:
        """What it is, or should have been; None for a home page."""
        if self.reading.kind is not None or self.ask.kind == "home":
            return self.reading.kind
        return self.ask.kind

    @property
    def awaited(self) -> bool:
        """Whether something stands there that could not be read today."""
        if self.ask.kind == "home" or self.step.guess:
            return False
        outcome = self.reading.outcome
        return outcome in ("silent", "unchanged") or (outcome == "refused" and self.step.known)

    @property
    def listed(self) -> Iterator[Listed]:
        """What it lists, with where that stands."""
        kind = self.kind
        if kind is None:
            return
        posts = kind == "sitemap" and "posts" in map(sitemaps.holds, (self.ask.url, self.reading.url))
        origin: Origin = "posts" if posts else kind
        for entry in self.reading.entries:
            yield Listed(entry, origin)


class Ledger:
    """All results of one discovery; the latest counts where an address was asked twice."""

    def __init__(self) -> None:
        self._results: dict[tuple[str, str], Result] = {}
        self._seen: dict[str, set[str]] = {}

    def __iter__(self) -> Iterator[Result]:
        return iter(self._results.values())

    def add(self, result: Result) -> None:
        """Enter a result."""
        self._results[result.ask.kind, addresses.key(result.ask.url)] = result

    def brings_new(self, root: str, reading: Reading) -> bool:
        """Tell whether a page of a list names pages that the earlier ones did not; sites run in circles."""
        seen = self._seen.setdefault(root, set())
        keys = {addresses.key(entry.url) for entry in reading.entries}
        new = bool(keys - seen)
        seen |= keys
        return new

    def listed(self) -> list[Listed]:
        """Give everything that all sources list."""
        return [item for result in self for item in result.listed]

    def found(self, kind: SourceKind) -> bool:
        """Tell whether a source of a kind was read, or stands there unread."""
        return any(r.kind == kind and (r.reading.outcome == "read" or r.awaited) for r in self)

    def silent(self) -> bool:
        """Tell whether a source could not be read today."""
        return any(result.awaited for result in self)

    def unread(self) -> list[Result]:
        """Give the unchanged sources if they are needed after all.

        Articles are told from pages by looking at all sources together.  Once a sitemap that does not
        tell by itself has changed, those that were not sent again are needed, or the same site would
        have other articles on one day than on the other.
        """
        needed = any(item.origin == "sitemap" for item in self.listed())
        return [result for result in self if needed and result.reading.outcome == "unchanged"]

    def whole(self) -> bool:
        """Tell whether everything that lists all articles was read to its end; see ``Discovery.complete``."""
        full = [result for result in self if result.kind in ("wordpress", "sitemap", "listing")]
        counted = [result for result in full if self._counts(result)]
        return bool(counted) and all(r.reading.outcome == "read" and r.reading.whole for r in counted)

    def sources(self) -> tuple[Source, ...]:
        """Give the sources that work, or stand there unread; by kind, then by address."""
        found = {(source.kind, source.url): source for result in self for source in _source(result)}
        return tuple(sorted(found.values(), key=lambda source: (_ORDER.index(source.kind), source.url)))

    def failures(self) -> tuple[tuple[str, str], ...]:
        """Give address and reason of what was announced or known and could not be read."""
        failed = ("silent", "refused", "gone")
        return tuple(
            (r.ask.url, r.reading.reason) for r in self if r.reading.outcome in failed and not r.step.guess
        )

    def _counts(self, result: Result) -> bool:
        """Whether a result is part of a source; an announced address where nothing stands is none."""
        step = result.step
        return (
            result.reading.outcome == "read" or result.awaited or step.known or step.child or step.number > 1
        )


def _source(result: Result) -> Iterator[Source]:
    kind, reading = result.kind, result.reading
    if kind is None or result.step.number > 1:
        return
    if reading.outcome == "read":
        # A listing in which no article was found is not worth another look.
        if kind != "listing" or reading.entries or result.step.known:
            yield Source(kind, result.step.root, reading.validators)
    elif result.awaited:
        # A 304 may come without the validators that it confirms.
        new = reading.validators
        yield Source(kind, result.step.root, result.ask.validators if new == NO_VALIDATORS else new)

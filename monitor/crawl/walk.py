"""The way of a crawl through one clinic, and one look at one of its pages."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field

from monitor.config import Clinic
from monitor.discover import Discovery
from monitor.records import Extract, Fetched, Outcome, Passage, Verdict
from monitor.store import Page, Visit

Fetch = Callable[[str], Awaitable[Fetched | None]]
"""Get an address now, past any cache and politely; None if nothing answered."""


@dataclass(slots=True)
class Tally:
    """Counts of one clinic in one crawl."""

    visited: int = 0
    failed: int = 0
    refused: int = 0
    changes: int = 0
    first_reason: str = ""


@dataclass(slots=True)
class Walk:
    """The way of a crawl through one clinic.

    Attributes:
        discovery: what the clinic's sources say.
        expected: addresses of sources that should answer.
        unsure: one of them did not, so the list of articles may be short.
        under_way: requests of this clinic that have not come back.
        failure: why the clinic as a whole failed; empty while it has not.
        findings: changes that were believed; told when the walk ends, for only then is it known which
            of them touched the whole site.
        looked: pages that were looked at, well or badly.
        accompanied: further pages were lined up because of the findings.
        titles: title and h1 of every page of the clinic, read when first needed.
        turned_away: the page where the walk begins was refused.
        judging: held by one look at a time, so that an article that moves is not read at both addresses.
    """

    clinic: Clinic
    clinic_id: int
    discovery: Discovery
    expected: frozenset[str] = frozenset()
    tally: Tally = field(default_factory=Tally)
    due: Iterator[int] = field(default_factory=lambda: iter(()))
    planned: int = 0
    listed: int = 0
    unsure: bool = False
    discovered: bool = False
    ended: bool = False
    under_way: int = 0
    failure: str = ""
    findings: list[Finding] = field(default_factory=list)
    looked: set[int] = field(default_factory=set)
    accompanied: bool = False
    titles: dict[int, tuple[str, ...]] | None = None
    judging: asyncio.Lock = field(default_factory=asyncio.Lock)
    turned_away: bool = False

    def note(self, page: Page) -> None:
        """A page is looked at."""
        self.tally.visited += 1
        self.looked.add(page.id)

    @property
    def is_refused(self) -> bool:
        """Whether the site said no: at its door, or to more than half of what it was asked for."""
        return self.turned_away or self.tally.refused * 2 > self.tally.visited


@dataclass(frozen=True, slots=True)
class Look:
    """One look under way.

    Attributes:
        page: as the store knew it before the request.
        fetched: the answer.
        fetch: for the rare second request.
        quiet_key: which of the page's volatile passages were met; None before it is read.
    """

    walk: Walk
    page: Page
    fetched: Fetched
    fetch: Fetch = field(repr=False)
    quiet_key: bytes | None = None

    @property
    def tally(self) -> Tally:
        """Counts of the clinic, brought up to date."""
        return self.walk.tally

    @property
    def clinic(self) -> Clinic:
        """Whose page it is."""
        return self.walk.clinic

    def visit(self, outcome: Outcome, reason: str | None = None) -> Visit:
        """The visit this look is stored as."""
        status = self.fetched.status or None
        return Visit(self.page.id, self.fetched.fetched_at, outcome, reason, status, quiet_key=self.quiet_key)


@dataclass(frozen=True, slots=True)
class Finding:
    """A change of a page that two looks agree on, not stored yet.

    Attributes:
        visit: the look that found it.
        snapshot: the archive's address of the body; the body itself is not kept in memory.
        found: what the page says, all of it.
        verdict: on what of it counts.
        restless: what two looks were seen to word otherwise.
    """

    visit: Visit
    snapshot: str
    found: Extract
    verdict: Verdict
    restless: tuple[Passage, ...] = ()

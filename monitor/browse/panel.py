"""What stands over the whole panel, counted clinic by clinic and remembered until the next crawl."""

from __future__ import annotations

import sqlite3
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock, Thread

from monitor.store.desk import panel
from monitor.store.desk.panel import Spread

PATIENCE = 0.1
"""Seconds for which a page waits for the counts; what takes longer is counted beside it."""


@dataclass(frozen=True, slots=True)
class Whole:
    """The panel as far as it is counted.

    Attributes:
        of: by the clinic's slug.
        clinics: how many there are to be counted.
    """

    of: dict[str, Spread]
    clinics: int

    @property
    def complete(self) -> bool:
        """Whether every clinic is counted as it is now."""
        return len(self.of) == self.clinics

    @property
    def articles(self) -> int:
        """Of all clinics that are counted: what shares are of."""
        return sum(spread.articles for spread in self.of.values())

    @property
    def themes(self) -> Counter[str]:
        """On how many articles each theme stands."""
        return sum((spread.themes for spread in self.of.values()), Counter())

    @property
    def claims(self) -> Counter[tuple[str, str]]:
        """On how many articles each claim stands."""
        return sum((spread.claims for spread in self.of.values()), Counter())


class Panel:
    """Counts of one workspace; pages ask for them in threads of their own.

    Args:
        path: of ``monitor.db``.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._counted: dict[str, tuple[int, Spread]] = {}
        self._lock = Lock()
        self._counting = Lock()

    def whole(self, connection: sqlite3.Connection) -> Whole:
        """The panel now; counts for a moment, and goes on beside the page if that was not enough."""
        if not self._count(connection, PATIENCE) and self._counting.acquire(blocking=False):
            Thread(target=self._count_all, name="panel", daemon=True).start()
        return self._whole(panel.marks(connection))

    def _whole(self, marks: dict[str, tuple[int, int]]) -> Whole:
        with self._lock:
            known = {slug: self._counted[slug] for slug in marks if slug in self._counted}
        return Whole({s: spread for s, (mark, spread) in known.items() if mark == marks[s][1]}, len(marks))

    def _count(self, connection: sqlite3.Connection, patience: float) -> bool:
        """Count what is not counted yet; whether all of it was."""
        end = time.monotonic() + patience
        for slug, (clinic_id, mark) in panel.marks(connection).items():
            with self._lock:
                done = self._counted.get(slug, (-1, None))[0] == mark
            if done:
                continue
            if time.monotonic() > end:
                return False
            found = panel.spread(connection, clinic_id)
            with self._lock:
                self._counted[slug] = (mark, found)
        return True

    def _count_all(self) -> None:
        try:
            with closing(sqlite3.connect(f"{self._path.as_uri()}?mode=ro", uri=True)) as connection:
                self._count(connection, float("inf"))
        finally:
            self._counting.release()


@cache
def panel_of(workspace: Path) -> Panel:
    """The counts of a workspace, the same for all pages."""
    return Panel(workspace.resolve() / "monitor.db")

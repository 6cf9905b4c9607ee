"""Who has whose passages, over the whole panel: put together beside the pages, once after each crawl."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from threading import Lock, Thread

from sqlite_utils import Database

from monitor.classify import Cluster, clusters
from monitor.store import Families
from monitor.store.desk import panel

PATIENCE = 0.15
"""Seconds for which a page waits; what takes longer is shown when it is asked for again."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of borrowed passages.

    Attributes:
        clusters: as of ``mark``; None: nothing is known yet.
        current: whether that is as of the last crawl.
    """

    clusters: list[Cluster] | None
    current: bool


class Borrowing:
    """The clusters of one workspace; pages ask from threads of their own.

    Args:
        path: of ``monitor.db``.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: tuple[tuple[int, int], list[Cluster]] | None = None
        self._worker: Thread | None = None
        self._lock = Lock()

    def found(self, connection: sqlite3.Connection) -> Found:
        """What is known; reading anew begins if a crawl ended since."""
        mark = panel.mark(connection)
        with self._lock:
            if (self._known is None or self._known[0] != mark) and self._worker is None:
                self._worker = Thread(target=self._read, args=(mark,), name="borrowed", daemon=True)
                self._worker.start()
            worker = self._worker
        if worker is not None:
            worker.join(PATIENCE)
        known = self._known
        return Found(known[1], known[0] == mark) if known else Found(None, False)

    def _read(self, mark: tuple[int, int]) -> None:
        try:
            uri = f"{self._path.resolve().as_uri()}?mode=ro"
            with closing(sqlite3.connect(uri, uri=True, timeout=30)) as connection:
                self._known = (mark, clusters(Families(Database(connection)).read(), datetime.now(UTC)))
        except sqlite3.Error as error:
            logger.warning("borrowed passages cannot be read: %s", error)
        finally:
            self._worker = None


@cache
def borrowing_of(workspace: Path) -> Borrowing:
    """The clusters of a workspace, the same for all pages."""
    return Borrowing(workspace / "monitor.db")

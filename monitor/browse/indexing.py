"""Keeping the index of passages up to date, beside the pages and never before them."""

from __future__ import annotations

import logging
from functools import cache
from pathlib import Path
from threading import Lock, Thread

from monitor.errors import StoreError
from monitor.store.search_index import Progress, SearchIndex

PATIENCE = 0.1
"""Seconds for which a search waits for the index; what takes longer is done beside it."""

logger = logging.getLogger(__name__)


class Index:
    """The index of one workspace; pages use it in threads of their own.

    Args:
        workspace: the folder.
    """

    def __init__(self, workspace: Path) -> None:
        self._index = SearchIndex(workspace)
        self._working = Lock()

    def matching(self, expression: str, below: int | None, limit: int) -> list[int]:
        """Numbers of matching passages, newest first."""
        return self._index.matching(expression, below, limit)

    def progress(self) -> Progress:
        """How far it is, after a moment's work; the rest is done beside the page."""
        progress = self._index.catch_up(PATIENCE)
        if not progress.complete and self._working.acquire(blocking=False):
            Thread(target=self._finish, name="search index", daemon=True).start()
        return progress

    def _finish(self) -> None:
        try:
            self._index.catch_up(float("inf"))
        except StoreError as error:
            logger.warning("%s", error)
        finally:
            self._working.release()


@cache
def index_of(workspace: Path) -> Index:
    """The index of a workspace, the same for all pages."""
    return Index(workspace)

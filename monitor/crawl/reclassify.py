"""Classifying again what is stored, after the lexicon has changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from monitor.config import load_lexicon
from monitor.crawl.recorder import classified
from monitor.store import Mentions, WorkspaceLock, open_database, recount, writing

BATCH = 500
"""Passages of one transaction: a stop loses no more, and readers never wait long."""


class Reclassification:
    """One pass over the passages that another lexicon classified; what is done is stored, so it resumes.

    Nothing but mentions, numbers and the weeks counted by them is written: no change, no signal, no alert.

    Args:
        workspace: the folder.
    """

    def __init__(self, workspace: Path) -> None:
        self._lexicon = load_lexicon(workspace)
        self._workspace = workspace

    def __enter__(self) -> Self:
        self._lock = WorkspaceLock(self._workspace, "reclassify").__enter__()
        self._database = open_database(self._workspace)
        self._mentions = Mentions(self._database, self._lexicon.version)
        self.total = self._mentions.stale()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()
        self._lock.__exit__(None, None, None)

    def every(self) -> Iterator[int]:
        """Classify all of them, yielding how many were stored each time."""
        for passages in self._mentions.batches(BATCH):
            about = classified((passage for _, passage in passages), self._lexicon)
            self._mentions.save(passages, about)
            yield len(passages)
        # Whatever was classified, now or in a pass that was stopped: the weeks are counted by it.
        with writing(self._database):
            for _counted in recount(self._database):
                pass

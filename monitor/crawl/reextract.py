"""Extracting again what is stored, after the extractor or a clinic's ``ignore`` has changed."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from types import TracebackType
from typing import Self

from monitor import extract as extractor
from monitor.config import load
from monitor.crawl.errand import Clock, now
from monitor.crawl.recorder import classified
from monitor.crawl.session import EXTRACTION_SECONDS
from monitor.diff import align
from monitor.errors import ExtractionError
from monitor.extract.pool import ExtractorPool, Job
from monitor.records import Extract
from monitor.store import Archive, Reports, Versions, WorkspaceLock, open_database

logger = logging.getLogger(__name__)

AHEAD = 4
"""Snapshots handed to each worker in advance."""


class Reextraction:
    """One pass over the current versions that another extractor made; what is done is stored, so it resumes.

    Args:
        workspace: the folder.
        workers: processes that extract.
        clock: the time, in UTC.
    """

    def __init__(self, workspace: Path, workers: int, clock: Clock = now) -> None:
        config = load(workspace)
        self._ignore = {clinic.slug: clinic.ignore for clinic in config.clinics}
        self._lexicon = config.lexicon
        self._workspace = workspace
        self._ahead = AHEAD * workers
        self._workers = workers
        self._clock = clock
        self.done = 0
        self.failed = 0

    def __enter__(self) -> Self:
        self._lock = WorkspaceLock(self._workspace, "reextract").__enter__()
        self._database = open_database(self._workspace)
        self._archive = Archive(self._workspace)
        self._versions = Versions(self._database)
        self._pool = ExtractorPool(self._workers, EXTRACTION_SECONDS)
        stamps = {slug: extractor.stamp(ignore) for slug, ignore in self._ignore.items()}
        self._stale = list(Reports(self._database).stale_extracts(stamps))
        self.total = len(self._stale)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.close()
        self._archive.close()
        self._database.close()
        self._lock.__exit__(None, None, None)

    def every(self) -> Iterator[int]:
        """Extract all of them, yielding each page's id when it is stored or given up."""
        waiting: deque[tuple[int, int, str, Future[Extract | None]]] = deque()
        for page_id, version_id, slug in self._stale:
            submitted = self._submit(version_id, slug)
            if submitted is None:
                yield page_id
                continue
            waiting.append((page_id, version_id, *submitted))
            if len(waiting) >= self._ahead:
                yield self._store(*waiting.popleft())
        while waiting:
            yield self._store(*waiting.popleft())

    def _submit(self, version_id: int, slug: str) -> tuple[str, Future[Extract | None]] | None:
        address = self._versions.read(version_id).snapshot
        snapshot = self._archive.get(address)
        if snapshot is None:
            self.failed += 1
            logger.warning("version %d: its snapshot is not in the archive", version_id)
            return None
        job = Job(snapshot.body, snapshot.content_type, snapshot.url, self._ignore[slug], None)
        return address, self._pool.extract(job)

    def _store(self, page_id: int, version_id: int, address: str, future: Future[Extract | None]) -> int:
        try:
            again = future.result()
        except ExtractionError as error:
            self.failed += 1
            logger.warning("version %d cannot be extracted again: %s", version_id, error)
            return page_id
        assert again is not None
        before = self._versions.read(version_id).extract
        alignment = align(before.passages, again.passages)
        about = classified(again.passages, self._lexicon)
        self._versions.save_technical(page_id, self._clock(), again, address, alignment, about)
        self.done += 1
        return page_id

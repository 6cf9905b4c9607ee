"""How a crawl shows that it is getting on: a bar on a terminal, now and then a line elsewhere."""

from __future__ import annotations

import logging
import time
from types import TracebackType
from typing import Self, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar
from rich.table import Column

from monitor.crawl import CrawlSession

logger = logging.getLogger("monitor.crawl")

LINE_EVERY_SECONDS = 30.0


class Progress:
    """Shows a crawl on a stream.

    Args:
        stream: standard error; whether it is a terminal decides how.
    """

    def __init__(self, stream: TextIO) -> None:
        self._bar: Bar | None = None
        self.every = LINE_EVERY_SECONDS
        if stream.isatty():
            self.every = 0.2
            console = Console(file=stream)
            self._bar = Bar(
                BarColumn(bar_width=console.width // 4),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                # Takes what is left, and is cut on a narrow terminal.
                TextColumn("{task.description}", table_column=Column(ratio=1, no_wrap=True)),
                console=console,
                transient=True,
                expand=True,
            )
            self._task = self._bar.add_task("finding articles", total=None)
        self._started = time.monotonic()

    def __enter__(self) -> Self:
        if self._bar is not None:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def show(self, session: CrawlSession) -> None:
        """Bring the display up to date."""
        visited = sum(walk.tally.visited for walk in session.walks)
        planned = sum(walk.planned for walk in session.walks)
        changes = sum(walk.tally.changes for walk in session.walks)
        under_way = [walk.clinic.slug for walk in session.walks if not walk.ended]
        if self._bar is not None:
            what = f"{len(under_way)} of {len(session.clinics)} clinics under way, {changes} changes"
            self._bar.update(self._task, completed=visited, total=planned or None, description=what)
            return
        seconds = time.monotonic() - self._started
        logger.info(
            "%d of %d pages visited, %d changes, %d clinics under way after %.0f s",
            visited,
            planned,
            changes,
            len(under_way),
            seconds,
        )

"""What is read over the whole panel: once for each clinic that a crawl ends, and remembered until then."""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from monitor.store.desk import panel
from monitor.store.desk.panel import Spread

T = TypeVar("T")

REMEMBERED = 200
"""Answers that are kept for one workspace, those asked for last."""


class Memory:
    """Answers as of the last clinic that a crawl ended; pages ask from threads of their own."""

    def __init__(self) -> None:
        self._answers: OrderedDict[Hashable, tuple[tuple[int, int], Any]] = OrderedDict()
        self._lock = Lock()

    def get(self, connection: sqlite3.Connection, key: Hashable, read: Callable[[], T]) -> T:
        """The answer to a question, read now if a clinic was ended since it was read.

        Args:
            key: names the question.
            read: finds the answer.
        """
        mark = panel.mark(connection)
        with self._lock:
            known = self._answers.get(key)
        if known is not None and known[0] == mark:
            return known[1]  # type: ignore[no-any-return]  # it was put in by the same key
        answer = read()
        with self._lock:
            self._answers[key] = (mark, answer)
            self._answers.move_to_end(key)
            while len(self._answers) > REMEMBERED:
                self._answers.popitem(last=False)
        return answer


@cache
def memory_of(_workspace: Path) -> Memory:
    """The memory of a workspace, the same for all pages."""
    return Memory()


def whole(connection: sqlite3.Connection, workspace: Path) -> Spread:
    """The panel's themes and claims as of the last crawl."""
    return memory_of(workspace).get(connection, "spread", lambda: panel.spread(connection))

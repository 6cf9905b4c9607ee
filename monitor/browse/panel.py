"""What stands over the whole panel, read once for each clinic that a crawl has ended."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from threading import Lock

from monitor.store.desk import panel
from monitor.store.desk.panel import Spread

_known: dict[Path, tuple[tuple[int, int], Spread]] = {}
_lock = Lock()


def whole(connection: sqlite3.Connection, workspace: Path) -> Spread:
    """The panel's themes and claims as of the last crawl; pages ask from threads of their own."""
    mark = panel.mark(connection)
    with _lock:
        known = _known.get(workspace)
    if known is None or known[0] != mark:
        known = (mark, panel.spread(connection))
        with _lock:
            _known[workspace] = known
    return known[1]

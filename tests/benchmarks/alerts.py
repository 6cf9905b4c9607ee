"""Alerts: many readers and many changes, decided in one transaction and composed."""

from __future__ import annotations

import resource
import time
from pathlib import Path
from typing import Any

from monitor.config import THEMES
from monitor.records import CHANGE_KINDS, SIGNAL_KINDS
from tests.alert.making import subscription
from tests.alert.office import Office
from tests.benchmarks.figure import Figure, Sizes

SENTENCE = (
    "Of the two hundred and forty people who finished the whole series of six infusions with us last year, "
    "up to {}% told our nurses after the sixth visit that they felt clearly better than before the first one."
)

FILTERS: tuple[dict[str, Any], ...] = (
    {},
    {"kinds": CHANGE_KINDS[1:4]},
    {"clinics": ("bluff-creek",), "min_words": 1},
    {"themes": tuple(THEMES)[:3]},
    {"signals": SIGNAL_KINDS[:4], "escalate": ("red_flag",)},
)
"""Every fifth reader wants the same; three in five want all that there is."""


def alerts(sizes: Sizes, workspace: Path) -> Figure:
    """Seconds to decide and compose mails for every reader, each with the most changes that it may show."""
    wanted = [
        subscription(
            f"Reader {number}", to=(f"reader{number}@example.com",), **FILTERS[number % len(FILTERS)]
        )
        for number in range(sizes.subscriptions)
    ]
    office = Office(workspace / "watch", 9, *wanted, pages=sizes.told, sentence=SENTENCE)
    decided = _seconds_of_deciding(office, sizes.told)
    before = _peak()
    start = time.perf_counter()
    mails, size = 0, 0
    for _letter, composed in office.post().preview():
        mails += 1
        size += len(composed.html)
    composed_in = time.perf_counter() - start
    office.close()
    detail = {
        "decided_s": round(decided, 2),
        "composed_s": round(composed_in, 2),
        "mails": mails,
        "mean_html_kb": round(size / max(mails, 1) / 1000, 1),
        "memory_mb": round(_peak(), 1),
        "memory_for_composing_mb": round(_peak() - before, 1),
    }
    return Figure("alerts", round(decided + composed_in, 2), "s", "< 60", detail)


def _seconds_of_deciding(office: Office, changes: int) -> float:
    """What deciding adds to storing the same changes."""
    start = time.perf_counter()
    with office.outbox.deciding(lambda _before: None):
        office.edit(*range(changes))
    stored = time.perf_counter() - start
    start = time.perf_counter()
    with office.teller().telling():
        office.edit(*range(changes))
    return max(time.perf_counter() - start - stored, 0.0)


def _peak() -> float:
    """Most memory this process has had so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000

"""Whether a clinic is watched well, in a word or two."""

from __future__ import annotations

from datetime import datetime, timedelta

from monitor.store.times import parse_iso

HEALTHY = "healthy"

STALE_AFTER = 2
"""A clinic is stale when its last good crawl is older than so many times its ``revisit``."""


def verdict(
    *,
    outcome: str | None,
    reason: str | None,
    last_good: str | None,
    live: int,
    failing: int,
    revisit: timedelta,
    now: datetime,
) -> str:
    """Judge a clinic.

    Args:
        outcome, reason: of its last crawl; None if it was never crawled.
        last_good: when a crawl last went well.
        live, failing: numbers of its pages.
        revisit: how often each page is to be seen.
    """
    if outcome is None:
        return "never crawled"
    if outcome == "failed":
        return f"failing: {reason}"
    if last_good is None:
        return "never crawled to the end"
    if now - parse_iso(last_good) > max(revisit, timedelta(days=1)) * STALE_AFTER:
        return "stale"
    if live and failing * 2 > live:
        return "most pages failing"
    return HEALTHY

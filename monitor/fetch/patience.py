"""Sites that say no are left alone, for longer each time they say it."""

from __future__ import annotations

from datetime import timedelta

SAYING_NO = frozenset({401, 403, 429, 451})
"""Statuses with which a site refuses."""

FIRST = timedelta(hours=20)
"""After the first refusal the next daily crawl asks again; its hour may be a little earlier."""

LONGEST = timedelta(days=14)


def leave_alone(refusals: int) -> timedelta:
    """How long a site is left alone.

    Args:
        refusals: crawls in a row at which it said no, 1 or more.
    """
    return min(FIRST * 2.0 ** min(refusals - 1, 10), LONGEST)

"""What was volatile once and keeps still: it becomes ordinary again.

A trial of two wordings ends, a rotating quote is replaced by a fixed one.  From then on what the page
says there is watched like anything else.  A row of quotes may show the same one a few times by chance, so
a page that was wrongly taken for settled has to keep still twice as long the next time, and what was
volatile once has to pass more further looks before a change is believed.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

from monitor.records import Passage
from monitor.version.volatile import Volatile

LOOKS = 3
"""Looks in a row at which the volatile passages must be the same for the first settling."""

_MOST_DOUBLINGS = 8


def quiet_key(passages: Iterable[Passage], volatile: Volatile) -> bytes | None:
    """Address of those passages of a look that are volatile; None where nothing is known to be."""
    if not volatile:
        return None
    standing = blake2b(digest_size=16)
    for passage in passages:
        if passage in volatile:
            standing.update(passage.key)
    return standing.digest()


def has_settled(looks: int, settlings: int) -> bool:
    """Whether a page has kept still for long enough.

    Args:
        looks: in a row that met the same volatile passages.
        settlings: how often it was taken for settled before.
    """
    return looks >= LOOKS << min(settlings, _MOST_DOUBLINGS)

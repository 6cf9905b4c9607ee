"""An article that is met at a new address: is it one that was known at another?"""

from __future__ import annotations

from collections.abc import Sequence

from monitor.records import Passage

SHARED = 0.8
"""Share of the words, on either side, that two texts of one article have in common at least."""

ENOUGH = 40
"""Words below which texts are too short to tell."""


def is_same_article(one: Sequence[Passage], other: Sequence[Passage]) -> bool:
    """Whether two texts are the same but for a counter, a quote or a small edit."""
    in_one, in_other = {each.key for each in one}, {each.key for each in other}
    common = _words(one, in_other)
    return common >= ENOUGH and common >= SHARED * max(_words(one, in_one), _words(other, in_other))


def _words(passages: Sequence[Passage], keys: set[bytes]) -> int:
    return sum(each.words for each in passages if each.key in keys and each.part == "text")

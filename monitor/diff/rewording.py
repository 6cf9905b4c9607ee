"""Which removed passage became which added one: the most similar pairs.

Passages are compared by their words in lower case, without punctuation.  A number that changed counts
half, because "$450" in the place of "$400" is the same statement with another value.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel, LCSseq

from monitor.diff.sequence import Match, heaviest_chain
from monitor.records import Passage

IN_PLACE = 0.45
"""Share of words in common from which two passages between the same neighbours are one, reworded."""
ELSEWHERE = 0.7
"""The same for passages in different places: more is asked, as the place speaks against it."""
CONTAINED = 0.85
"""Share of the shorter passage's words found in the longer from which one is the other, grown or cut."""
MISSPELT = 0.8
"""Share of letters in common from which passages of one or two words are one ("Price", "Prices")."""
CONTAINED_WORDS = 6
"""Passages of fewer words are in every long sentence."""
ELSEWHERE_WORDS = 4
"""Passages of fewer words are like others by chance."""
MAX_WORDS = 400
"""Of longer passages only the beginning is compared."""
MAX_COMPARISONS = 60_000
"""Comparisons in one gap; in larger gaps a passage is compared with those at about the same place only."""
MIN_REACH = 12
"""Passages on both sides of that place which are compared in any case."""
MAX_HOLDERS = 20
"""Two neighbouring words that more added passages than this hold lead to none of them."""
MAX_CANDIDATES = 5
"""Added passages elsewhere that a removed one is compared with."""

_WORD = re.compile(r"\d+(?:[.,:/]\d+)*|[^\W\d]+(?:'[^\W\d]+)*|[$€£¥%+<>=]")
_LETTERS = 0x110000


@dataclass(frozen=True, slots=True)
class Shape:
    """A passage as it is compared; each letter of ``exact`` and ``folded`` stands for a word.

    Attributes:
        spelling: the normal form in lower case.
        exact: the words.
        folded: the words, all numbers alike.
    """

    spelling: str
    exact: str
    folded: str


class Shapes:
    """Shapes of the passages of both sides, comparable with each other, made when they are asked for."""

    def __init__(self, before: Sequence[Passage], after: Sequence[Passage]) -> None:
        self._before = before
        self._after = after
        self._letters: dict[str, str] = {}
        self._made: dict[str, Shape] = {}

    def before(self, index: int) -> Shape:
        """Shape of an earlier passage."""
        return self._shape(self._before[index].normal)

    def after(self, index: int) -> Shape:
        """Shape of a later passage."""
        return self._shape(self._after[index].normal)

    def _shape(self, normal: str) -> Shape:
        if normal not in self._made:
            self._made[normal] = self._make(normal.casefold())
        return self._made[normal]

    def _make(self, spelling: str) -> Shape:
        found = (_WORD.findall(spelling) or spelling.split())[:MAX_WORDS]
        exact = "".join(map(self._letter, found))
        folded = "".join(self._letter("0" if word[0].isdecimal() else word) for word in found)
        return Shape(spelling, exact, exact if folded == exact else folded)

    def _letter(self, word: str) -> str:
        # More words than there are letters can only make two words look alike.
        return self._letters.setdefault(word, chr(len(self._letters) % _LETTERS))


def in_common(one: Shape, other: Shape) -> float:
    """Number of words in common, in order; a number with another value counts half."""
    exact = LCSseq.similarity(one.exact, other.exact)
    if one.exact is one.folded or other.exact is other.folded:
        return float(exact)  # no number that could have changed on both sides
    return (exact + LCSseq.similarity(one.folded, other.folded)) / 2


def likeness(one: Shape, other: Shape) -> float:
    """Share of the words of both that they have in common, 0.0 to 1.0."""
    return 2 * in_common(one, other) / max(len(one.exact) + len(other.exact), 1)


def pair_in_gap(shapes: Shapes, removed: Sequence[int], added: Sequence[int]) -> list[Match]:
    """Pairs of one gap between unchanged neighbours, increasing on both sides, with most words in common."""
    candidates = [
        (i, j, weight)
        for i, j in _near(removed, added)
        if (weight := _weight(shapes.before(i), shapes.after(j)))
    ]
    return heaviest_chain(candidates)


def pair_elsewhere(shapes: Shapes, removed: Iterable[int], added: Iterable[int]) -> list[Match]:
    """Pairs in any order, the most similar first: passages that moved and were reworded."""
    holders: dict[str, list[int]] = defaultdict(list)
    for j in added:
        for two in _twos(shapes.after(j)):
            holders[two].append(j)
    scored = [
        (-score, i, j)
        for i in removed
        for j in _candidates(shapes.before(i), holders)
        if (score := likeness(shapes.before(i), shapes.after(j))) >= ELSEWHERE
    ]
    taken: dict[int, int] = {}
    used: set[int] = set()
    for _, i, j in sorted(scored):
        if i not in taken and j not in used:
            taken[i] = j
            used.add(j)
    return sorted(taken.items())


def _near(removed: Sequence[int], added: Sequence[int]) -> Iterator[Match]:
    """All pairs, or in a large gap those at about the same share of the way."""
    reach = len(added)
    if len(removed) * len(added) > MAX_COMPARISONS:
        reach = max(MAX_COMPARISONS // len(removed) // 2, MIN_REACH)
    for place, i in enumerate(removed):
        middle = place * len(added) // len(removed)
        for j in added[max(middle - reach, 0) : middle + reach + 1]:
            yield i, j


def _weight(one: Shape, other: Shape) -> int:
    """How much speaks for a pair in place, in whole numbers; 0: it is none."""
    shorter, longer = sorted((len(one.exact), len(other.exact)))
    shared = in_common(one, other)
    share = 2 * shared / max(shorter + longer, 1)
    contained = shorter >= CONTAINED_WORDS and shared >= CONTAINED * shorter
    if share >= IN_PLACE or contained:
        return round(1000 * shared * share)
    misspelt = longer <= 2 and Indel.normalized_similarity(one.spelling, other.spelling) >= MISSPELT
    return 100 if misspelt else 0


def _candidates(shape: Shape, holders: Mapping[str, list[int]]) -> list[int]:
    shared: Counter[int] = Counter()
    for two in _twos(shape):
        found = holders.get(two, ())
        if len(found) <= MAX_HOLDERS:
            shared.update(found)
    ranked = sorted(shared.items(), key=lambda item: (-item[1], item[0]))
    return [index for index, _ in ranked[:MAX_CANDIDATES]]


def _twos(shape: Shape) -> set[str]:
    """The words by twos, as they stand side by side: passages that are much alike have some in common."""
    if len(shape.folded) < ELSEWHERE_WORDS:
        return set()
    return {shape.folded[place : place + 2] for place in range(len(shape.folded) - 1)}

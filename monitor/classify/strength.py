"""How strongly a sentence puts what it says: hedges weaken it, boosters strengthen it, scales do either."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

from monitor.classify.reading import Find, Reading
from monitor.config import Lexicon

STEP = 0.1
"""What counts as a difference: a neighbour on a scale, or any hedge or booster."""

NEARLY = 0.2
"""How much the last but one word of a scale weakens a statement that has no such word."""

KINDS = ("hedge", "booster", "scale")


class Verdict(NamedTuple):
    """A sentence is stronger or weaker than it was; the words that made it so."""

    kind: Literal["strengthened", "softened"]
    words: str


def compare(old: Reading, new: Reading, lexicon: Lexicon) -> Verdict | None:
    """How much stronger a sentence is than it was; None if it is about the same."""
    was, now = (Counter(_weights(reading, lexicon)) for reading in (old, new))
    gone, come = was - now, now - was
    difference = sum(weight * count for (_, weight), count in come.items()) - sum(
        weight * count for (_, weight), count in gone.items()
    )
    if abs(difference) < STEP:
        return None
    words = "; ".join(
        f"{label}: {', '.join(word for word, _ in those)}"
        for label, those in (("gone", gone), ("come", come))
        if those
    )
    return Verdict("strengthened" if difference > 0 else "softened", words)


def _weights(reading: Reading, lexicon: Lexicon) -> Iterator[tuple[str, float]]:
    """Each word of degree with its weight, from -1 to 1."""
    finds = [find for find in reading.finds if find.subject.kind in KINDS]
    for find in finds:
        if not any(_covers(other, find) for other in finds):
            words = " ".join(word.folded for word in reading.words[find.start : find.end])
            yield words, _weight(find, lexicon)


def _covers(other: Find, find: Find) -> bool:
    """Whether a longer find, or an equal one of a kind that goes first, stands over a find."""
    longer = (other.end - other.start, -KINDS.index(other.subject.kind)) > (
        find.end - find.start,
        -KINDS.index(find.subject.kind),
    )
    return longer and other.start <= find.start and find.end <= other.end


def _weight(find: Find, lexicon: Lexicon) -> float:
    if find.subject.kind != "scale":
        return -1.0 if find.subject.kind == "hedge" else 1.0
    return _ranks(lexicon)[int(find.subject.slug), find.pattern]


@lru_cache(maxsize=2)
def _ranks(lexicon: Lexicon) -> dict[tuple[int, str], float]:
    """Weights of the words of scales: "always" is stronger than the plain statement, all others weaken it."""
    return {
        (number, word): 1.0 if place == len(scale) - 1 else _share(place, len(scale)) - 1
        for number, scale in enumerate(lexicon.scales)
        for place, step in enumerate(scale)
        for word in step
    }


def _share(place: int, steps: int) -> float:
    return (1 - NEARLY) * place / max(steps - 2, 1)

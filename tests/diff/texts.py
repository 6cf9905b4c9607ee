"""Passages for tests, and the texts that property tests are run on."""

from __future__ import annotations

import random
from collections.abc import Sequence

from hypothesis import strategies as st

from monitor.extract import normal_form
from monitor.records import Alignment, Part, Passage, PassageKind

LONG = "The infusion lasts forty minutes and a nurse stays in the room with you all the time."
"""A sentence with enough words to be known again."""


def passage(text: str, kind: PassageKind = "sentence", part: Part = "text") -> Passage:
    """One passage as the extractor would make it."""
    return Passage(text, normal_form(text), kind, part)


def passages(*texts: str) -> list[Passage]:
    """Sentences of running text."""
    return [passage(text) for text in texts]


def relations(alignment: Alignment) -> list[tuple[str, int | None, int | None]]:
    """The pairs as plain tuples."""
    return [(pair.relation, pair.before, pair.after) for pair in alignment.pairs]


def rewritten(count: int, seed: int) -> list[Passage]:
    """Sentences of fifteen words drawn from 3,000 as unevenly as in running text."""
    chance = random.Random(seed)
    vocabulary = [f"word{number}" for number in range(3000)]
    weights = [1 / (rank + 5) for rank in range(3000)]
    return passages(*(" ".join(chance.choices(vocabulary, weights, k=15)) for _ in range(count)))


_WORDS = (
    "ketamine",
    "is",
    "safe",
    "not",
    "6",
    "8",
    "sessions",
    "$400",
    "we",
    "“calm”",
    "Don’t",
    "—",
    "…",
    "é",
    "的",
)

sentences = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=7).map(" ".join)
"""Short sentences that are often equal or alike."""

texts = st.one_of(sentences, st.text(max_size=30))
"""Any text at all."""

passage_lists: st.SearchStrategy[Sequence[Passage]] = st.lists(sentences.map(passage), max_size=8)
"""Lists in which passages are often equal, alike or repeated."""

unlike_lists: st.SearchStrategy[Sequence[Passage]] = st.lists(
    st.integers(0, 9).map(lambda number: passage(f"red{number} green{number} blue{number}")), max_size=8
)
"""Lists in which passages are equal or have nothing in common."""

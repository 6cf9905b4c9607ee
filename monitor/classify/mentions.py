"""What passages are about: computed once for each, whoever writes it wherever."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from monitor.classify.numbers import find_numbers
from monitor.classify.reading import Reader, Reading, reader
from monitor.config import Lexicon
from monitor.records import Mention, MentionKind, Number, Passage

REMEMBERED = 4_096
"""Passages whose classification is kept: a site's boilerplate stands on all its pages."""


@dataclass(frozen=True, slots=True)
class About:
    """What a passage is about, and its numbers."""

    mentions: tuple[Mention, ...]
    numbers: tuple[Number, ...]


def classify(passages: Iterable[Passage], lexicon: Lexicon) -> dict[bytes, About]:
    """Classify each distinct passage, by passage key; also those that come to nothing."""
    reads = reader(lexicon)
    return {passage.key: _about(passage.normal, reads, lexicon.version) for passage in passages}


@lru_cache(maxsize=REMEMBERED)
def _about(normal: str, reads: Reader, version: str) -> About:
    reading = reads.read(normal)
    return About(tuple(_mentions(reading, reads, version)), tuple(find_numbers(reading.words)))


def _mentions(reading: Reading, reads: Reader, version: str) -> Iterator[Mention]:
    for theme in reading.themes:
        yield Mention(theme, "", "theme", version)
    those: tuple[tuple[MentionKind, tuple[str, ...]], ...] = (
        ("claim", reading.claims),
        ("red_flag", reading.red_flags),
        ("disclosure", reading.disclosures),
    )
    for kind, slugs in those:
        for slug in slugs:
            yield Mention(reads.theme_of(kind, slug), slug, kind, version)

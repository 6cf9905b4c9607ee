"""What passages are about: computed once for each, whoever writes it wherever."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from monitor.classify.numbers import find_numbers
from monitor.classify.reading import Reader, Reading, reader
from monitor.config import Lexicon
from monitor.records import Mention, MentionKind, Number, Passage


@dataclass(frozen=True, slots=True)
class About:
    """What a passage is about, and its numbers."""

    mentions: tuple[Mention, ...]
    numbers: tuple[Number, ...]


def classify(passages: Iterable[Passage], lexicon: Lexicon) -> dict[bytes, About]:
    """Classify each distinct passage, by passage key; also those that come to nothing."""
    reads = reader(lexicon)
    found: dict[bytes, About] = {}
    for passage in passages:
        key = passage.key
        if key not in found:
            reading = reads.read(passage.normal)
            found[key] = About(
                tuple(_mentions(reading, reads, lexicon.version)), tuple(find_numbers(reading.words))
            )
    return found


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

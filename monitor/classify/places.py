"""Where in a passage its mentions stand: by which words, to be marked where the passage is shown."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from monitor.classify.reading import Find, FindKind, reader
from monitor.config import Lexicon
from monitor.config.patterns import TOKEN

_ORDER: tuple[FindKind, ...] = ("red_flag", "disclosure", "claim", "theme")
"""Of places that overlap, the first of these is kept."""


_QUOTES = {"’": "'", "‘": "'", "ʼ": "'", "`": "'"}

LONGEST = 5_000
"""Characters of the longest text that is read: what has more is no sentence."""


class Place(NamedTuple):
    """Words that a mention was found by.

    Attributes:
        start, end: characters of the text, half open.
        claim: slug of the claim, red flag or disclosure; empty for the theme itself.
    """

    start: int
    end: int
    kind: FindKind
    theme: str
    claim: str


def places(text: str, normal: str, lexicon: Lexicon) -> tuple[Place, ...]:
    """The words of a passage that count as mentions, in order, none over another.

    Args:
        text: as it is shown.
        normal: its normal form, which is what is read. Where it has other words than the text, nothing is
            said of places.
    """
    if len(text) > LONGEST:
        return ()
    spans = _spans(text, normal)
    if not spans:
        return ()
    reading = reader(lexicon).read(normal)
    kept: list[Find] = []
    taken = bytearray(len(reading.words))
    counted = [find for find in reading.finds if find.subject.kind in _ORDER and not find.void]
    for find in sorted(counted, key=lambda each: (_ORDER.index(each.subject.kind), each.start, -each.end)):
        if not any(taken[find.start : find.end]):
            taken[find.start : find.end] = b"\x01" * (find.end - find.start)
            kept.append(find)
    return tuple(_placed(kept, spans))


def _spans(text: str, normal: str) -> dict[int, tuple[int, int]]:
    """Where each word of the normal form stands in the text, by its token; empty where they differ."""
    words = [
        (token, match.group().lower())
        for token, match in enumerate(TOKEN.finditer(normal))
        if match.group()[0].isalnum()
    ]
    plain = "".join(map(_plain, text))
    shown = [match for match in TOKEN.finditer(plain) if match.group()[0].isalnum()]
    if [match.group().lower() for match in shown] != [word for _, word in words]:
        return {}
    return {token: match.span() for (token, _), match in zip(words, shown, strict=True)}


def _plain(character: str) -> str:
    """A character as the normal form has it, as long as that is one character."""
    plain = unicodedata.normalize("NFKC", _QUOTES.get(character, character))
    return plain if len(plain) == 1 else character


def _placed(finds: list[Find], spans: dict[int, tuple[int, int]]) -> Iterator[Place]:
    for find in sorted(finds, key=lambda each: each.start):
        words = [spans[token] for token in range(find.start, find.end) if token in spans]
        if words:
            kind, slug, theme = find.subject
            yield Place(words[0][0], words[-1][1], kind, theme, "" if kind == "theme" else slug)

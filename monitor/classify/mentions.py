"""Mentions: which themes and claims of the lexicon a passage matches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache, reduce
from operator import or_

from monitor.config import Lexicon, patterns
from monitor.records import Passage

VOCABULARY = 1 << 16
"""Words remembered with what they may tell of; bounded, for texts come from outside."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A passage matches a theme, or a claim under it (``claim`` is empty for the theme itself).

    Attributes:
        lexicon: version of the lexicon that says so.
    """

    theme: str
    claim: str
    lexicon: str


def mentions(passages: Iterable[Passage], lexicon: Lexicon) -> dict[bytes, tuple[Mention, ...]]:
    """Find the mentions of each distinct passage, by passage key; passages without any are left out.

    A passage that matches a claim mentions its theme too.
    """
    finder = _finder(lexicon)
    found: dict[bytes, tuple[Mention, ...]] = {}
    for passage in passages:
        key = passage.key
        if key not in found:
            found[key] = tuple(finder.find(passage.normal))
    return {key: about for key, about in found.items() if about}


class _Finder:
    """Searches a text only for the patterns whose telling words are all there, a handful of a thousand.

    Each pattern has a bit for either of its telling words; a set of patterns is an integer.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._version = lexicon.version
        subjects = [
            (theme.slug, claim, pattern)
            for theme in lexicon.themes
            for claim, those in (("", theme.patterns), *((each.slug, each.patterns) for each in theme.claims))
            for pattern in those
        ]
        self._subjects = [(theme, claim) for theme, claim, _ in subjects]
        self._patterns = [pattern for _, _, pattern in subjects]
        self._single = {place for place, pattern in enumerate(self._patterns) if pattern.isalnum()}
        self._bits_of: dict[str, int] = defaultdict(int)  # by telling word
        for place, pattern in enumerate(self._patterns):
            word, other = patterns.telling_words(pattern)
            self._bits_of[word] |= 1 << place
            self._bits_of[other] |= 1 << place + len(subjects)
        self._told_by = lru_cache(maxsize=VOCABULARY)(self._look_up)
        self._compiled = cache(lambda place: patterns.compile_patterns([self._patterns[place]]))

    def find(self, text: str) -> list[Mention]:
        """The mentions in a text in normal form, in the order of the lexicon."""
        found: dict[tuple[str, str], None] = {}
        # Outside ASCII, words that are folded alike are not always alike.
        certain = self._single if text.isascii() else ()
        for place in self._possible(text):
            theme, claim = self._subjects[place]
            if (theme, claim) not in found and (place in certain or self._compiled(place).search(text)):
                found[theme, ""] = found[theme, claim] = None
        return [Mention(theme, claim, self._version) for theme, claim in found]

    def _possible(self, text: str) -> Iterator[int]:
        met = 0
        for token in patterns.tokens(text):
            met |= self._told_by(token)
        possible = met & (met >> len(self._patterns))
        while possible:
            place = (possible & -possible).bit_length() - 1
            yield place
            possible ^= 1 << place

    def _look_up(self, token: str) -> int:
        """The patterns that have this word among their telling ones."""
        word = patterns.fold(token)
        keys = [word, *(f"{word[:end]}*" for end in range(1, len(word) + 1))]
        if patterns.holds_number(word):
            keys.append(patterns.NUMBER)
        return reduce(or_, (self._bits_of.get(key, 0) for key in keys))


@lru_cache(maxsize=2)
def _finder(lexicon: Lexicon) -> _Finder:
    return _Finder(lexicon)

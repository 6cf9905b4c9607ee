"""Finding many phrases in a text at once: a tree of words, walked from every word of the text.

The time is that of looking each word up, plus a few steps where a phrase begins; the number of phrases
hardly matters.  A gap is bounded and ends with its sentence, so no phrase can be walked without end.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from monitor.config import patterns

VOCABULARY = 1 << 16
"""Distinct words remembered with what they may be part of; bounded, for texts come from outside."""

LONGEST_WORD = 40
"""A longer one is looked up by its beginning."""

STOPS: Final = frozenset(".!?;")
"""Signs that no gap passes."""


class Hit(NamedTuple):
    """A phrase found: its number, and the tokens from ``start`` to before ``end``."""

    phrase: int
    start: int
    end: int


class Word(NamedTuple):
    """What is known about a token.

    Attributes:
        folded: the token in the form in which it is compared.
        symbols: what it stands for in the tree: itself, and stems that it begins with.
        begins: where phrases that begin with it go on.
        listed: where phrases of the lists that begin with it go on.
        is_number: whether ``{number}`` may begin here.
    """

    folded: str
    symbols: tuple[str, ...]
    begins: tuple[_Node, ...]
    listed: tuple[_Node, ...]
    is_number: bool


class _Node:
    __slots__ = ("ends", "gap", "next")

    def __init__(self) -> None:
        self.next: dict[str, _Node] = {}
        self.gap: _Node | None = None
        self.ends: list[int] = []

    def step(self, symbol: str) -> _Node:
        if symbol != patterns.GAP:
            return self.next.setdefault(symbol, _Node())
        self.gap = self.gap or _Node()
        return self.gap


class Phrases:
    """A set of patterns, made once for a lexicon.

    Args:
        phrases: the patterns; a hit names one by its place here.
        lists: the lists of words that patterns name in braces.
    """

    def __init__(self, phrases: Sequence[str], lists: Iterable[tuple[str, Sequence[str]]]) -> None:
        self._root = _Node()
        self._lists_root = _Node()
        self._lists = ["{" + name + "}" for name, _ in lists]
        symbols: set[str] = set()
        for number, (_, those) in enumerate(lists):
            for phrase in those:
                symbols.update(_plant(self._lists_root, phrase, number))
        for number, phrase in enumerate(phrases):
            symbols.update(_plant(self._root, phrase, number))
        self._literals = {symbol for symbol in symbols if not symbol.endswith("*")}
        self._stems = symbols - self._literals
        self._words: dict[str, Word] = {}

    def words(self, text: str) -> list[Word]:
        """The tokens of a text in normal form."""
        known = self._words
        return [known.get(token) or self._learn(token) for token in patterns.TOKEN.findall(text)]

    def find(self, words: Sequence[Word]) -> list[Hit]:
        """Every occurrence of every phrase; of one phrase from one place only the longest."""
        listed = self._find_lists(words)
        after_root = self._root.next
        found: dict[tuple[int, int], int] = {}
        for place, word in enumerate(words):
            for node in word.begins:
                self._walk(node, place, place + 1, words, listed, found)
            if place in listed:
                for symbol, end in listed[place]:
                    if symbol in after_root:
                        self._walk(after_root[symbol], place, end, words, listed, found)
        return [Hit(phrase, start, end) for (phrase, start), end in found.items()]

    def _walk(
        self,
        node: _Node,
        start: int,
        place: int,
        words: Sequence[Word],
        listed: dict[int, list[tuple[str, int]]],
        found: dict[tuple[int, int], int],
    ) -> None:
        for phrase in node.ends:
            if found.get((phrase, start), 0) < place:
                found[phrase, start] = place
        if node.next:
            self._go_on(node.next, start, place, words, listed, found)
        if node.gap is not None:
            after = node.gap.next
            for later in range(place, min(place + patterns.GAP_WORDS + 1, len(words))):
                if later in listed or not after.keys().isdisjoint(words[later].symbols):
                    self._go_on(after, start, later, words, listed, found)
                if words[later].folded in STOPS:
                    break

    def _go_on(
        self,
        after: dict[str, _Node],
        start: int,
        place: int,
        words: Sequence[Word],
        listed: dict[int, list[tuple[str, int]]],
        found: dict[tuple[int, int], int],
    ) -> None:
        if place < len(words):
            for symbol in words[place].symbols:
                if symbol in after:
                    self._walk(after[symbol], start, place + 1, words, listed, found)
        if place in listed:
            for symbol, end in listed[place]:
                if symbol in after:
                    self._walk(after[symbol], start, end, words, listed, found)

    def _find_lists(self, words: Sequence[Word]) -> dict[int, list[tuple[str, int]]]:
        """Where phrases of the lists begin, and numbers: (list, end) by place."""
        listed: dict[int, list[tuple[str, int]]] = {}
        for place, word in enumerate(words):
            if word.is_number:
                listed.setdefault(place, []).extend((patterns.NUMBER, end) for end in _numbers(words, place))
            if word.listed:
                ends: dict[tuple[int, int], int] = {}
                for node in word.listed:
                    self._walk(node, place, place + 1, words, {}, ends)
                listed.setdefault(place, []).extend(
                    (self._lists[number], end) for (number, _), end in ends.items()
                )
        return listed

    def _learn(self, token: str) -> Word:
        folded = patterns.fold(token[:LONGEST_WORD])
        stems = (folded[:end] + "*" for end in range(3, len(folded) + 1))
        symbols = tuple(
            symbol for symbol in (folded, *stems) if symbol in self._literals or symbol in self._stems
        )
        word = Word(
            folded,
            symbols,
            tuple(self._root.next[symbol] for symbol in symbols if symbol in self._root.next),
            tuple(self._lists_root.next[symbol] for symbol in symbols if symbol in self._lists_root.next),
            patterns.is_number(folded),
        )
        if len(self._words) >= VOCABULARY:
            self._words.clear()
        self._words[token] = word
        return word


def _plant(root: _Node, phrase: str, number: int) -> tuple[str, ...]:
    node = root
    steps = patterns.parse(phrase)
    for step in steps:
        node = node.step(step)
    node.ends.append(number)
    return steps


def _numbers(words: Sequence[Word], start: int) -> list[int]:
    """Where a number that begins here may end: after its words, and after those of a range."""
    end = _number_end(words, start)
    if end + 1 < len(words) and words[end].folded in ("to", "-") and words[end + 1].is_number:
        return [end, _number_end(words, end + 1)]
    return [end]


def _number_end(words: Sequence[Word], start: int) -> int:
    """The end of the words of one number; figures are one word, perhaps with a multiple behind."""
    end = start + 1
    while (
        end < len(words) and end - start < 4 and words[end].is_number and not words[end].folded[0].isdecimal()
    ):
        end += 1
    return end

"""Finding many phrases in a text at once: a tree of words, walked from every word of the text.

The time is that of looking each word up, plus a few steps where a phrase begins; the number of phrases
hardly matters.  A gap is bounded and ends with its sentence, so no phrase can be walked without end.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias

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


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """What is known about a token: worked out once, when it is first met.

    Attributes:
        folded: the token in the form in which it is compared.
        symbols: what it stands for in the tree: itself, and stems that it begins with.
        ends: where phrases that begin with it go on, if one may already be whole or a gap follows.
        goes_on: where phrases that begin with it go on, if they need a certain next word.
        lists: the lists that hold it as a whole phrase.
        listed: where longer phrases of the lists that begin with it go on.
        is_number: whether ``{number}`` may begin here.
        is_listed: whether a phrase of the lists or a number may begin here.
    """

    folded: str
    symbols: tuple[str, ...]
    ends: tuple[_Node, ...]
    goes_on: tuple[_Node, ...]
    lists: tuple[str, ...]
    listed: tuple[_Node, ...]
    is_number: bool
    is_listed: bool


_Listed: TypeAlias = "dict[int, list[tuple[str, int]]]"
"""By place: the lists of which a phrase begins there, each with its end."""

_Found: TypeAlias = "dict[tuple[int, int], int]"
"""By phrase and start: its end."""


class _Node:
    __slots__ = ("ends", "gap", "next")

    def __init__(self) -> None:
        self.next: dict[str, _Node] = {}
        self.gap: _Node | None = None
        self.ends: list[int] = []

    def followed(self) -> _Node:
        """The same place in the tree for what goes on only: no phrase ends here."""
        other = _Node()
        other.next, other.gap = self.next, self.gap
        return other

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
        tokens = patterns.TOKEN.findall(text)
        try:
            return [self._words[token] for token in tokens]
        except KeyError:
            return [self._words.get(token) or self._learn(token) for token in tokens]

    def find(self, words: Sequence[Word]) -> list[Hit]:
        """Every occurrence of every phrase; of one phrase from one place only the longest."""
        listed = self._find_lists(words)
        after_root = self._root.next
        found: _Found = {}
        for place, word in enumerate(words):
            for node in word.ends:
                self._walk(node, place, place + 1, words, listed, found)
            for node in word.goes_on:
                if _goes_on(node, place + 1, words, listed):
                    self._walk(node, place, place + 1, words, listed, found)
            if place in listed:
                for symbol, end in listed[place]:
                    if symbol in after_root:
                        self._walk(after_root[symbol], place, end, words, listed, found)
        return [Hit(phrase, start, end) for (phrase, start), end in found.items()]

    def _walk(
        self, node: _Node, start: int, place: int, words: Sequence[Word], listed: _Listed, found: _Found
    ) -> None:
        """Note every phrase that goes on from a node; a stack in place of recursion, for speed."""
        pending = [(node, place)]
        while pending:
            node, place = pending.pop()
            for phrase in node.ends:
                if found.get((phrase, start), 0) < place:
                    found[phrase, start] = place
            if node.next and place < len(words):
                _step(node.next, place, words, listed, pending)
            if node.gap is not None:
                after = node.gap.next
                for later in range(place, min(place + patterns.GAP_WORDS + 1, len(words))):
                    word = words[later]
                    if later in listed or not after.keys().isdisjoint(word.symbols):
                        _step(after, later, words, listed, pending)
                    if word.folded in STOPS:
                        break

    def _find_lists(self, words: Sequence[Word]) -> _Listed:
        """Where phrases of the lists begin, and numbers: (list, end) by place."""
        listed: _Listed = {}
        for place, word in enumerate(words):
            if not word.is_listed:
                continue
            here = [(name, place + 1) for name in word.lists]
            if word.is_number:
                here += [(patterns.NUMBER, end) for end in _numbers(words, place)]
            if word.listed:
                ends: _Found = {}
                for node in word.listed:
                    self._walk(node, place, place + 1, words, {}, ends)
                here += [(self._lists[number], end) for (number, _), end in ends.items()]
            if here:
                listed[place] = here
        return listed

    def _learn(self, token: str) -> Word:
        folded = patterns.fold(token[:LONGEST_WORD])
        stems = (folded[:end] + "*" for end in range(3, len(folded) + 1))
        symbols = tuple(
            symbol for symbol in (folded, *stems) if symbol in self._literals or symbol in self._stems
        )
        begins, listed = (
            tuple(root.next[symbol] for symbol in symbols if symbol in root.next)
            for root in (self._root, self._lists_root)
        )
        lists = tuple(dict.fromkeys(self._lists[number] for node in listed for number in node.ends))
        longer = tuple(node.followed() for node in listed if node.next or node.gap)
        is_number = patterns.is_number(folded)
        word = Word(
            folded,
            symbols,
            tuple(node for node in begins if node.ends or node.gap),
            tuple(node for node in begins if not node.ends and not node.gap),
            lists,
            longer,
            is_number,
            bool(lists or longer or is_number),
        )
        if len(self._words) >= VOCABULARY:
            self._words.clear()
        self._words[token] = word
        return word


def _goes_on(node: _Node, place: int, words: Sequence[Word], listed: _Listed) -> bool:
    """Whether the next word may lead on from a node: most phrases that are begun end there."""
    if place in listed:
        return True
    return place < len(words) and not node.next.keys().isdisjoint(words[place].symbols)


def _step(
    after: dict[str, _Node],
    place: int,
    words: Sequence[Word],
    listed: _Listed,
    pending: list[tuple[_Node, int]],
) -> None:
    """Add the nodes that the word at a place, or phrases of the lists that begin there, lead to."""
    pending += [(after[symbol], place + 1) for symbol in words[place].symbols if symbol in after]
    if place in listed:
        pending += [(after[symbol], end) for symbol, end in listed[place] if symbol in after]


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

"""Word-level difference of two texts.

A token is a word, a number or a mark of punctuation, together with the white space before it.  Tokens are
compared in a form that tells no less apart than a passage's normal form does: a curly quote beside a
straight one is no difference.  Runs are shown as extracted:

* the ``equal`` and ``added`` runs join to ``after``, to the letter;
* the ``equal`` and ``removed`` runs join to ``before``, to the letter wherever the words that stayed are
  written with the same glyphs on both sides, and up to such glyphs elsewhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from monitor.diff.sequence import Match, matches
from monitor.records import WordRun

SHORT = 3
"""Fewer equal words than this between two changes are told as part of one change."""

_UNSEEN = "\u00ad\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff"
_ACCENTS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_IDEOGRAPHS = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"  # written without spaces: each is a token
_LETTER = rf"[^\W{_IDEOGRAPHS}]"
_WORD = rf"{_LETTER}(?:{_LETTER}|[{_ACCENTS}{_UNSEEN}])*"
_GAP = rf"[\s{_UNSEEN}]*"
_TOKEN = re.compile(
    rf"{_GAP}(?:\d+(?:[.,:/]\d+)+\w*|{_WORD}(?:['’]{_WORD})*|\.\.+|--+|\S[{_ACCENTS}{_UNSEEN}]*)(?:\s+\Z)?|\s+"
)
_LEADING = re.compile(_GAP)
_INVISIBLE = re.compile(f"[{_UNSEEN}]+")
_LIST_MARKS = re.compile(r"\s*(?:[-*+•‣⁃▪▫◦∙·►▸▶➤❖●○■□◆◇]\s+)+(?=\S)")
_GLYPHS = str.maketrans(
    dict.fromkeys("‘’‚‛′´`ʼ", "'") | dict.fromkeys("“”„‟″«»", '"') | dict.fromkeys("‐‑‒–—―−", "-")
)
_HYPHENS = re.compile("--+")
_PUNCTUATION = frozenset(".,;:!?'\"()[]{}-‐‑‒–—―…‘’‚‛“”„‟«»·•*|")

Token = tuple[bool, str]


@dataclass(frozen=True, slots=True)
class _Block:
    """A stretch of tokens on both sides (half-open), the same or changed."""

    equal: bool
    before: tuple[int, int]
    after: tuple[int, int]


def words(before: str, after: str) -> tuple[WordRun, ...]:
    """Word-level runs from ``before`` to ``after``; in a change, what went stands before what came."""
    old, new = split(before), split(after)
    old_tokens, new_tokens = _tokens(old), _tokens(new)
    blocks = _blocks(matches(old_tokens, new_tokens), len(old), len(new))
    runs: list[WordRun] = []
    for block in _merge(blocks, _Counts(old_tokens), _Counts(new_tokens)):
        gone, come = "".join(old[slice(*block.before)]), "".join(new[slice(*block.after)])
        if block.equal:
            runs.append(WordRun("equal", come))
        else:
            _append_change(runs, gone, come)
    return tuple(runs)


def changed_words(runs: Iterable[WordRun]) -> tuple[int, int]:
    """Number of words (added, removed) in runs; mere punctuation counts nothing, a currency sign does."""
    counts = {"equal": 0, "added": 0, "removed": 0}
    for run in runs:
        counts[run.kind] += sum(not _PUNCTUATION.issuperset(word) for word in run.text.split())
    return counts["added"], counts["removed"]


def split(text: str) -> list[str]:
    """Cut a text into pieces, a token each, that join to it; a list mark goes with the first."""
    mark = _LIST_MARKS.match(text)
    if mark is None:
        return _TOKEN.findall(text)
    first, *others = _TOKEN.findall(text[mark.end() :])
    return [mark.group() + first, *others]


class _Counts:
    """Answers "how many words stand in this stretch of tokens?" at once."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        is_word = (any(map(str.isalnum, text)) for _, text in tokens)
        self._sums = list(accumulate(is_word, initial=0))

    def within(self, stretch: tuple[int, int]) -> int:
        return self._sums[stretch[1]] - self._sums[stretch[0]]


def _tokens(pieces: Sequence[str]) -> list[Token]:
    """What pieces are compared by: whether white space stands before, and the rest without glyph variants."""
    known = {piece: _token(piece) for piece in dict.fromkeys(pieces)}
    tokens = [known[piece] for piece in pieces]
    if pieces:
        mark = _LIST_MARKS.match(pieces[0])
        tokens[0] = (False, _token(pieces[0][mark.end() if mark else 0 :])[1])
    return tokens


def _token(piece: str) -> Token:
    gap = _LEADING.match(piece)
    assert gap is not None  # it matches the empty string too
    spaced = any(map(str.isspace, gap.group()))
    text = piece[gap.end() :].rstrip()
    if not text.isascii():
        text = _INVISIBLE.sub("", text).translate(_GLYPHS)
        text = unicodedata.normalize("NFKC", text).translate(_GLYPHS)
    return spaced, _HYPHENS.sub("-", text)


def _blocks(found: Sequence[Match], old: int, new: int) -> Iterator[_Block]:
    """Alternating blocks that cover both sides."""
    i = j = place = 0
    while place < len(found):
        a, b = found[place]
        if (a, b) != (i, j):
            yield _Block(False, (i, a), (j, b))
        i, j = a, b
        while place < len(found) and found[place] == (i, j):
            i, j, place = i + 1, j + 1, place + 1
        yield _Block(True, (a, i), (b, j))
    if (i, j) != (old, new):
        yield _Block(False, (i, old), (j, new))


def _merge(blocks: Iterable[_Block], old: _Counts, new: _Counts) -> list[_Block]:
    """Join changes with few equal words between them, so that a rewording does not fall to shreds."""
    kept: list[_Block] = []
    for block in blocks:
        kept.append(block)
        while len(kept) > 2 and not kept[-1].equal and _belong_together(kept[-3:], old, new):
            first, _, last = kept[-3:]
            kept[-3:] = [_Block(False, (first.before[0], last.before[1]), (first.after[0], last.after[1]))]
    return kept


def _belong_together(three: Sequence[_Block], old: _Counts, new: _Counts) -> bool:
    """Whether two changes are told as one; single words with a word between stay apart ("6 days in 3")."""
    first, middle, last = three
    between = new.within(middle.after)
    changed = (
        old.within(first.before),
        new.within(first.after),
        old.within(last.before),
        new.within(last.after),
    )
    return between == 0 or (between < SHORT and max(changed) > 1)


def _append_change(runs: list[WordRun], gone: str, come: str) -> None:
    """Add a change; white space that both sides begin with goes to the equal words before it."""
    if gone and come and runs and gone[0].isspace() and come[0].isspace():
        bare = come.lstrip()
        runs[-1] = WordRun("equal", runs[-1].text + come[: len(come) - len(bare)])
        gone, come = gone.lstrip(), bare
    if gone:
        runs.append(WordRun("removed", gone))
    if come:
        runs.append(WordRun("added", come))

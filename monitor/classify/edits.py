"""Edits of sentences: which one became which, and what of a difference is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from rapidfuzz.distance import OSA

from monitor.classify.numbers import comparable, find_numbers
from monitor.classify.reading import Reader, Reading
from monitor.config import SIGNS
from monitor.records import Number, Operation

MISSPELT = 5
"""Letters of a word in which a single wrong one is a slip; in shorter ones it makes another word."""

ALIKE = 0.4
"""Share of words in common that makes two sentences on one theme the same statement reworded."""


class Edit(NamedTuple):
    """A sentence before and after; None where there was or is none."""

    before: str | None
    after: str | None
    old: Reading | None
    new: Reading | None


def edit_of(operation: Operation, reads: Reader, normal: Callable[[str], str]) -> Edit:
    """Read both sides of an operation."""
    before, after = operation.before, operation.after
    return Edit(
        before,
        after,
        None if before is None else reads.read(normal(before)),
        None if after is None else reads.read(normal(after)),
    )


def paired(edits: list[Edit]) -> list[Edit]:
    """Join a sentence that went with the one that came and says the same thing in other words or numbers."""
    gone = [edit for edit in edits if edit.new is None]
    for place, edit in enumerate(edits):
        if edit.old is not None or edit.new is None:
            continue
        match = next((each for each in gone if _is_reworded(each, edit)), None)
        if match is not None:
            gone.remove(match)
            edits[place] = Edit(match.before, edit.after, match.old, edit.new)
            edits[edits.index(match)] = Edit(None, None, None, None)
    return edits


def _is_reworded(gone: Edit, come: Edit) -> bool:
    """Whether two sentences too unlike for the word diff are one statement all the same."""
    old, new = gone.old, come.new
    if old is None or new is None or not {*old.themes} & {*new.themes}:
        return False
    words = [{word.folded for word in side.words if word.folded not in SIGNS} for side in (old, new)]
    if 2 * len(words[0] & words[1]) >= ALIKE * (len(words[0]) + len(words[1])):
        return True
    roles = [{(each.kind, each.role) for each in find_numbers(side.words)} for side in (old, new)]
    return bool({*old.claims} & {*new.claims} and roles[0] & roles[1])


def is_spelling(old: Reading, new: Reading) -> bool:
    """Whether two sentences differ in the spelling of long words alone: one letter, or two swapped."""
    if len(old.words) != len(new.words):
        return False
    pairs = [(was.folded, now.folded) for was, now in zip(old.words, new.words, strict=True)]
    other = [pair for pair in pairs if pair[0] != pair[1]]
    return all(
        min(map(len, pair)) >= MISSPELT and pair[0].isalpha() and OSA.distance(*pair) == 1 for pair in other
    )


def changed_numbers(old: list[Number], new: list[Number]) -> Iterator[tuple[Number, Number]]:
    """Numbers of the same kind with another value, in order; equal values, however written, are none."""
    left = list(new)
    rest: list[Number] = []
    for number in old:
        same = next((each for each in left if _is_equal(each, number)), None)
        if same is None:
            rest.append(number)
        else:
            left.remove(same)
    for number in rest:
        other = next((each for each in left if _group(each) == _group(number)), None)
        if other is not None:
            left.remove(other)
            yield number, other


def _is_equal(one: Number, other: Number) -> bool:
    return one.kind == other.kind and comparable(one) == comparable(other)


def _group(number: Number) -> tuple[str, str]:
    return number.kind, "" if number.kind in ("duration", "dose") else number.unit

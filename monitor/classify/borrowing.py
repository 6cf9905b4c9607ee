"""Borrowed passages: when two passages are one text, and what it means that a clinic brings another's.

Passages are compared by their words in lower case without punctuation and figures, so that a template with
other prices in it is the same template.  To find what is worth comparing, each passage is known by a few of
its shingles (three words in a row): those with the smallest hashes, which are the same few wherever the
passage stands, and mostly the same when some of its words are others.

What is judged is who had a passage first *as seen by us*: a clinic may have had it for years before we first
looked, and another may have it that we do not watch.  What many clinics have had for long is common
knowledge, and nobody's.
"""

from __future__ import annotations

import re
import string
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zlib import crc32

from rapidfuzz.distance import Indel

from monitor.records import Change, Operation, Passage, Signal

MIN_WORDS = 8
"""Passages of fewer words are like others by chance."""
MAX_WORDS = 400
"""Of longer passages only the beginning is compared."""
SHORT_WORDS = 16
"""Passages of fewer words have to be more alike."""
NEAR, NEAR_SHORT = 0.7, 0.8
"""Share of the words of both that they have in common, in order, from which two passages are one text."""
KEPT = 5
"""Shingles by which a passage is known."""
COVERED = 3
"""So many of the shingles by which a passage is known must stand in a rewording that is found by them."""
MANY = 4
"""Clinics that make a passage common knowledge if they have had it for long."""
LONG = timedelta(days=30)
"""How long; what a clinic had when we first looked is as old as anything."""

_FIGURES = string.digits.encode()
_SPACED = re.sub(rb"['%s]" % _FIGURES, b"", string.punctuation.encode())
_TABLE = bytes.maketrans(_SPACED, b" " * len(_SPACED))
_DROPPED = _FIGURES + b"'"

Words = Sequence[bytes]


def words_of(normal: str) -> Words:
    """The words by which a passage in normal form is compared."""
    return normal.casefold().encode().translate(_TABLE, _DROPPED).split()[:MAX_WORDS]


def shingles(words: Words) -> list[int]:
    """Hashes of every three words in a row, ascending; none for a passage of too few words."""
    if len(words) < MIN_WORDS:
        return []
    runs = zip(words, words[1:], words[2:], strict=False)
    return sorted(set(map(crc32, map(b" ".join, runs))))


def kept(hashes: Sequence[int]) -> Sequence[int]:
    """Those of a passage's shingles by which it is known."""
    return hashes[:KEPT]


def is_covered(known_by: Collection[int], rewording: Collection[int]) -> bool:
    """Whether a rewording is found by the shingles of the passage it was made from."""
    return len(set(known_by).intersection(rewording)) >= min(COVERED, len(known_by))


def likeness(one: Words, other: Words) -> float:
    """Share of the words of both that they have in common, in order: 0.0 to 1.0."""
    return float(Indel.normalized_similarity(one, other))


def is_near(one: Words, other: Words) -> bool:
    """Whether two passages are one text, maybe reworded."""
    shorter = min(len(one), len(other))
    if shorter < MIN_WORDS:
        return False
    return likeness(one, other) >= (NEAR_SHORT if shorter < SHORT_WORDS else NEAR)


@dataclass(frozen=True, slots=True)
class Sighting:
    """The first time that we saw a passage at a clinic.

    Attributes:
        clinic: its slug.
        seen_at: ISO 8601.
        may_be_older: it stood there when we first looked.
    """

    clinic: str
    page_id: int
    url: str
    seen_at: str
    may_be_older: bool


@dataclass(frozen=True, slots=True)
class NearCopy:
    """A stored passage that is near another one.

    Attributes:
        text: as extracted.
        words: by which it is compared.
        sightings: the first at each clinic, oldest first.
    """

    text: str
    words: Words
    sightings: tuple[Sighting, ...]


def first_at_each(sightings: Iterable[Sighting]) -> tuple[Sighting, ...]:
    """The oldest sighting at each clinic, oldest first."""
    first: dict[str, Sighting] = {}
    for each in sorted(sightings, key=lambda sighting: (sighting.seen_at, sighting.page_id)):
        first.setdefault(each.clinic, each)
    return tuple(first.values())


def is_common(sightings: Iterable[Sighting], at: datetime) -> bool:
    """Whether a passage is common knowledge at some time: many clinics have had it for long.

    Args:
        sightings: of the passage and of those near it.
    """
    first = first_at_each(sightings)
    return sum(each.may_be_older or _is_before(each, at - LONG) for each in first) >= MANY


def brings(change: Change, passages: Sequence[Passage]) -> list[tuple[str | None, Passage]]:
    """The passages that a change brings to a page, each with what stood in its place, None if it is new.

    Args:
        passages: of the version that the change leads to.
    """
    if change.kind == "published":
        return [(None, passage) for passage in passages]
    brought: list[tuple[str | None, Passage]] = []
    for operation in change.operations:
        if operation.field == "text" and operation.kind in ("added", "reworded") and operation.after:
            brought += [(operation.before, each) for each in passages if _is_in(each, operation)]
    return brought


def _is_in(passage: Passage, operation: Operation) -> bool:
    if operation.after_key is not None:
        return passage.key == operation.after_key
    return passage.text in (operation.after or "")  # sentences that were joined or cut have no key


def copied(
    clinic: str, before: str | None, after: str, copies: Sequence[NearCopy], at: datetime
) -> Signal | None:
    """Whether a passage that a clinic brings is one that another clinic had first, as seen by us.

    Args:
        clinic: slug of the clinic that brings it.
        before: what stood in its place, None if it is new.
        after: the passage, as extracted.
        copies: stored passages near it.
        at: when it was seen; sightings of that time and later do not count.

    Returns:
        The signal; None if nobody had it before, if the clinic itself had something as near to what the other
        had, or if it is common knowledge.
    """
    earlier = [(copy, each) for copy in copies for each in copy.sightings if _is_before(each, at)]
    if is_common((each for _, each in earlier if each.clinic != clinic), at):
        return None
    own = [copy.words for copy, each in earlier if each.clinic == clinic]
    own += [words_of(before)] if before else []
    foreign = sorted(
        ((each, copy) for copy, each in earlier if each.clinic != clinic),
        key=lambda found: (found[0].seen_at, found[0].page_id),
    )
    for sighting, copy in foreign:
        if not any(is_near(words, copy.words) for words in own):
            return Signal("copied", "", "", copy.text, after, _rule(sighting))
    return None


def _is_before(sighting: Sighting, at: datetime) -> bool:
    return datetime.fromisoformat(sighting.seen_at) < at


def _rule(sighting: Sighting) -> str:
    since = f"{'at our first look on' if sighting.may_be_older else 'on'} {sighting.seen_at[:10]}"
    return (
        f"first seen by us at {sighting.clinic} ({sighting.url}) {since}; "
        "who wrote it first, and whether both have it from somebody else, is not known"
    )

"""Reading a passage: what it is about, what it says, and what it only asks, denies or reports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from monitor.classify.phrases import Hit, Phrases, Word
from monitor.classify.scope import Scope
from monitor.config import Lexicon, Wording

FindKind = Literal["theme", "claim", "red_flag", "disclosure", "hedge", "booster", "scale"]

COUNTING = ("patterns", "weak")
ROLES = (*COUNTING, "exceptions", "unless")
"""The attributes of ``Wording``."""

OF_DEGREE = frozenset({"hedge", "booster", "scale"})
"""Kinds that count wherever they stand."""

MOST_CHARACTERS = 3_000
"""Of a passage that are read, some 450 words. What a hit counts for depends on the others around it, so a
passage made to hold thousands of them would stall the crawl."""


class Subject(NamedTuple):
    """Something of the lexicon that is looked for."""

    kind: FindKind
    slug: str
    theme: str


class Find(NamedTuple):
    """A pattern found in a passage.

    Attributes:
        start, end: tokens, half open.
        void: why it does not count; empty if it does.
    """

    subject: Subject
    pattern: str
    start: int
    end: int
    void: str = ""


class Reading(NamedTuple):
    """What a passage came to.

    Attributes:
        words: its tokens.
        finds: all patterns found, also those that do not count.
        themes, claims, red_flags, disclosures: slugs that count, in the order of the lexicon.
        states: it says something, rather than asking.
    """

    words: Sequence[Word]
    finds: tuple[Find, ...]
    themes: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    red_flags: tuple[str, ...] = ()
    disclosures: tuple[str, ...] = ()
    states: bool = True

    def slugs(self, kind: FindKind) -> list[str]:
        """The words of hedges or boosters as they stand, or slugs of another kind, in order of appearance."""
        counted = sorted((f for f in self.finds if f.subject.kind == kind and not f.void), key=_place)
        if kind in OF_DEGREE:
            return [" ".join(word.folded for word in self.words[f.start : f.end]) for f in counted]
        return list(dict.fromkeys(find.subject.slug for find in counted))


def _place(find: Find) -> tuple[int, int]:
    return find.start, -find.end


class _Target(NamedTuple):
    """What a pattern stands for: a subject by its place in the lexicon, or -1 and a list of the context."""

    order: int
    role: str


class Reader:
    """Reads passages by one lexicon; made once for it.

    Args:
        lexicon: what is looked for.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        subjects = [*_subjects(lexicon)]
        targets = [*_targets(lexicon, subjects)]
        self._targets = [target for target, _ in targets]
        self._patterns = [pattern for _, pattern in targets]
        self._phrases = Phrases(self._patterns, lexicon.words)
        self._subjects = [subject for subject, _ in subjects]
        self._themes = {(subject.kind, subject.slug): subject.theme for subject in self._subjects}

    def theme_of(self, kind: FindKind, slug: str) -> str:
        """The theme of a claim, red flag or disclosure."""
        return self._themes[kind, slug]

    def read(self, text: str) -> Reading:
        """Read a passage in normal form, up to ``MOST_CHARACTERS``."""
        words = self._phrases.words(text[:MOST_CHARACTERS])
        matches: list[tuple[int, bool, Hit]] = []
        exceptions: dict[int, list[tuple[str, Hit]]] = {}
        context: dict[str, list[Hit]] = {}
        for hit in self._phrases.find(words):
            order, role = self._targets[hit.phrase]
            if order < 0:
                context.setdefault(role, []).append(hit)
            elif role in COUNTING:
                matches.append((order, role == "weak", hit))
            else:
                exceptions.setdefault(order, []).append((role, hit))
        matches.sort()
        scope = Scope(words, context)
        finds = []
        for order, is_weak, hit in matches:
            subject = self._subjects[order]
            void = _exception(hit, exceptions[order], scope) if order in exceptions else ""
            if not void and subject.kind not in OF_DEGREE:
                void = (is_weak and scope.unnamed) or scope.about
                if not void and subject.kind != "theme":
                    void = scope.void(subject.kind, hit)
            finds.append(Find(subject, self._patterns[hit.phrase], hit.start, hit.end, void))
        return _summed(words, finds, scope)


def _exception(hit: Hit, exceptions: Iterable[tuple[str, Hit]], scope: Scope) -> str:
    """Why a pattern's own exceptions forbid it to count."""
    for role, other in exceptions:
        if role == "exceptions":
            if other.start < hit.end and hit.start < other.end:
                return f"part of “{scope.quote(other)}”"
        elif scope.same_sentence(hit, other) and not (hit.start <= other.start and other.end <= hit.end):
            return f"“{scope.quote(other)}” in the same sentence"
    return ""


def _summed(words: Sequence[Word], finds: Sequence[Find], scope: Scope) -> Reading:
    themes: dict[str, None] = {}
    counted: dict[str, dict[str, None]] = {"claim": {}, "red_flag": {}, "disclosure": {}}
    for (kind, slug, theme), _, _, _, void in finds:
        # Who denies or asks something speaks about it too; who speaks about another treatment does not.
        if theme and (not void or (kind != "disclosure" and scope.is_about(void))):
            themes[theme] = None
        if not void and kind in counted:
            counted[kind][slug] = None
    claims, flags, disclosures = map(tuple, counted.values())
    return Reading(words, tuple(finds), tuple(themes), claims, flags, disclosures, scope.states)


def _subjects(lexicon: Lexicon) -> Iterator[tuple[Subject, Wording]]:
    for theme in lexicon.themes:
        yield Subject("theme", theme.slug, theme.slug), theme.wording
        for claim in theme.claims:
            yield Subject("claim", claim.slug, theme.slug), claim.wording
    for flag in lexicon.red_flags:
        yield Subject("red_flag", flag.slug, flag.theme), flag.wording
    for disclosure in lexicon.disclosures:
        yield Subject("disclosure", disclosure.slug, disclosure.theme), disclosure.wording
    yield Subject("hedge", "", ""), Wording(lexicon.hedges)
    yield Subject("booster", "", ""), Wording(lexicon.boosters)
    for number, scale in enumerate(lexicon.scales):
        yield Subject("scale", str(number), ""), Wording(tuple(word for step in scale for word in step))


def _targets(lexicon: Lexicon, subjects: Sequence[tuple[Subject, Wording]]) -> Iterator[tuple[_Target, str]]:
    """Every pattern of a lexicon with what it stands for."""
    for order, (_, wording) in enumerate(subjects):
        for role in ROLES:
            yield from ((_Target(order, role), pattern) for pattern in getattr(wording, role))
    for name in Scope.NAMES:
        yield from ((_Target(-1, name), pattern) for pattern in getattr(lexicon.context, name))


@lru_cache(maxsize=2)
def reader(lexicon: Lexicon) -> Reader:
    """The reader of a lexicon."""
    return Reader(lexicon)

"""Reading a passage: what it is about, what it says, and what it only asks, denies or reports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, NamedTuple

from monitor.classify.phrases import Hit, Phrases, Word
from monitor.classify.scope import Scope
from monitor.config import Lexicon, Wording

FindKind = Literal["theme", "claim", "red_flag", "disclosure", "hedge", "booster", "scale"]
Role = Literal["patterns", "weak", "exceptions", "unless"]


class Subject(NamedTuple):
    """Something of the lexicon that is looked for."""

    kind: FindKind
    slug: str
    theme: str


@dataclass(frozen=True, slots=True)
class Find:
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


@dataclass(frozen=True, slots=True)
class Reading:
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
        if kind in ("hedge", "booster", "scale"):
            return [" ".join(word.folded for word in self.words[f.start : f.end]) for f in counted]
        return list(dict.fromkeys(find.subject.slug for find in counted))


def _place(find: Find) -> tuple[int, int]:
    return find.start, -find.end


@dataclass(slots=True)
class _Hits:
    """What was found for one subject, by the role of the pattern."""

    patterns: list[Hit] = field(default_factory=list)
    weak: list[Hit] = field(default_factory=list)
    exceptions: list[Hit] = field(default_factory=list)
    unless: list[Hit] = field(default_factory=list)


class Reader:
    """Reads passages by one lexicon; made once for it.

    Args:
        lexicon: what is looked for.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        targets = [*_targets(lexicon)]
        self._patterns = [pattern for _, _, pattern in targets]
        self._targets = [(subject, role) for subject, role, _ in targets]
        self._phrases = Phrases(self._patterns, lexicon.words)
        self._subjects = list(_subjects(lexicon))
        self._order = {subject: place for place, (subject, _) in enumerate(self._subjects)}
        self._themes = {(subject.kind, subject.slug): subject.theme for subject, _ in self._subjects}

    def theme_of(self, kind: FindKind, slug: str) -> str:
        """The theme of a claim, red flag or disclosure."""
        return self._themes[kind, slug]

    def read(self, text: str) -> Reading:
        """Read a passage in normal form."""
        words = self._phrases.words(text)
        hits: dict[Subject, _Hits] = defaultdict(_Hits)
        context: dict[str, list[Hit]] = defaultdict(list)
        for hit in self._phrases.find(words):
            subject, role = self._targets[hit.phrase]
            if isinstance(subject, str):
                context[subject].append(hit)
            else:
                getattr(hits[subject], role).append(hit)
        scope = Scope(words, context)
        finds = tuple(
            find
            for subject in sorted(hits, key=self._order.__getitem__)
            for find in self._judge(subject, hits[subject], scope)
        )
        return _summed(words, finds, scope)

    def _judge(self, subject: Subject, hits: _Hits, scope: Scope) -> Iterator[Find]:
        for hit, weak in [*((hit, False) for hit in hits.patterns), *((hit, True) for hit in hits.weak)]:
            void = _exception(hit, hits, scope) or ("" if not weak else scope.lacks_treatment)
            void = void or scope.void(subject.kind, hit)
            yield Find(subject, self._patterns[hit.phrase], hit.start, hit.end, void)


def _exception(hit: Hit, hits: _Hits, scope: Scope) -> str:
    """Why a pattern's own exceptions forbid it to count."""
    for other in hits.exceptions:
        inside, around = (
            other.start <= hit.start and hit.end <= other.end,
            hit.start <= other.start and other.end <= hit.end,
        )
        if inside or around:
            return f"part of “{scope.quote(other)}”"
    for other in hits.unless:
        if scope.same_sentence(hit, other) and not (hit.start <= other.start and other.end <= hit.end):
            return f"“{scope.quote(other)}” in the same sentence"
    return ""


def _summed(words: Sequence[Word], finds: tuple[Find, ...], scope: Scope) -> Reading:
    slugs: dict[str, dict[str, None]] = defaultdict(dict)
    for find in finds:
        kind, slug, theme = find.subject
        # Who denies or asks something speaks about it too; who speaks about another treatment does not.
        if theme and (not find.void or (kind != "disclosure" and scope.is_about(find.void))):
            slugs["theme"][theme] = None
        if not find.void:
            slugs[kind][slug] = None
    return Reading(
        words,
        finds,
        tuple(slugs["theme"]),
        tuple(slugs["claim"]),
        tuple(slugs["red_flag"]),
        tuple(slugs["disclosure"]),
        scope.states,
    )


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
        yield Subject("scale", str(number), ""), Wording(scale)


def _targets(lexicon: Lexicon) -> Iterator[tuple[Subject | str, Role, str]]:
    """Every pattern of a lexicon with what it stands for; the name of a key for those of the context."""
    roles: tuple[Role, ...] = ("patterns", "weak", "exceptions", "unless")
    for subject, wording in _subjects(lexicon):
        for role in roles:
            yield from ((subject, role, pattern) for pattern in getattr(wording, role))
    for name in Scope.NAMES:
        yield from ((name, "patterns", pattern) for pattern in getattr(lexicon.context, name))


@lru_cache(maxsize=2)
def reader(lexicon: Lexicon) -> Reader:
    """The reader of a lexicon."""
    return Reader(lexicon)


def readings(texts: Iterable[str], lexicon: Lexicon) -> list[Reading]:
    """Read several passages in normal form."""
    return [*map(reader(lexicon).read, texts)]

"""Signals: what a change means, from the sentences that were reworded, came or went.

A claim, red flag or disclosure is only news if the article said it nowhere before, and only gone if it says
it nowhere now: a sentence that moved or was cut otherwise signals nothing.  Numbers and strength are compared
inside one sentence, before and after.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from monitor.classify.edits import Edit, changed_numbers, edit_of, is_spelling, paired
from monitor.classify.numbers import find_numbers, shown
from monitor.classify.reading import Reader, Reading, reader
from monitor.classify.strength import compare
from monitor.config import Lexicon
from monitor.records import Operation, Passage, Signal

FIELDS = ("text", "title", "description")
"""What an operation may be about to mean something; the main heading mostly repeats the title."""

SEVERAL_CLAIMS = frozenset({"conditions"})
"""Themes in which each claim is news by itself, also in a sentence about the theme before and after."""

NOT_STATED = frozenset({"call_to_action"})
"""Themes that nobody makes a statement on."""

THEMES_OF_ROLES = {
    "response_rate": "efficacy", "remission_rate": "efficacy", "reduction": "efficacy", "discount": "price",
    "price_per_month": "price", "price_per_session": "price", "price_of_series": "price",
    "price_per_day": "price", "time_to_relief": "onset", "benefit_lasts": "duration", "interval": "duration",
    "dose": "route", "bioavailability": "route",
}  # fmt: skip


class _Said(NamedTuple):
    """What an article says somewhere."""

    statements: frozenset[tuple[str, str]]  # (kind, slug)
    themes: frozenset[str]


def signals(
    operations: Iterable[Operation],
    before: Iterable[Passage],
    after: Iterable[Passage],
    lexicon: Lexicon,
    normal: Callable[[str], str],
) -> tuple[Signal, ...]:
    """What the operations of a change mean, each signal once, in reading order.

    Args:
        before, after: all passages of the article then and now.
        normal: gives the normal form of a text.
    """
    told = [each for each in operations if each.kind != "moved" and each.field in FIELDS]
    if not told:
        return ()
    reads = reader(lexicon)
    edits = paired([edit_of(operation, reads, normal) for operation in told])
    then, now = (_said(passages, reads) for passages in (before, after))
    then, now = _with(then, (edit.old for edit in edits)), _with(now, (edit.new for edit in edits))
    judge = _Judge(reads, lexicon, then, now)
    found = [signal for edit in edits for signal in judge.signals(edit)]
    return tuple(_once(found))


def signals_of_new(passages: Sequence[Passage], lexicon: Lexicon) -> tuple[Signal, ...]:
    """What is to be told of an article that is new as a whole: its red flags."""
    reads = reader(lexicon)
    judge = _Judge(reads, lexicon, _Said(frozenset(), frozenset()), _Said(frozenset(), frozenset()))
    found: list[Signal] = []
    for passage in passages:
        reading = reads.read(passage.normal)
        found += judge.red_flags(Edit(None, passage.text, None, reading))
    return tuple(_once(found))


class _Judge:
    def __init__(self, reads: Reader, lexicon: Lexicon, then: _Said, now: _Said) -> None:
        self._reads = reads
        self._lexicon = lexicon
        self._then = then
        self._now = now
        self._rules = {flag.slug: flag.rule for flag in lexicon.red_flags}

    def signals(self, edit: Edit) -> Iterator[Signal]:
        """What one sentence's edit means; a spelling that was mended, or spoilt, means nothing."""
        if edit.old is not None and edit.new is not None and is_spelling(edit.old, edit.new):
            return
        yield from self.red_flags(edit)
        yield from self._disclosures(edit)
        yield from self._claims(edit)
        if edit.old is not None and edit.new is not None:
            yield from _numbers(edit, edit.old, edit.new, self._reads)
            yield from self._strength(edit, edit.old, edit.new)

    def red_flags(self, edit: Edit) -> Iterator[Signal]:
        """Red flags that came."""
        for slug in edit.new.red_flags if edit.new else ():
            if ("red_flag", slug) not in self._then.statements:
                theme = self._reads.theme_of("red_flag", slug)
                yield Signal("red_flag", theme, slug, edit.before, edit.after, self._rules[slug])

    def _disclosures(self, edit: Edit) -> Iterator[Signal]:
        for kind, reading, said in (
            ("disclosure_lost", edit.old, self._now),
            ("disclosure_added", edit.new, self._then),
        ):
            for slug in reading.disclosures if reading else ():
                if ("disclosure", slug) not in said.statements:
                    theme = self._reads.theme_of("disclosure", slug)
                    yield Signal(kind, theme, slug, edit.before, edit.after, f"disclosure {slug}")

    def _claims(self, edit: Edit) -> Iterator[Signal]:
        for kind, reading, other, said in (
            ("claim_dropped", edit.old, edit.new, self._now),
            ("claim_added", edit.new, edit.old, self._then),
        ):
            if reading is None:
                continue
            for slug in reading.claims:
                theme = self._reads.theme_of("claim", slug)
                same = other is not None and theme in other.themes and theme not in SEVERAL_CLAIMS
                if ("claim", slug) not in said.statements and not same:
                    yield Signal(kind, theme, slug, edit.before, edit.after, f"claim {slug}")
            if kind == "claim_dropped":
                yield from self._dropped_flags(edit, reading)
            if other is None and reading.states:
                yield from self._themes(kind, edit, reading, said)

    def _dropped_flags(self, edit: Edit, reading: Reading) -> Iterator[Signal]:
        for slug in reading.red_flags:
            if ("red_flag", slug) not in self._now.statements:
                theme = self._reads.theme_of("red_flag", slug)
                yield Signal("claim_dropped", theme, slug, edit.before, edit.after, f"red flag {slug}")

    def _themes(self, kind: str, edit: Edit, reading: Reading, said: _Said) -> Iterator[Signal]:
        """Statements on a theme that was not spoken of, where no claim of the lexicon tells more."""
        told = {self._reads.theme_of("claim", slug) for slug in reading.claims}
        for theme in reading.themes:
            if theme not in said.themes and theme not in told and theme not in NOT_STATED:
                yield Signal(kind, theme, "", edit.before, edit.after, f"theme {theme}")

    def _strength(self, edit: Edit, old: Reading, new: Reading) -> Iterator[Signal]:
        common = [theme for theme in new.themes if theme in old.themes]
        verdict = compare(old, new, self._lexicon) if common and old.states and new.states else None
        if verdict is not None:
            claim = next((slug for slug in new.claims if slug in old.claims), "")
            theme = self._reads.theme_of("claim", claim) if claim else common[0]
            yield Signal(verdict.kind, theme, claim, edit.before, edit.after, verdict.words)


def _said(passages: Iterable[Passage], reads: Reader) -> _Said:
    return _with(_Said(frozenset(), frozenset()), (reads.read(passage.normal) for passage in passages))


def _with(said: _Said, readings: Iterable[Reading | None]) -> _Said:
    statements, themes = set(said.statements), set(said.themes)
    for reading in readings:
        if reading is not None:
            statements.update(("claim", slug) for slug in reading.claims)
            statements.update(("red_flag", slug) for slug in reading.red_flags)
            statements.update(("disclosure", slug) for slug in reading.disclosures)
            themes.update(reading.themes if reading.states else ())
    return _Said(frozenset(statements), frozenset(themes))


def _numbers(edit: Edit, old: Reading, new: Reading, reads: Reader) -> Iterator[Signal]:
    """Numbers of the same kind with another value, in order; equal values, however written, are none."""
    for was, now in changed_numbers(find_numbers(old.words), find_numbers(new.words)):
        theme = THEMES_OF_ROLES.get(now.role) or next(iter(new.themes), "")
        claim = next(
            (slug for slug in new.claims if slug in old.claims and reads.theme_of("claim", slug) == theme),
            "",
        )
        rule = f"{now.role.replace('_', ' ') or now.kind}: {shown(was)} → {shown(now)}"
        yield Signal("number_changed", theme, claim, edit.before, edit.after, rule)


def _once(found: Iterable[Signal]) -> Iterator[Signal]:
    """Each claim and the like once per change; numbers and strength once per sentence."""
    seen: set[tuple[object, ...]] = set()
    for signal in found:
        by_sentence = signal.kind in ("number_changed", "strengthened", "softened")
        key = (signal.kind, signal.theme, signal.claim, *((signal.rule, signal.after) if by_sentence else ()))
        if key not in seen:
            seen.add(key)
            yield signal

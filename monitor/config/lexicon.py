"""``lexicon.toml``: what passages are looked at for; edited by analysts, not programmers."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from monitor.config import patterns, values
from monitor.config.reading import Document, Key, Section, Spot, Table, kind_of

FILE = "lexicon.toml"
THEMES = (
    "efficacy", "onset", "duration", "safety", "addiction", "regulatory", "route", "conditions",
    "mechanism", "eligibility", "price", "evidence", "superiority", "call_to_action",
)  # fmt: skip
"""The slugs that a theme may have; pages, views and mail rules depend on them."""

Patterns = tuple[str, ...]

_SLUG = re.compile(r"[a-z][a-z0-9_]{0,63}")


def _slug(spot: Spot) -> str | None:
    """Check for a slug of a claim, disclosure or red flag."""
    if isinstance(spot.value, str) and _SLUG.fullmatch(spot.value):
        return spot.value
    spot.wrong(f"is {spot.shown}", 'use a-z, 0-9 and "_", beginning with a letter, like "response_rate"')
    return None


def _pattern(spot: Spot) -> str | None:
    """Check for a pattern; see ``monitor.config.patterns``."""
    right = 'give words like "side effects", "infus*" or "{number} sessions"'
    if not isinstance(spot.value, str):
        spot.wrong(f"is {kind_of(spot.value)}", right)
        return None
    fault = patterns.fault(spot.value, _lists(spot))
    if fault:
        spot.wrong(f"is {spot.shown}, which {fault}", right)
        return None
    return spot.value


def _lists(spot: Spot) -> Collection[str]:
    """The lists of words that a pattern may name; inside a list there is none, so that none holds itself."""
    words = spot.document.data.get("words")
    inside = len(spot.path) > 0 and spot.path[0] == "words"
    return tuple(words) if isinstance(words, dict) and not inside else ()


_ANY = values.many(_pattern)
_SOME = values.many(_pattern, least=1)
_ALIKE = values.many(_pattern, least=2)


def _step(spot: Spot) -> Patterns | None:
    """Check for a step of a scale: a pattern, or a list of patterns that are equally strong."""
    if isinstance(spot.value, list):
        return _ALIKE(spot)
    pattern = _pattern(spot)
    return None if pattern is None else (pattern,)


def _key(name: str) -> Key[Patterns]:
    return Key[Patterns](name, _ANY, ())


HEDGES, BOOSTERS = _key("hedges"), _key("boosters")
SCALES = Key[tuple[tuple[Patterns, ...], ...]]("scales", values.many(values.many(_step, least=2)), ())
THEME_SLUG = Key("slug", values.one_of(THEMES), "", needed=True)
SLUG = Key("slug", _slug, "", needed=True)
TITLE = Key("title", values.text(100), "", needed=True)
PATTERNS = Key[Patterns]("patterns", _SOME, (), needed=True)
CLAIM_PATTERNS = _key("patterns")
WEAK, EXCEPT, UNLESS = _key("weak"), _key("except"), _key("unless")
ABOUT = Key("theme", values.optional(values.one_of(THEMES)), "")
RULE = Key("rule", values.text(300), "", needed=True)

KETAMINE, FORMS, TREATMENT, ESKETAMINE = (
    _key("ketamine"),
    _key("forms"),
    _key("treatment"),
    _key("esketamine"),
)
OTHERS, CONTRASTS, ELSEWHERE, ASIDES = _key("others"), _key("contrasts"), _key("elsewhere"), _key("asides")
NEGATIONS, AFFIRMATIONS, OFFERS = _key("negations"), _key("affirmations"), _key("offers")
HUMANS = _key("humans")
DOUBTS, CONDITIONALS = _key("doubts"), _key("conditionals")

CONTEXT_KEYS = (
    KETAMINE, FORMS, TREATMENT, ESKETAMINE, OTHERS, CONTRASTS, ELSEWHERE, ASIDES, OFFERS, NEGATIONS,
    HUMANS, AFFIRMATIONS, DOUBTS, CONDITIONALS,
)  # fmt: skip
CONTEXT = Section("context", CONTEXT_KEYS)
WORDS = Section("words", (), free=True)
CLAIMS = Section("claims", (SLUG, TITLE, CLAIM_PATTERNS, WEAK, EXCEPT, UNLESS), many=True)
THEME_TABLES = Section("themes", (THEME_SLUG, TITLE, PATTERNS, WEAK, EXCEPT, UNLESS), (CLAIMS,), many=True)
DISCLOSURES = Section("disclosures", (SLUG, TITLE, ABOUT, PATTERNS, WEAK, EXCEPT, UNLESS), many=True)
RED_FLAGS = Section("red_flags", (SLUG, TITLE, ABOUT, RULE, PATTERNS, WEAK, EXCEPT, UNLESS), many=True)
TOP = Section("", (HEDGES, BOOSTERS, SCALES), (WORDS, CONTEXT, THEME_TABLES, DISCLOSURES, RED_FLAGS))


@dataclass(frozen=True, slots=True)
class Wording:
    """What is looked for.

    Attributes:
        patterns: each counts by itself.
        weak: count only where the passage names the treatment.
        exceptions: a pattern found inside one of these does not count.
        unless: with one of these in the same sentence nothing counts.
    """

    patterns: Patterns
    weak: Patterns = ()
    exceptions: Patterns = ()
    unless: Patterns = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement inside a theme that is worth following by itself."""

    slug: str
    title: str
    wording: Wording


@dataclass(frozen=True, slots=True)
class Theme:
    """A messaging topic.

    Attributes:
        slug: one of ``THEMES``.
        wording: the theme's own, not that of its claims.
        claims: in the order of the file; a passage with a claim is about the theme as well.
    """

    slug: str
    title: str
    wording: Wording
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class Disclosure:
    """A statement that warns or limits.

    Attributes:
        theme: what its signals are about; empty for nothing in particular.
    """

    slug: str
    title: str
    theme: str
    wording: Wording


@dataclass(frozen=True, slots=True)
class RedFlag:
    """A statement that a regulator minds.

    Attributes:
        theme: what a passage with it is about, also where it is denied.
        rule: the source that says so, for people.
    """

    slug: str
    title: str
    theme: str
    wording: Wording
    rule: str


@dataclass(frozen=True, slots=True)
class Context:
    """What tells whether a passage is about the treatment, and whether it says a thing or only speaks of it.

    Attributes:
        ketamine: names of the drug and what is sure to mean it.
        forms: in which the drug comes, and others; the drug is meant unless another one is named.
        treatment: words that most likely mean the treatment.
        esketamine: the approved relative.
        others: other drugs and treatments; with none of the above and no contrast the passage is about those.
        contrasts: words that set an other treatment against the clinic's.
        elsewhere: the drug outside the treatment of people.
        asides: illness, staff, rooms, wellness: not the treatment, where that is not named.
        humans: beside these the drug elsewhere is only a remark.
        offers: the clinic speaks of what it does; an aside beside them is none.
        negations: deny what follows in the clause.
        affirmations: phrases with the word of a negation that deny nothing ("not only").
        doubts: the sentence reports or denies what it says.
        conditionals: what follows in the clause is not said to be so.
    """

    ketamine: Patterns = ()
    forms: Patterns = ()
    treatment: Patterns = ()
    esketamine: Patterns = ()
    others: Patterns = ()
    contrasts: Patterns = ()
    elsewhere: Patterns = ()
    asides: Patterns = ()
    humans: Patterns = ()
    offers: Patterns = ()
    negations: Patterns = ()
    affirmations: Patterns = ()
    doubts: Patterns = ()
    conditionals: Patterns = ()


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """Everything that passages are looked at for, in the order of the file; compared by identity.

    Attributes:
        words: lists of phrases that patterns name in braces.
        hedges: words that weaken a statement.
        boosters: words that strengthen one.
        scales: words of the same kind, from weak to strong; each step holds words of equal strength.
        version: short hash of the file's text; another version means to classify again.
    """

    themes: tuple[Theme, ...] = ()
    disclosures: tuple[Disclosure, ...] = ()
    red_flags: tuple[RedFlag, ...] = ()
    words: tuple[tuple[str, Patterns], ...] = ()
    context: Context = Context()
    hedges: Patterns = ()
    boosters: Patterns = ()
    scales: tuple[tuple[Patterns, ...], ...] = ()
    version: str = ""


def read_lexicon(document: Document) -> Lexicon:
    """Read and check the lexicon; problems go to the document."""
    top = Table(document.top, document.data, TOP)
    themes = [(theme, theme.tables(CLAIMS)) for theme in top.tables(THEME_TABLES)]
    disclosures = top.tables(DISCLOSURES)
    red_flags = top.tables(RED_FLAGS)
    _report_repeated([theme for theme, _ in themes], THEME_SLUG)
    # What is stored names each of them by its slug alone.
    _report_repeated([*(claim for _, claims in themes for claim in claims), *disclosures, *red_flags], SLUG)
    return Lexicon(
        themes=tuple(_theme(theme, claims) for theme, claims in themes),
        disclosures=tuple(
            Disclosure(each.get(SLUG), each.get(TITLE), each.get(ABOUT), _wording(each))
            for each in disclosures
        ),
        red_flags=tuple(
            RedFlag(each.get(SLUG), each.get(TITLE), each.get(ABOUT), _wording(each), each.get(RULE))
            for each in red_flags
        ),
        words=_words(top),
        context=_context(top),
        hedges=top.get(HEDGES),
        boosters=top.get(BOOSTERS),
        scales=top.get(SCALES),
        version=blake2b(document.text.replace("\r\n", "\n").encode(), digest_size=6).hexdigest(),
    )


def _theme(table: Table, claim_tables: Sequence[Table]) -> Theme:
    claims = []
    for claim in claim_tables:
        wording = _wording(claim, CLAIM_PATTERNS)
        claims.append(Claim(claim.get(SLUG), claim.get(TITLE), wording))
        if CLAIM_PATTERNS not in claim and WEAK not in claim:
            claim.at(CLAIM_PATTERNS).wrong("is missing", "add `patterns = …` or `weak = …`")
    return Theme(table.get(THEME_SLUG), table.get(TITLE), _wording(table), tuple(claims))


def _wording(table: Table, those: Key[Patterns] = PATTERNS) -> Wording:
    return Wording(table.get(those), table.get(WEAK), table.get(EXCEPT), table.get(UNLESS))


def _context(top: Table) -> Context:
    table = top.table(CONTEXT)
    return Context(**{key.name: table.get(key) for key in CONTEXT_KEYS}) if table else Context()


def _words(top: Table) -> tuple[tuple[str, Patterns], ...]:
    table = top.table(WORDS)
    lists: list[tuple[str, Patterns]] = []
    for spot in table.spots() if table else ():
        name = str(spot.path[-1])
        if patterns.is_name(name):
            lists.append((name, _SOME(spot) or ()))
        else:
            spot.wrong("is no name for a list", 'use a-z, 0-9 and "_", beginning with a letter, not "number"')
    return tuple(lists)


def _report_repeated(tables: Sequence[Table], key: Key[Any]) -> None:
    """Report a slug that stands in two tables."""
    seen: set[object] = set()
    for table in tables:
        spot = table.at(key)
        if not isinstance(spot.value, str):
            continue
        if spot.value in seen:
            spot.wrong(f"is {spot.shown}, which is taken above", "give another slug, or join the two tables")
        seen.add(spot.value)

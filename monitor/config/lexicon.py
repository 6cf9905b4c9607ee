"""``lexicon.toml``: what passages are looked at for; edited by analysts, not programmers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

from monitor.config import patterns, values
from monitor.config.reading import Document, Key, Section, Spot, Table, kind_of

FILE = "lexicon.toml"
THEMES = (
    "efficacy", "onset", "duration", "safety", "addiction", "regulatory", "route", "conditions",
    "mechanism", "eligibility", "price", "evidence", "superiority", "call_to_action",
)  # fmt: skip
"""The slugs that a theme may have; pages, views and mail rules depend on them."""

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
    fault = patterns.fault(spot.value)
    if fault:
        spot.wrong(f"is {spot.shown}, which {fault}", right)
        return None
    return spot.value


_SOME = values.many(_pattern, least=1)

HEDGES = Key[tuple[str, ...]]("hedges", values.many(_pattern), ())
BOOSTERS = Key[tuple[str, ...]]("boosters", values.many(_pattern), ())
THEME_SLUG = Key("slug", values.one_of(THEMES), "", needed=True)
SLUG = Key("slug", _slug, "", needed=True)
TITLE = Key("title", values.text(100), "", needed=True)
PATTERNS = Key[tuple[str, ...]]("patterns", _SOME, (), needed=True)
RULE = Key("rule", values.text(300), "", needed=True)

CLAIMS = Section("claims", (SLUG, TITLE, PATTERNS), many=True)
THEME_TABLES = Section("themes", (THEME_SLUG, TITLE, PATTERNS), (CLAIMS,), many=True)
DISCLOSURES = Section("disclosures", (SLUG, TITLE, PATTERNS), many=True)
RED_FLAGS = Section("red_flags", (SLUG, TITLE, RULE, PATTERNS), many=True)
TOP = Section("", (HEDGES, BOOSTERS), (THEME_TABLES, DISCLOSURES, RED_FLAGS))


class _Worded:
    """What has patterns."""

    __slots__ = ()
    patterns: tuple[str, ...]

    @property
    def pattern(self) -> re.Pattern[str]:
        """Finds any of the patterns; compiled when first asked for, which takes some milliseconds."""
        return patterns.compile_patterns(self.patterns)


@dataclass(frozen=True, slots=True)
class Claim(_Worded):
    """A statement inside a theme that is worth following by itself."""

    slug: str
    title: str
    patterns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Theme(_Worded):
    """A messaging topic.

    Attributes:
        slug: one of ``THEMES``.
        patterns: the theme's own, not those of its claims.
        claims: in the order of the file; a passage with a claim is about the theme as well.
    """

    slug: str
    title: str
    patterns: tuple[str, ...]
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Disclosure(_Worded):
    """A statement that warns or limits."""

    slug: str
    title: str
    patterns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RedFlag(_Worded):
    """A statement that a regulator minds.

    Attributes:
        rule: the source that says so, for people.
    """

    slug: str
    title: str
    patterns: tuple[str, ...]
    rule: str


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """Everything that passages are looked at for, in the order of the file; compared by identity.

    Attributes:
        hedges: finds words that weaken a statement.
        boosters: finds words that strengthen one.
        version: short hash of the file's text; another version means to classify again.
    """

    themes: tuple[Theme, ...]
    disclosures: tuple[Disclosure, ...]
    red_flags: tuple[RedFlag, ...]
    hedges: re.Pattern[str]
    boosters: re.Pattern[str]
    version: str


def read_lexicon(document: Document) -> Lexicon:
    """Read and check the lexicon; problems go to the document."""
    top = Table(document.top, document.data, TOP)
    themes = [(theme, theme.tables(CLAIMS)) for theme in top.tables(THEME_TABLES)]
    disclosures = top.tables(DISCLOSURES)
    red_flags = top.tables(RED_FLAGS)
    _report_repeated([theme for theme, _ in themes], THEME_SLUG)
    _report_repeated([claim for _, claims in themes for claim in claims], SLUG)
    _report_repeated(disclosures, SLUG)
    _report_repeated(red_flags, SLUG)
    return Lexicon(
        themes=tuple(_theme(theme, claims) for theme, claims in themes),
        disclosures=tuple(
            Disclosure(table.get(SLUG), table.get(TITLE), table.get(PATTERNS)) for table in disclosures
        ),
        red_flags=tuple(
            RedFlag(table.get(SLUG), table.get(TITLE), table.get(PATTERNS), table.get(RULE))
            for table in red_flags
        ),
        hedges=patterns.compile_patterns(top.get(HEDGES)),
        boosters=patterns.compile_patterns(top.get(BOOSTERS)),
        version=blake2b(document.text.replace("\r\n", "\n").encode(), digest_size=6).hexdigest(),
    )


def _theme(table: Table, claim_tables: Sequence[Table]) -> Theme:
    claims = tuple(Claim(claim.get(SLUG), claim.get(TITLE), claim.get(PATTERNS)) for claim in claim_tables)
    return Theme(table.get(THEME_SLUG), table.get(TITLE), table.get(PATTERNS), claims)


def _report_repeated(tables: Sequence[Table], key: Key[str]) -> None:
    """Report a slug that stands in two tables."""
    seen: set[object] = set()
    for table in tables:
        spot = table.at(key)
        if not isinstance(spot.value, str):
            continue
        if spot.value in seen:
            spot.wrong(f"is {spot.shown}, which is taken above", "give another slug, or join the two tables")
        seen.add(spot.value)

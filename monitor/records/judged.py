"""What is made of extracts: alignments, operations, mentions, signals, changes, verdicts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from monitor.records.taken import Part

# --- diff ----------------------------------------------------------------------------------------

Relation = Literal["unchanged", "moved", "reworded", "added", "removed"]
OperationKind = Literal["added", "removed", "reworded", "moved"]


@dataclass(frozen=True, slots=True)
class Pair:
    """How one passage of the earlier text relates to one of the later text.

    Attributes:
        before: index in the earlier passages, None for ``added``.
        after: index in the later passages, None for ``removed``.
    """

    relation: Relation
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Alignment:
    """All pairs of two lists of passages, each index exactly once on its side.

    Ordered for reading: by place in the later text, removed passages where they stood.

    Attributes:
        words_added, words_removed: words of added and removed passages and inside reworded ones;
            moved passages count nothing.
        similarity: share of words that stayed, 0.0 to 1.0, rounded to four places.
    """

    pairs: tuple[Pair, ...]
    words_added: int
    words_removed: int
    similarity: float


WordRunKind = Literal["equal", "removed", "added"]


@dataclass(frozen=True, slots=True)
class WordRun:
    """A run of words inside a reworded passage, white space included so that runs join to the text."""

    kind: WordRunKind
    text: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One step of an edit as it is told: texts as extracted.

    Attributes:
        field: ``text`` for passages (also calls to action, captions …), else the metadata field.
        part: which part of the page a passage belongs to; ``text`` for metadata.
        before_key, after_key: ``Passage.key`` of the two sides; None for metadata.
    """

    kind: OperationKind
    before: str | None
    after: str | None
    field: str = "text"
    part: Part = "text"
    before_key: bytes | None = None
    after_key: bytes | None = None


# --- classify ------------------------------------------------------------------------------------

MentionKind = Literal["theme", "claim", "red_flag", "disclosure"]
NumberKind = Literal["percent", "money", "duration", "count", "dose", "year"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A passage is about a theme, or says something in particular about it.

    Attributes:
        claim: slug of the claim, red flag or disclosure; empty for the theme itself.
        lexicon: version of the lexicon that says so.
    """

    theme: str
    claim: str
    kind: MentionKind
    lexicon: str


@dataclass(frozen=True, slots=True)
class Number:
    """One value or range in a passage.

    Attributes:
        low, high: bounds, equal for a plain value; None where the text leaves one open.
        unit: ``percent``, a currency, a unit of time, what is counted, or ``mg/kg``.
        role: what the value says, such as ``response_rate``; empty if that is not clear.
        start, end: its words in the passage, half open.
    """

    kind: NumberKind
    low: float | None
    high: float | None
    unit: str
    role: str
    start: int = 0
    end: int = 0


# --- version -------------------------------------------------------------------------------------

Outcome = Literal["new", "changed", "same", "not_modified", "gone", "moved", "blocked", "error", "skipped"]
ChangeKind = Literal[
    "published", "edited", "retitled", "metadata", "removed", "restored", "moved", "reverted", "sitewide"
]
CHANGE_KINDS: tuple[ChangeKind, ...] = (
    "published", "edited", "retitled", "metadata", "removed", "restored", "moved", "reverted", "sitewide",
)  # fmt: skip
SIGNAL_KINDS: tuple[str, ...] = (
    "claim_added", "claim_dropped", "number_changed", "strengthened", "softened",
    "disclosure_lost", "disclosure_added", "red_flag", "copied",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Signal:
    """What a change means, with its evidence.

    Attributes:
        kind: one of ``SIGNAL_KINDS``.
        theme, claim: slugs of the lexicon; a claim may be a red flag or a disclosure. Empty where the signal
            is about none.
        before, after: the sentences as they stood and stand, None where there is none; for ``copied`` the
            other clinic's passage and the page's own.
        rule: what decided, for people: words that went and came, numbers, the source behind a red flag.
    """

    kind: str
    theme: str
    claim: str
    before: str | None
    after: str | None
    rule: str


@dataclass(frozen=True, slots=True)
class Change:
    """One event in a page's life, before it is stored.

    Attributes:
        operations: what is told, in reading order; ``edited`` has at least one with a visible difference.
        signals: what it means; found out last, when it is sure what is told.
    """

    kind: ChangeKind
    operations: tuple[Operation, ...] = field(default=())
    words_added: int = 0
    words_removed: int = 0
    similarity: float = 1.0
    signals: tuple[Signal, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a look at a page's content came to.

    Attributes:
        outcome: ``new``, ``changed`` or ``same``.
        reason: slug that says which rule decided, such as ``same_text``; stored and counted.
        alignment: to the version before; None where there was none.
        changes: what is to be reported; empty for a baseline, and for ``same`` unless the page was
            removed and is ``restored`` word for word.
    """

    outcome: Outcome
    reason: str
    alignment: Alignment | None = None
    changes: tuple[Change, ...] = ()

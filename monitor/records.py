"""What one stage hands to the next: frozen values, in the order in which they are made.

Times are timezone-aware ``datetime`` in UTC inside the program and ISO 8601 text with a trailing
``Z`` in the database and in JSON.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b, sha256
from typing import Literal

# --- configuration -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in a file of the workspace.

    Attributes:
        file: name of the file, such as ``clinics.toml``.
        line: line number from 1, or None where the parser cannot tell.
        key: dotted key, such as ``clinics[2].delay``; empty for the file as a whole.
        wrong: what is wrong, without a full stop.
        right: what would be right, without a full stop.
    """

    file: str
    line: int | None
    key: str
    wrong: str
    right: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        key = f" {self.key}:" if self.key else ""
        return f"{place}:{key} {self.wrong}; {self.right}"


# --- discover ------------------------------------------------------------------------------------

SourceKind = Literal["feed", "sitemap", "wordpress", "listing"]
PageKind = Literal["article", "watched", "other"]


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to ask "has it changed?" with; echoed verbatim, never re-formatted."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A place where a clinic lists its articles.

    Attributes:
        kind: how it is read.
        url: its cleaned address.
        validators: from the last answer that was read completely.
    """

    kind: SourceKind
    url: str
    validators: Validators = Validators()


@dataclass(frozen=True, slots=True)
class Entry:
    """What a source says about one article.

    Attributes:
        url: cleaned address.
        modified_at: when the source claims that it was last changed; a hint, often false.
        published_at: when the source claims that it was published.
    """

    url: str
    modified_at: datetime | None = None
    published_at: datetime | None = None


# --- fetch ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fetched:
    """One answer of a server, free of the fetching library.

    Attributes:
        url: the address that was asked for.
        final_url: the address that answered, after redirects.
        status: HTTP status of the last answer.
        redirects: status codes of the redirects on the way, in order.
        content_type: the header as sent; empty if there was none.
        body: after content decoding; empty for 304.
        fetched_at: when the answer was complete.
    """

    url: str
    final_url: str
    status: int
    body: bytes
    fetched_at: datetime
    content_type: str = ""
    redirects: tuple[int, ...] = ()
    validators: Validators = Validators()

    @property
    def body_hash(self) -> bytes:
        """SHA-256 of the body, the snapshot's address in the archive."""
        return sha256(self.body).digest()


# --- extract -------------------------------------------------------------------------------------

PassageKind = Literal["heading", "sentence", "item", "row", "quote"]
Part = Literal["text", "faq", "caption", "aside", "call_to_action"]
PARTS: tuple[Part, ...] = ("text", "faq", "caption", "aside", "call_to_action")


@dataclass(frozen=True, slots=True)
class Passage:
    """One block of a version in order: a heading, a sentence, a list item, a table row, a quote.

    Attributes:
        text: as extracted, white space collapsed to single spaces, never empty.
        normal: its normal form (``extract.normal_form``); judgement looks at nothing else.
        kind: what it is; not part of its identity.
        part: main text, or the messaging that main-text extraction drops.
        begins: whether it begins a block (a sentence in mid-paragraph does not).
    """

    text: str
    normal: str
    kind: PassageKind = "sentence"
    part: Part = "text"
    begins: bool = True

    @property
    def key(self) -> bytes:
        """Content address: 16 bytes of BLAKE2b over the normal form."""
        return blake2b(self.normal.encode(), digest_size=16).digest()

    @property
    def words(self) -> int:
        """Number of white-space separated words."""
        return len(self.text.split())


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says about itself outside its text; None or empty where it says nothing.

    Attributes:
        title: of the article, without the site's name.
        h1: the first main heading of the page.
        published_at: as the page states it, as written (not parsed: dates are shown as claimed).
        modified_at: the same; it moves with every save, so it never makes a change by itself.
    """

    title: str = ""
    h1: str = ""
    description: str = ""
    author: str = ""
    published_at: str = ""
    modified_at: str = ""
    categories: tuple[str, ...] = ()
    canonical: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Extract:
    """Everything taken from one snapshot.

    Attributes:
        metadata: what the page says about itself.
        passages: main text first, then the other parts in the order of ``PARTS``.
        stamp: extractor name, version and settings; only extracts of one stamp are compared.
        fingerprint: of the visible text and the metadata by a cheap parse; equal fingerprints
            mean that extraction would give the same again.
        visible: all that can be read on the page, block by block in normal form; empty unless asked for.
    """

    metadata: Metadata
    passages: tuple[Passage, ...]
    stamp: str
    fingerprint: bytes
    visible: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The exact text: blocks on lines of their own, sentences of a block joined by a space."""
        return join_passages(self.passages)

    @property
    def content_key(self) -> bytes:
        """Address of the content in normal form, order included, kinds and parts not."""
        return content_key(self.passages)


def content_key(passages: tuple[Passage, ...]) -> bytes:
    """Address of some passages in order: 16 bytes of BLAKE2b over their keys."""
    digest = blake2b(digest_size=16)
    for passage in passages:
        digest.update(passage.key)
    return digest.digest()


def join_passages(passages: tuple[Passage, ...]) -> str:
    """Join passages into the exact text of a version: to show it and to prove it."""
    pieces: list[str] = []
    for passage in passages:
        if pieces:
            pieces.append("\n" if passage.begins else " ")
        pieces.append(passage.text)
    return "".join(pieces)


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


@dataclass(frozen=True, slots=True)
class Signal:
    """What a change means, with its evidence.

    Attributes:
        kind: one of ``SIGNAL_KINDS``.
        claim: slug of the claim, red flag or disclosure; empty where it is about the theme as a whole.
        before, after: the sentences as they stood and stand; None where there is none.
        rule: what decided: words that went and came, numbers, or the source behind a red flag.
    """

    kind: str
    theme: str
    claim: str
    before: str | None
    after: str | None
    rule: str


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

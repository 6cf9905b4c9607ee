"""What is taken from the workspace and from sites: problems, entries, answers, extracts."""

from __future__ import annotations

from dataclasses import dataclass
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

"""Judgement: what a look at a page's content comes to, and what is told of it.

Pure decisions from records to records; everything is compared in normal form.  The reasons a verdict names:

    published           the first look at a page of a clinic that was known before; told
    baseline            the first look at a page in the first crawl of its clinic; not told
    same_text           nothing that counts is different
    same_glyphs         only quotes, dashes, spaces and the like are different
    counted_out         only what a machine counts out anew is different, such as "3 weeks ago"
    modified_date_only  only the date of the last change is different, which moves with every save
    moved_only          the same passages in another order; kept as a version, not told
    same_words          the same words cut into other passages; kept as a version, not told
    numbering_only      the blocks got numbers, or lost them; kept as a version, not told
    edited, reverted, retitled, metadata, restored
                        told; the first of the kinds of change
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Self

from monitor.diff import align, count_words, operations
from monitor.extract import normal_form
from monitor.records import (
    Alignment,
    Change,
    ChangeKind,
    Extract,
    Metadata,
    Operation,
    Passage,
    Verdict,
    content_key,
)
from monitor.version.numbering import is_numbering
from monitor.version.volatile import Volatile

TITLES = ("title", "h1")
FIELDS = (*TITLES, "description", "author", "published_at", "categories")
SHOWING: frozenset[ChangeKind] = frozenset({"edited", "reverted", "retitled", "metadata"})
"""Kinds of change that must have a difference that a reader can see."""

EXCERPT_WORDS = 5
"""A description of fewer words is not taken for an excerpt: it is in the text by chance."""
EXCERPT_START = 100
"""Words of the text within which an excerpt begins."""
_INVITATIONS = (" read more", " continue reading", " learn more")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class State:
    """What a page said when it was last seen, extracted with the stamp of today.

    Attributes:
        content_key: ``Extract.content_key`` of the passages.
        removed: the page was reported as removed since.
    """

    metadata: Metadata
    passages: tuple[Passage, ...]
    stamp: str
    content_key: bytes
    removed: bool = False

    @classmethod
    def of(cls, extract: Extract, *, removed: bool = False) -> Self:
        """What an extract says."""
        return cls(extract.metadata, extract.passages, extract.stamp, extract.content_key, removed)

    def without(self, volatile: Volatile) -> State:
        """What of it counts."""
        passages = volatile.without(self.passages)
        return replace(self, passages=passages, content_key=content_key(passages))


def judge(current: State | None, found: Extract, *, earlier: Collection[bytes], baseline: bool) -> Verdict:
    """Decide what a page's content means, compared with what it said before.

    Args:
        current: what the page said before; None for a first look.
        found: what it says now, with the same stamp (AssertionError otherwise: the caller extracts again).
        earlier: content keys of all versions the page ever had, the current one included or not.
        baseline: this is the first crawl of the clinic, whose articles are not news.

    Returns:
        ``new`` and ``changed`` bring a version that is to be stored, ``same`` does not. A page that was
        removed and is back word for word is ``same`` with the change ``restored``.
    """
    if current is None:
        return _first_look(found, baseline=baseline)
    assert current.stamp == found.stamp, "only extracts of one stamp are compared"
    fields = metadata_operations(current.metadata, found.metadata)
    is_same = current.content_key == found.content_key and not fields
    if is_same and not current.removed:
        return Verdict("same", _same_reason(current, found))
    alignment = align(current.passages, found.passages)
    changes = _changes(current, found, alignment, fields, is_return=found.content_key in earlier)
    return Verdict(
        "same" if is_same else "changed", _reason(changes, alignment, current, found), alignment, changes
    )


def has_visible_difference(change: Change) -> bool:
    """Whether a reader can see in some operation of a change that something is different."""
    return any(map(_is_visible, change.operations))


def metadata_operations(before: Metadata, after: Metadata) -> tuple[Operation, ...]:
    """What is different in the fields that count, titles first.

    The address, the language and the date of the last change never count.
    """
    silent = set()
    if _h1_repeats_title(before, after):
        silent.add("h1")
    if _categories(before) == _categories(after):
        silent.add("categories")
    if not (before.published_at and after.published_at):
        silent.add("published_at")  # a theme that states the date, or ceases to, says nothing new
    told = (_field_operation(each, _said(before, each), _said(after, each)) for each in FIELDS)
    return tuple(each for each in told if each is not None and each.field not in silent)


# --- first look, nothing new ---------------------------------------------------------------------


def _first_look(found: Extract, *, baseline: bool) -> Verdict:
    if baseline:
        return Verdict("new", "baseline")
    count = sum(passage.words for passage in found.passages)
    return Verdict("new", "published", changes=(Change("published", words_added=count, similarity=0.0),))


def _same_reason(current: State, found: Extract) -> str:
    before, after = current.metadata, found.metadata
    pairs = [(old.text, new.text) for old, new in zip(current.passages, found.passages, strict=True)]
    if any(normal_form(old) != normal_form(new) for old, new in pairs):
        return "counted_out"
    if any(old != new for old, new in pairs) or any(
        _differs_in_glyphs(_said(before, each), _said(after, each)) for each in FIELDS
    ):
        return "same_glyphs"
    return "same_text" if before.modified_at == after.modified_at else "modified_date_only"


def _differs_in_glyphs(before: str, after: str) -> bool:
    return before != after and normal_form(before) == normal_form(after)


def _reason(changes: Sequence[Change], alignment: Alignment, current: State, found: Extract) -> str:
    if changes:
        return changes[0].kind
    if is_numbering(current.passages, found.passages):
        return "numbering_only"
    has_moved = any(pair.relation == "moved" for pair in alignment.pairs)
    return "moved_only" if has_moved else "same_words"


# --- changes -------------------------------------------------------------------------------------


def _changes(
    current: State, found: Extract, alignment: Alignment, fields: Sequence[Operation], *, is_return: bool
) -> tuple[Change, ...]:
    """What is told: the text first, then the titles, then the other fields."""
    titles = tuple(operation for operation in fields if operation.field in TITLES)
    others = tuple(operation for operation in fields if operation.field not in TITLES)
    text = operations(alignment, current.passages, found.passages)
    if text and is_numbering(current.passages, found.passages):
        text = ()
    if titles:
        text = tuple(each for each in text if not _restates_title(each, current.metadata, found.metadata))
    is_edited = any(map(_is_visible, text))
    if is_edited:
        others = tuple(each for each in others if not _follows_text(each, current.passages, found.passages))
    changes: list[Change] = []
    if current.removed:
        changes.append(_change("restored", text, alignment.similarity))
    elif is_edited:
        changes.append(_change("reverted" if is_return else "edited", text, alignment.similarity))
    if titles:
        changes.append(_change("retitled", titles))
    if others:
        changes.append(_change("metadata", others))
    return tuple(changes)


def _change(kind: ChangeKind, told: tuple[Operation, ...], similarity: float = 1.0) -> Change:
    added, removed = count_words(told)
    change = Change(kind, told, added, removed, similarity)
    assert kind not in SHOWING or has_visible_difference(change), "a change shows what is different"
    return change


def _is_visible(operation: Operation) -> bool:
    before, after = normal_form(operation.before or ""), normal_form(operation.after or "")
    return operation.kind != "moved" and before != after


def _restates_title(operation: Operation, before: Metadata, after: Metadata) -> bool:
    """Rule: the heading in the text that carries the title changes with it; that is one edit, not two."""
    was = {normal_form(_said(before, field)) for field in TITLES}
    now = {normal_form(_said(after, field)) for field in TITLES}
    gone, come = operation.before, operation.after
    return (gone is None or normal_form(gone) in was) and (come is None or normal_form(come) in now)


def _follows_text(operation: Operation, before: Sequence[Passage], after: Sequence[Passage]) -> bool:
    """Rule: a description that systems make from the first words of the text is no edit of its own."""
    return (
        operation.field == "description"
        and _is_excerpt(operation.before or "", before)
        and _is_excerpt(operation.after or "", after)
    )


def _is_excerpt(description: str, passages: Sequence[Passage]) -> bool:
    """Whether a description is cut from the beginning of the text, with or without its headings."""
    excerpt = " ".join(_first_words([description], None))
    for invitation in _INVITATIONS:
        excerpt = excerpt.removesuffix(invitation)
    count = len(excerpt.split())
    main = [passage for passage in passages if passage.part == "text"]
    running = [passage for passage in main if passage.kind != "heading"]
    return count >= EXCERPT_WORDS and any(
        f" {excerpt}" in " " + " ".join(_first_words((each.normal for each in kind), EXCERPT_START + count))
        for kind in (main, running)
    )


def _first_words(texts: Iterable[str], limit: int | None) -> list[str]:
    """Words in lower case, without punctuation."""
    found = (word.group() for text in texts for word in _WORD.finditer(normal_form(text)))
    return [word.casefold() for word in islice(found, limit)]


# --- metadata ------------------------------------------------------------------------------------


def _field_operation(field: str, before: str, after: str) -> Operation | None:
    was, now = normal_form(before), normal_form(after)
    if was == now:
        return None
    if was and now:
        return Operation("reworded", before, after, field)
    return Operation("added", None, after, field) if now else Operation("removed", before, None, field)


def _h1_repeats_title(before: Metadata, after: Metadata) -> bool:
    """Rule: an h1 that says what the title says is no news beside it."""
    was, now = normal_form(before.h1), normal_form(after.h1)
    title = normal_form(after.title)
    if normal_form(before.title) != title:
        return now == title
    return "" in (was, now) and title in (was, now)


def _categories(metadata: Metadata) -> frozenset[str]:
    """Rule: categories are a set; their order is the site's business."""
    return frozenset(map(normal_form, metadata.categories))


def _said(metadata: Metadata, field: str) -> str:
    value = getattr(metadata, field)
    return value if isinstance(value, str) else ", ".join(value)

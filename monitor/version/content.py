"""Error pages are not content: what a site serves, as a success, in the place of a page.

Real page histories show these to be the commonest cause of false reports.  Each kind has its name; a page
that is met so keeps what it said before, and coming back is no edit.

Told by wording, where a short page says hardly anything else: ``maintenance``, ``block_page``,
``throttled``, ``needs_javascript``, ``login_wall``, ``soft_404``, ``consent``, ``redirect_stub``,
``server_error``.  Told by comparison: ``collapsed`` (most of a long text is gone) and ``replaced`` (all of
it is gone, something of its length is there), ``truncated`` (it breaks off in mid-sentence) and ``garbled``
(letters read in a wrong charset).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import timedelta

from monitor.extract import normal_form
from monitor.records import Extract, Passage
from monitor.version.judge import State
from monitor.version.wordings import KINDS

SHORT = 150
"""Words above which a page is never taken for an error page by its wording."""

SAYING = 0.3
"""Share of a short page's words that must stand in sentences with such a wording."""

KNOWN = 0.2
"""Share of a page's words that it had before, below which one such sentence is enough."""

KEPT = 0.35
"""Share of the words that must be left: sites shorten articles, but seldom by two thirds at once."""

LONG = 80
"""Words from which a collapse can be told from an edit."""

_REST = 3
"""Passages that must be missing behind the one in which a text breaks off."""

# What UTF-8 looks like when it is read as windows-1252, and what does not fit into any charset.
_GARBLED = re.compile("\ufffd|\u00e2\u20ac|\u00c3[\u0080-\u00bf\u0152-\u2122]|\u00c2[\u00a0-\u00bf]")

REFUSING = frozenset({"block_page", "throttled"})
"""What a site that says no shows with status 200."""

STAYS = timedelta(days=14)
"""For how long a page must be found collapsed until that is what it says: outages last days."""


def unlike_content(before: State | None, found: Extract) -> str:
    """Name what stands in the place of a page; empty if it may well be the page.

    Args:
        before: what the page said, None at the first look.
        found: what came now.
    """
    words = _words(found.passages)
    known = 0 if before is None else _in_common(found.passages, before.passages)
    if words <= SHORT and known * 2 <= words:
        kind = _told_by_wording(found, words, is_strange=before is not None and known <= words * KNOWN)
        if kind:
            return kind
    if _is_garbled(found.passages) and not (before and _is_garbled(before.passages)):
        return "garbled"
    return "" if before is None else _told_by_comparison(before, found, words)


def is_settled(unlike: str, *, again: bool, failing: timedelta) -> bool:
    """Whether what was not believed is what the page says by now.

    Args:
        unlike: what ``unlike_content`` named it.
        again: the last look met the very same content.
        failing: for how long the page has not been met as it was.
    """
    if unlike in ("replaced", "garbled"):
        return again
    return again and unlike in ("collapsed", "truncated") and failing >= STAYS


def _told_by_wording(found: Extract, words: int, *, is_strange: bool) -> str:
    titles = [normal_form(found.metadata.title), normal_form(found.metadata.h1)]
    for kind, wording in KINDS.items():
        saying = sum(each.words for each in found.passages if wording.search(each.normal))
        if any(map(wording.search, titles)) or (saying and (is_strange or saying >= words * SAYING)):
            return kind
    return ""


def _told_by_comparison(before: State, found: Extract, words: int) -> str:
    if _breaks_off(before.passages, found.passages):
        return "truncated"
    had = _words(before.passages)
    if had < LONG:
        return ""
    kept = _in_common(before.passages, found.passages)
    if kept < had * KEPT and words < had * KEPT:
        return "collapsed"
    return "" if kept else "replaced"


def _breaks_off(before: Sequence[Passage], found: Sequence[Passage]) -> bool:
    """Whether the text ends inside a sentence that it had whole, and nothing of what followed is left."""
    text = [passage for passage in before if passage.part == "text"]
    last = next((passage.normal for passage in reversed(found) if passage.part == "text"), "")
    standing = {passage.key for passage in found}
    for place, passage in enumerate(text):
        if passage.normal.startswith(last) and passage.normal != last and passage.key not in standing:
            rest = text[place + 1 :]
            return len(rest) >= _REST and not any(each.key in standing for each in rest)
    return False


def _is_garbled(passages: Iterable[Passage]) -> bool:
    return any(_GARBLED.search(passage.normal) for passage in passages)


def _in_common(passages: Iterable[Passage], others: Iterable[Passage]) -> int:
    """Words of some passages that stand among others too."""
    standing = {passage.key for passage in others}
    return _words(passage for passage in passages if passage.key in standing)


def _words(passages: Iterable[Passage]) -> int:
    return sum(passage.words for passage in passages if passage.part != "call_to_action")

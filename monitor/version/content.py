"""Error pages are not content: what a site serves, as a success, in the place of a page.

Real page histories show these to be the commonest cause of false reports.  Each kind has its name; a page
that is met so keeps what it said before, and coming back is no edit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from monitor.records import Extract, Passage
from monitor.version.judge import State

SHORT = 120
"""Words of main text above which a page is never taken for an error page by its wording."""

KEPT = 0.35
"""Share of the words that must be left: sites shorten articles, but seldom by two thirds at once."""

LONG = 80
"""Words of main text from which a collapse can be told from an edit."""

_WORDING = {
    "maintenance": (
        r"(under|for|in|scheduled|planned) maintenance|maintenance mode|down for maintenance|"
        r"(back|online) (soon|shortly)|temporarily unavailable|be right back"
    ),
    "block_page": (
        r"access (to this page )?(has been |was |is )?(denied|blocked)|"
        r"verify(ing)? (that )?you are (a )?human|"
        r"checking your browser|unusual traffic|attention required|are you a robot|request blocked|"
        r"security check|just a moment"
    ),
    "throttled": r"too many requests|rate limit(ed)?|slow down and try|request limit",
    "needs_javascript": (
        r"(enable|turn on|activate|requires?|need) javascript|"
        r"javascript (is |to be )?(disabled|required|enabled)"
    ),
    "login_wall": (
        r"(log|sign) ?in (to|or register to) (continue|view|read|see)|members[- ]only|password[- ]protected|"
        r"to view this protected (post|page|content)|enter (the|your) password"
    ),
    "soft_404": (
        r"page (not|cannot be|can't be|could not be|couldn't be) found|"
        r"(page|post|article) (you (are|were) looking for|does not exist|doesn't exist|no longer exists)|"
        r"\b404\b|nothing (was )?found|couldn't find (that|the) page"
    ),
    "consent": r"(accept|manage|reject) (all )?cookies|your (privacy|cookie) (choices|preferences|settings)",
    "server_error": (
        r"internal server error|bad gateway|service unavailable|gateway time-?out|"
        r"error establishing a database connection|there has been a critical error"
    ),
}
_KINDS = {kind: re.compile(wording, re.IGNORECASE) for kind, wording in _WORDING.items()}


def unlike_content(before: State | None, found: Extract) -> str:
    """Name what stands in the place of a page; empty if it may well be the page.

    Args:
        before: what the page said, None at the first look.
        found: what came now.

    Returns:
        A kind of error page by its wording, or ``collapsed``: most of a long text is gone and little of
        what is left is known.
    """
    words = _words(found.passages)
    if words <= SHORT and not (before and _is_known(before, found)):
        said = f"{found.metadata.title}\n{found.metadata.h1}\n{found.text}"
        for kind, wording in _KINDS.items():
            if wording.search(said):
                return kind
    if before is not None and _has_collapsed(before, found, words):
        return "collapsed"
    return ""


def _is_known(before: State, found: Extract) -> bool:
    """Whether a short page was short before, and says mostly the same."""
    standing = {passage.key for passage in before.passages}
    kept = _words(passage for passage in found.passages if passage.key in standing)
    return kept * 2 > _words(found.passages)


def _has_collapsed(before: State, found: Extract, words: int) -> bool:
    had = _words(before.passages)
    if had < LONG:
        return False
    left = {passage.key for passage in found.passages}
    kept = _words(passage for passage in before.passages if passage.key in left)
    # Either little is left, or what was chosen as the text is another part of the page.
    return kept < had * KEPT and (words < had * KEPT or kept == 0)


def _words(passages: Iterable[Passage]) -> int:
    return sum(passage.words for passage in passages if passage.part == "text")

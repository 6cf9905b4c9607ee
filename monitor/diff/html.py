"""Word-level difference as inline HTML, for pages and mails."""

from __future__ import annotations

from html import escape

from monitor.diff.printable import printable
from monitor.diff.words import words

_TAGS = {"equal": ("", ""), "removed": ("<del>", "</del>"), "added": ("<ins>", "</ins>")}


def marked(before: str | None, after: str | None) -> str:
    """One line of HTML: the words of ``after``, what came in ``<ins>``, what went in ``<del>``.

    Everything of the two texts is escaped, and control characters are made harmless; no other tags occur.

    Args:
        before: as extracted; None for what was added.
        after: as extracted; None for what was removed.
    """
    pieces: list[str] = []
    for run in words(before or "", after or ""):
        start, end = _TAGS[run.kind]
        pieces.append(f"{start}{escape(printable(run.text))}{end}")
    return "".join(pieces)

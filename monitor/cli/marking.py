"""One operation on one line of the terminal: what went and what came, with a little of what stands around."""

from __future__ import annotations

from rich.text import Text

from monitor.diff import words
from monitor.diff.printable import printable
from monitor.records import WordRun

CONTEXT = 40
"""Characters of unchanged text shown on each side of a difference."""

LONGEST = 240
"""Characters shown of a passage that came or went whole."""


def marked(before: str | None, after: str | None) -> Text:
    """An operation with its difference marked by signs, and by colour where there is any.

    Args:
        before: the passage that was, None for an added one.
        after: the passage that is, None for a removed one.
    """
    text = Text()
    if before is None:
        _add_change(text, "added", after or "")
    elif after is None:
        _add_change(text, "removed", before)
    else:
        runs = words(before, after)
        for run in runs:
            _add_run(text, run, first=run is runs[0], last=run is runs[-1])
    return text


def _add_run(text: Text, run: WordRun, *, first: bool, last: bool) -> None:
    if run.kind == "equal":
        text.append(_around(printable(run.text), first=first, last=last))
    else:
        _add_change(text, run.kind, run.text)


def _add_change(text: Text, kind: str, passage: str) -> None:
    """Add what went or came, its marks close to the words."""
    shown = printable(passage)
    if len(shown) > LONGEST:
        shown = shown[:LONGEST] + "…"
    bare = shown.rstrip()
    start, end, style = ("[-", "-]", "red") if kind == "removed" else ("{+", "+}", "green")
    text.append(f"{start}{bare}{end}", style=style).append(shown[len(bare) :])


def _around(text: str, *, first: bool, last: bool) -> str:
    """What stays, cut between words to what stands next to a difference."""
    if len(text) <= 2 * CONTEXT:
        return text
    head, tail = text[:CONTEXT], text[-CONTEXT:]
    head = "" if first else (head.rpartition(" ")[0] or head) + " "
    tail = "" if last else " " + (tail.partition(" ")[2] or tail)
    return f"{head}…{tail}"

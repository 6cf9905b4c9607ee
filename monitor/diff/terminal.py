"""A difference of two versions, for the terminal.

Every mark is a sign as well as a colour, so that it can be read without colour and on paper:

    + added          - removed          > moved          ~ reworded, [-what went-]{+what came+}
"""

from __future__ import annotations

from collections.abc import Sequence
from io import StringIO
from itertools import groupby

from rich.console import Console
from rich.text import Text

from monitor.diff.printable import printable
from monitor.diff.steps import Step, StepKind, steps
from monitor.diff.words import words
from monitor.records import Alignment, Operation, Passage

MIN_WIDTH = 20
"""Columns below which nothing can be read."""

_SIGNS: dict[StepKind, tuple[str, str]] = {
    "added": ("+ ", "green"),
    "removed": ("- ", "red"),
    "moved": ("> ", "cyan"),
    "reworded": ("~ ", "yellow"),
}
_MARKS = {"equal": ("", "", ""), "removed": ("[-", "-]", "red"), "added": ("{+", "+}", "green")}
_QUIET = ("unchanged", "regrouped")


def render(
    before: Sequence[Passage],
    after: Sequence[Passage],
    alignment: Alignment,
    *,
    width: int,
    colour: bool,
    metadata: Sequence[Operation] = (),
) -> str:
    """What changed, with one line of context; empty if nothing did.

    Args:
        width: columns of the terminal.
        colour: whether to write ANSI colours beside the signs.
        metadata: operations on the title and other fields, shown first.

    Returns:
        Lines of at most ``width`` columns, each ended by a line feed.
    """
    page = _Page(max(width, MIN_WIDTH), colour)
    for operation in metadata:
        page.write("", _field(operation))
    told = steps(alignment.pairs, before, after)
    if any(step.kind not in _QUIET for step in told):
        _write_text(page, told, before, after)
    return page.text()


class _Page:
    """Lines as they go to the terminal."""

    def __init__(self, width: int, colour: bool) -> None:
        self._width = width
        self._out = StringIO()
        # All that rich would read from the environment is given, so that the output depends on nothing else.
        self._console = Console(
            file=self._out,
            width=width,
            height=100,
            force_terminal=colour,
            force_jupyter=False,
            color_system="standard" if colour else None,
            no_color=not colour,
            legacy_windows=False,
            _environ={},
        )

    def write(self, sign: str, content: Text, style: str = "") -> None:
        """Wrap a text, with the sign before each line."""
        for line in content.wrap(self._console, self._width - len(sign)):
            line.rstrip()
            self._print(Text().append(sign, style=style).append_text(line))

    def write_cut(self, content: Text) -> None:
        """Write as much of a text as goes on one line."""
        line = Text("  ").append_text(content)
        line.truncate(self._width, overflow="ellipsis")
        self._print(line)

    def text(self) -> str:
        return self._out.getvalue()

    def _print(self, line: Text) -> None:
        self._console.print(line, no_wrap=True, overflow="ignore", crop=False)


def _write_text(
    page: _Page, told: Sequence[Step], before: Sequence[Passage], after: Sequence[Passage]
) -> None:
    groups = [(quiet, list(group)) for quiet, group in groupby(told, key=lambda step: step.kind in _QUIET)]
    for place, (quiet, group) in enumerate(groups):
        if quiet:
            passages = [after[index] for step in group for index in step.after]
            _write_quiet(page, passages, is_first=place == 0, is_last=place == len(groups) - 1)
            continue
        for step in group:
            sign, style = _SIGNS[step.kind]
            page.write(sign, _content(step, before, after), style)


def _write_quiet(page: _Page, passages: Sequence[Passage], *, is_first: bool, is_last: bool) -> None:
    """Write the passages next to changes, and how many there are between.

    Of the others only the heading is shown under which the next change stands.
    """
    lead, tail = (0 if is_first else 1), len(passages) - (0 if is_last else 1)
    hidden = passages[lead:tail]
    headings = [passage for passage in hidden if passage.kind == "heading"]
    shown: Sequence[Passage] = [] if is_last or passages[-1].kind == "heading" else headings[-1:]
    count = len(hidden) - len(shown)
    if count == 1:
        shown, count = hidden, 0
    for passage in passages[:lead]:
        page.write_cut(_context(passage))
    if count:
        noun = "passage" if count == 1 else "passages"
        page.write_cut(Text(f"… {count} unchanged {noun} …", style="dim italic"))
    for passage in (*shown, *passages[max(tail, lead) :]):
        page.write_cut(_context(passage))


def _context(passage: Passage) -> Text:
    return Text(
        printable(_label(passage) + passage.text), style="bold" if passage.kind == "heading" else "dim"
    )


def _content(step: Step, before: Sequence[Passage], after: Sequence[Passage]) -> Text:
    passage = after[step.after[0]] if step.after else before[step.before[0]]
    gone, come = step.texts(before, after)
    if step.kind == "reworded":
        return Text(_label(passage)).append_text(_marked(gone, come))
    return Text(printable(_label(passage) + (come or gone)), style=_SIGNS[step.kind][1])


def _label(passage: Passage) -> str:
    """What a passage is, where it is not running text."""
    if passage.part != "text":
        return f"({passage.part.replace('_', ' ')}) "
    return "# " if passage.kind == "heading" else ""


def _marked(before: str, after: str) -> Text:
    text = Text()
    for run in words(before, after):
        start, end, style = _MARKS[run.kind]
        text.append(f"{start}{printable(run.text)}{end}", style=style)
    return text


def _field(operation: Operation) -> Text:
    before, after = (printable(side) if side else "(none)" for side in (operation.before, operation.after))
    text = Text(f"{operation.field.replace('_', ' ')}: ", style="bold")
    return text.append(before, style="not bold red").append(" → ").append(after, style="not bold green")

"""Two versions as rows for a page: what stayed folded, what moved marked, signals beside their passages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from markupsafe import Markup

from monitor.browse import marks
from monitor.diff.steps import Step, steps
from monitor.diff.words import changed_words, words
from monitor.records import Alignment, Passage
from monitor.store.desk.article import Told

AROUND = 1
"""Unchanged passages that are shown on either side of a change."""
LEAST_FOLDED = 3
"""Fewer than this are not worth folding."""

Signal = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """One step, to be shown.

    Attributes:
        kind: ``unchanged``, ``moved``, ``reworded``, ``added`` or ``removed``.
        shape: kind of passage (``heading``, ``item`` …).
        inline: both sides in one.
        left, right: each side by itself; empty where there is none.
        moved: in words, from where.
        uncounted: why it is no edit; empty if it is one.
        words: that came and went.
    """

    kind: str
    shape: str
    part: str
    inline: Markup
    left: Markup
    right: Markup
    moved: str = ""
    uncounted: str = ""
    words: tuple[int, int] = (0, 0)
    signals: list[Signal] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Lines that are shown, or unchanged ones that are folded away."""

    folded: bool
    lines: list[Line]


def rows(
    before: Sequence[Passage],
    after: Sequence[Passage],
    alignment: Alignment,
    signals: Sequence[Signal],
    told: Told,
) -> list[Line]:
    """Every step of an edit, in reading order.

    Args:
        signals: of the edit; each is put beside the passage it speaks of.
        told: what counts of it.
    """
    every = steps(alignment.pairs, before, after)
    return [_line(step, before, after, signals, told) for step in every]


def folded(lines: Sequence[Line], *, everything: bool) -> list[Stretch]:
    """The lines with long stretches of unchanged ones set apart."""
    if everything:
        return [Stretch(False, list(lines))]
    near = [False] * len(lines)
    for place, line in enumerate(lines):
        if line.kind != "unchanged":
            for neighbour in range(max(0, place - AROUND), min(len(lines), place + AROUND + 1)):
                near[neighbour] = True
    stretches: list[Stretch] = []
    for is_near, group in groupby(zip(near, lines, strict=True), key=lambda pair: pair[0]):
        these = [line for _, line in group]
        away = not is_near and len(these) >= LEAST_FOLDED
        if stretches and not away and not stretches[-1].folded:
            stretches[-1].lines.extend(these)
        else:
            stretches.append(Stretch(away, these))
    return stretches


def loose(lines: Sequence[Line], signals: Sequence[Signal]) -> list[Signal]:
    """Signals that stand beside no line."""
    shown = [signal for line in lines for signal in line.signals]
    return [signal for signal in signals if signal not in shown]


def _line(
    step: Step,
    before: Sequence[Passage],
    after: Sequence[Passage],
    signals: Sequence[Signal],
    told: Told,
) -> Line:
    gone, come = step.texts(before, after)
    passage = after[step.after[0]] if step.after else before[step.before[0]]
    kind = "unchanged" if step.kind == "regrouped" else step.kind
    if kind in ("unchanged", "moved"):
        # What is shown is the later wording; a difference that does not count is none.
        left = right = inline = marks.said(come)
    else:
        left, right = marks.sides(gone, come)
        inline = marks.inline(gone, come)
    changed = kind not in ("unchanged", "moved")
    keys = [before[index].key for index in step.before] + [after[index].key for index in step.after]
    return Line(
        kind=kind,
        shape=passage.kind,
        part=passage.part,
        inline=inline,
        left=left,
        right=right,
        moved=_moved(step, before) if kind == "moved" else "",
        uncounted=told.uncounted(keys, filter(None, (gone, come))) if changed else "",
        words=changed_words(words(gone, come)) if changed else (0, 0),
        signals=[each for each in signals if _is_of(each, gone, come)] if changed else [],
    )


def _moved(step: Step, before: Sequence[Passage]) -> str:
    """Where a moved passage stood."""
    place = step.before[0]
    if place == 0:
        return "stood at the very beginning"
    text = before[place - 1].text
    return f"stood after “{text[:60]}{'…' if len(text) > 60 else ''}”"


def _is_of(signal: Signal, gone: str, come: str) -> bool:
    """Whether a signal speaks of these texts: its evidence is found in them."""
    said = ((signal["before"], gone), (signal["after"], come))
    told = [evidence in text for evidence, text in said if evidence]
    return bool(told) and all(told)

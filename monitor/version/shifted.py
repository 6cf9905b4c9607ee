"""What only the extractor sees otherwise: wording that was on the page all along and still is.

A box that leaves a page, or a wrapper that a theme adds, can make the extractor choose another part of the
page.  The passages that come or go with it were not edited: a reader finds them as often on the page as
before.  So each step of an edit is looked up in all that can be read on the page, then and now.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from monitor.extract import normal_form
from monitor.records import Operation, Verdict
from monitor.version.leaving import without

FEW = 5
"""Words below which only a block of its own counts: "Cost" stands in many sentences."""


class Visible:
    """All that can be read on a page.

    Args:
        blocks: its blocks of text in normal form, furniture included.
    """

    def __init__(self, blocks: Sequence[str]) -> None:
        self._blocks = Counter(blocks)
        self._text = f" {' '.join(blocks)} "

    def count(self, wording: str) -> int:
        """How often a wording stands on the page."""
        form = normal_form(wording)
        return self._blocks[form] if len(form.split()) < FEW else self._text.count(f" {form} ")


def without_shifts(verdict: Verdict, before: Visible, now: Visible) -> Verdict:
    """Leave out what stood on the page before as often as it does now."""

    def is_shift(operation: Operation) -> bool:
        if operation.field != "text":
            return False
        gone, come = operation.before, operation.after
        return (gone is None or 0 < before.count(gone) == now.count(gone)) and (
            come is None or 0 < now.count(come) == before.count(come)
        )

    return without(verdict, is_shift, "shifted")

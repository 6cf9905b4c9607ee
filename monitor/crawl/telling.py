"""At the end of a clinic's walk: which findings are the pages' own, and which are the site's."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.crawl.recorder import Recorder
from monitor.crawl.walk import Finding, Walk
from monitor.records import Verdict
from monitor.store import Lifecycle, Likeness
from monitor.version import MANY, could_be_sitewide, part_sitewide, still_told

SITEWIDE_FOR = timedelta(days=30)
"""How long pages may follow an edit of the site's boilerplate without being news themselves."""


class Telling:
    """Tells what was found at a clinic.

    Args:
        transaction: begins one on the open store.
        likeness, lifecycle: of that store.
        recorder: what writes.
    """

    def __init__(
        self,
        *,
        transaction: Callable[[], AbstractContextManager[None]],
        likeness: Likeness,
        lifecycle: Lifecycle,
        recorder: Recorder,
    ) -> None:
        self._transaction = transaction
        self._likeness = likeness
        self._lifecycle = lifecycle
        self._recorder = recorder

    def companions(self, walk: Walk) -> list[int]:
        """Pages to look at before the findings of a walk are told, to learn whether they are the site's.

        A crawl meets the pages that are due, some today and some next week. Where a sentence that went
        stands on other pages too, some of those are looked at; and never are fewer than ``MANY`` pages the
        ground of what is told of one.

        Returns:
            Ids, each once; none when asked again at the same walk.
        """
        if not walk.findings or walk.accompanied:
            return []
        walk.accompanied = True
        keys = could_be_sitewide([finding.verdict for finding in walk.findings])
        chosen = self._likeness.bearing(walk.clinic_id, keys, but=walk.looked, limit=MANY - 1)
        missing = MANY - len(walk.looked) - len(chosen)
        if missing > 0:
            chosen += self._likeness.bearing(walk.clinic_id, None, but={*walk.looked, *chosen}, limit=missing)
        return chosen

    def tell(self, walk: Walk, at: datetime, revisit: timedelta) -> None:
        """Store what was found, the site's and the pages' own: all of it, or nothing.

        Args:
            revisit: how long it may take until every page has been looked at again.
        """
        findings, walk.findings = walk.findings, []
        if not findings:
            return
        since = at - max(SITEWIDE_FOR, 2 * revisit)
        told = still_told(self._lifecycle.told_sitewide(walk.clinic_id, since))
        verdicts, sitewide = part_sitewide([finding.verdict for finding in findings], told)
        with self._transaction():
            for finding, verdict in zip(findings, verdicts, strict=True):
                self._recorder.tell(walk, finding, self._once_for_twins(finding, verdict))
            if sitewide is not None:
                walk.tally.changes += 1
                self._recorder.sitewide(walk.clinic_id, sitewide.change, sitewide.pages, at)

    def _once_for_twins(self, finding: Finding, verdict: Verdict) -> Verdict:
        """Of an article that stands at two addresses an edit is told at the first."""
        if not self._likeness.is_told_of_twin(finding.visit.page_id, finding.found.content_key):
            return verdict
        changes = tuple(change for change in verdict.changes if change.kind not in ("edited", "reverted"))
        return replace(verdict, changes=changes, reason="same_text_as_another_page")

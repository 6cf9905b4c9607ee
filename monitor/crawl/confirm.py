"""Before a change is believed: further looks in the same crawl, the page's history, all that can be read."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from monitor.crawl.walk import Look
from monitor.extract.pool import ExtractorPool, Job
from monitor.records import Extract, Passage, Verdict
from monitor.store import Archive, Versions
from monitor.version import (
    EPISODE_DAYS,
    State,
    Visible,
    Volatile,
    between,
    could_rotate,
    in_its_place,
    judge,
    known,
    settled_metadata,
    steady,
    unlike_content,
    without_flips,
    without_shifts,
)

LOOKS = 5
"""Looks after the first that a change must pass which could be the turn of a quote; others pass one.

Of two texts that are shown at random, one page in sixty shows the same one six times running.
"""

MORE_LOOKS = 10
"""The same on a page where something was volatile once and seemed to have settled."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What several looks agree on.

    Attributes:
        restless: what they were seen to word otherwise.
        wavers: the first further look found the page as it was before.
    """

    verdict: Verdict
    restless: tuple[Passage, ...]
    wavers: bool = False


class Confirmation:
    """Looks again before a difference is believed.

    Args:
        versions, archive: the open store.
        pool: where pages are extracted.
    """

    def __init__(self, versions: Versions, archive: Archive, pool: ExtractorPool) -> None:
        self._versions = versions
        self._archive = archive
        self._pool = pool

    async def confirm(
        self, look: Look, before: State, found: Extract, volatile: Volatile
    ) -> Confirmed | None:
        """Look again as often as the change needs; None if the page could not be looked at again.

        Raises:
            ExtractionError: a further look cannot be read.
        """
        since = look.fetched.fetched_at - timedelta(days=EPISODE_DAYS)
        history = self._versions.lately(look.page.id, since)
        restless: tuple[Passage, ...] = tuple(in_its_place(before.passages, found.passages, volatile))
        agreed, wavers = found, False
        for number in range(MORE_LOOKS if look.page.settlings else LOOKS):
            again = await self._look_again(look)
            if again is None or (unlike_content(before, again) and not unlike_content(before, found)):
                return None
            if number == 0:
                wavers = _compared(before, again, volatile, ()).outcome == "same"
            restless += tuple(between(before.passages, found.passages, again.passages, volatile))
            settled = settled_metadata(before.metadata, agreed.metadata, again.metadata)
            agreed = replace(agreed, metadata=settled)
            verdict = _compared(before, agreed, volatile | known(restless), history)
            if verdict.outcome != "changed" or not could_rotate(verdict):
                break
        assert again is not None
        if verdict.outcome == "changed":
            verdict = await self._newsworthy(look, without_flips(verdict, history), Visible(again.visible))
        return Confirmed(verdict, restless, wavers)

    async def _newsworthy(self, look: Look, verdict: Verdict, now: Visible) -> Verdict:
        """Without what stood on the page all along."""
        assert look.page.version_id is not None
        snapshot = self._archive.get(self._versions.read(look.page.version_id).snapshot)
        if snapshot is None or not verdict.changes:
            return verdict
        body, kind, url = snapshot.body, snapshot.content_type, snapshot.url
        before = await self._extract(Job(body, kind, url, look.clinic.ignore, visible=True))
        return without_shifts(verdict, Visible(before.visible), now)

    async def _look_again(self, look: Look) -> Extract | None:
        fetched = await look.fetch(look.fetched.final_url)
        if fetched is None or fetched.status != 200:
            return None
        body, kind, url = fetched.body, fetched.content_type, fetched.final_url
        return await self._extract(Job(body, kind, url, look.clinic.ignore, visible=True))

    async def _extract(self, job: Job) -> Extract:
        found = await asyncio.wrap_future(self._pool.extract(job))
        assert found is not None, "without a known fingerprint there is always an extract"
        return found


def _compared(before: State, found: Extract, volatile: Volatile, history: Iterable[Extract]) -> Verdict:
    """A page compared with what it said, and with its history: is it a return?"""
    earlier = {steady(each, volatile).content_key for each in history}
    return judge(before.without(volatile), steady(found, volatile), earlier=earlier, baseline=False)

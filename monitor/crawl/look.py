"""One look at one page: from the server's answer to what is stored about it.

The steps stand in the order in which they are tried, the cheap ones first; each that ends the look
names its reason, which is stored with the visit and can be counted.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from itertools import chain

from monitor.crawl.arrive import Arrival, is_elsewhere
from monitor.crawl.confirm import Confirmation
from monitor.crawl.first_sight import GONE, FirstSight, is_front_page
from monitor.crawl.recorder import Recorder
from monitor.crawl.walk import Look
from monitor.diff import align
from monitor.discover import addresses
from monitor.errors import ExtractionError
from monitor.extract.pool import ExtractorPool, Job
from monitor.fetch import SAYING_NO
from monitor.records import Extract, Fetched, Outcome, Verdict, content_key
from monitor.store import Archive, CrawlLog, Likeness, Page, PageBook, Versions, parse_iso
from monitor.version import (
    REFUSING,
    State,
    Volatile,
    has_settled,
    is_settled,
    judge,
    known,
    quiet_key,
    steady,
    titles,
    unlike_content,
)
from monitor.version.volatile import shape

PASSING = frozenset({"extractor_closed", "extractor_timeout", "extractor_crash"})
"""Why an old snapshot may fail to be read today and not tomorrow: no reason to give its page up."""


class Looker:
    """Turns answers into visits, versions and findings.

    Args:
        pages, likeness, versions, archive, log: the open store.
        pool: where pages are extracted.
        recorder: what writes.
    """

    def __init__(
        self,
        *,
        pages: PageBook,
        likeness: Likeness,
        versions: Versions,
        archive: Archive,
        log: CrawlLog,
        pool: ExtractorPool,
        recorder: Recorder,
    ) -> None:
        self._pages = pages
        self._versions = versions
        self._archive = archive
        self._pool = pool
        self._recorder = recorder
        self._arrival = Arrival(pages, log, recorder)
        self._confirmation = Confirmation(versions, archive, pool)
        self._first_sight = FirstSight(likeness, versions, recorder)

    async def look(self, look: Look) -> None:
        """Judge one answer and store what it comes to."""
        look.walk.note(look.page)
        page = self._pages.page(look.page.id)
        if page is None:
            return  # it has become part of another page while this answer was on its way
        look = replace(look, page=page)
        status = look.fetched.status
        if status in GONE:
            self._recorder.gone(look, None)
        elif status == 304:
            self._recorder.note(look, "not_modified")
        elif status in SAYING_NO:
            self._recorder.fail(look, "blocked", f"http_{status}")
        elif status != 200:
            self._recorder.fail(look, "error", f"http_{status}")
        elif is_elsewhere(look) and not addresses.same_site(look.fetched.final_url, look.page.url):
            self._recorder.fail(look, "error", "redirected_to_other_site")
        elif is_elsewhere(look) and is_front_page(look.clinic, look.fetched.final_url):
            self._recorder.gone(look, "redirected_to_front_page")
        else:
            await self._read(look)

    def unanswered(self, look: Look, outcome: Outcome, reason: str) -> None:
        """Note a look that brought no answer to judge, such as a time-out or a robots.txt that forbids."""
        if reason == "stopped":
            return
        look.walk.note(look.page)
        if outcome == "skipped":
            self._recorder.note(look, outcome, reason)
        else:
            self._recorder.fail(look, outcome, reason)

    # --- what it says ----------------------------------------------------------------------------

    async def _read(self, look: Look) -> None:
        """The cheap steps of the ladder, then extraction, then judgement."""
        page = look.page
        comparable = page.version_id is not None and page.state != "removed" and not is_elsewhere(look)
        comparable = comparable and not is_settling(page)
        if comparable and look.fetched.body_hash == page.body_hash:
            self._recorder.note(look, "same", "same_body")
            return
        try:
            found = await self._extract(look, look.fetched, page.fingerprint if comparable else None)
            if found is None:
                self._recorder.note(look, "same", "same_visible_text", seen=True)
                return
            async with look.walk.judging:
                await self._judge(look, found)
        except ExtractionError as error:
            self._recorder.fail(look, "error", error.reason)

    async def _extract(self, look: Look, fetched: Fetched, fingerprint: bytes | None) -> Extract | None:
        job = Job(fetched.body, fetched.content_type, fetched.final_url, look.clinic.ignore, fingerprint)
        return await asyncio.wrap_future(self._pool.extract(job))

    async def _judge(self, look: Look, found: Extract) -> None:
        """Is it the page, and at its address?  Then: is it new, or other than before?"""
        page = self._pages.page(look.page.id)
        if page is None:
            return  # it has become part of another page while this answer was on its way
        look = replace(look, page=page)
        try:
            before = await self._state(look, found)
        except ExtractionError as error:
            if error.reason in PASSING:
                raise
            self._begin_anew(look, found)
            return
        unlike = self._doubt(look, before, found)
        if unlike:
            outcome: Outcome = "blocked" if unlike in REFUSING else "error"
            self._recorder.fail(look, outcome, unlike, _likeness(found))
            return
        arrived = self._arrival.arrive(look)
        if arrived is None:
            return
        if before is None:
            await self._first_sight.tell(arrived, found)
        else:
            await self._compare(arrived, before, found)

    def _begin_anew(self, look: Look, found: Extract) -> None:
        """What a page said can no longer be read as today's pages are: what it says now is not compared."""
        unlike = unlike_content(None, found)
        if unlike:
            self._recorder.fail(look, "error", unlike)
        else:
            self._recorder.renew(look, found)

    def _doubt(self, look: Look, before: State | None, found: Extract) -> str:
        """Why this is not taken for the page; empty if it is, or if by now it is what the page says."""
        unlike = unlike_content(before, found)
        if not unlike:
            return ""
        likeness = _likeness(found)
        since = parse_iso(look.page.failing_since) if look.page.failing_since else look.fetched.fetched_at
        settled = is_settled(
            unlike, again=look.page.suspect_key == likeness, failing=look.fetched.fetched_at - since
        )
        # One text in the place of several pages is an error page, however long it stays.
        alone = not self._pages.is_suspect_elsewhere(look.page.clinic_id, likeness, look.page.id)
        return "" if settled and alone else unlike

    async def _state(self, look: Look, found: Extract) -> State | None:
        """What the page said before, extracted by today's extractor: only like is compared with like."""
        if look.page.version_id is None:
            return None
        stored = self._versions.read(look.page.version_id)
        before = stored.extract
        if before.stamp != found.stamp:
            before = await self._again(look, before, stored.snapshot)
        return State.of(before, removed=look.page.state == "removed")

    async def _again(self, look: Look, before: Extract, address: str) -> Extract:
        """Extract the stored snapshot of the current version again and keep that as a technical version.

        Raises:
            ExtractionError: the snapshot is not in the archive, or can no longer be extracted.
        """
        snapshot = self._archive.get(address)
        if snapshot is None:
            raise ExtractionError("no_snapshot", address)
        job = Job(snapshot.body, snapshot.content_type, snapshot.url, look.clinic.ignore, None)
        again = await asyncio.wrap_future(self._pool.extract(job))
        assert again is not None, "without a fingerprint to compare there is always an extract"
        alignment = align(before.passages, again.passages)
        self._recorder.again(look, again, address, alignment)
        return again

    # --- a page that was there before ------------------------------------------------------------

    async def _compare(self, look: Look, before: State, found: Extract) -> None:
        """Believe a change only when a second look in this crawl sees it too."""
        look, volatile = self._quieted(look, found)
        verdict = _verdict(before, found, volatile)
        if verdict.outcome == "changed":
            volatile |= titles(self._other_titles(look))
            if _verdict(before, found, volatile).outcome == "changed":
                await self._look_again(look, before, found, volatile)
                return
            verdict = replace(verdict, outcome="same", reason="other_titles", changes=())
        if verdict.changes:
            self._recorder.returned(look, found, verdict.changes[0])
        elif look.quiet_key == look.page.quiet_key and is_settling(look.page):
            self._recorder.settle(look, found, is_new=found.content_key != before.content_key)
        else:
            self._recorder.same(look, found, verdict.reason)

    def _quieted(self, look: Look, found: Extract) -> tuple[Look, Volatile]:
        """The look with what of it is volatile; nothing is on a page that kept still for long enough."""
        volatile = known(self._versions.volatile(look.page.id))
        key = quiet_key(found.passages, volatile)
        if key is None or key == look.page.quiet_key:
            return replace(look, quiet_key=key), volatile
        if has_settled(look.page.quiet_looks, look.page.settlings):
            self._versions.settle(look.page.id, look.fetched.fetched_at)
            return look, Volatile()
        return replace(look, quiet_key=key), volatile

    async def _look_again(self, look: Look, before: State, found: Extract, volatile: Volatile) -> None:
        confirmed = await self._confirmation.confirm(look, before, found, volatile)
        if confirmed is None:
            self._recorder.fail(look, "error", "no_second_look")
            return
        verdict, restless = confirmed.verdict, confirmed.restless
        look = replace(look, quiet_key=quiet_key(found.passages, volatile | known(restless)))
        if confirmed.wavers and look.page.suspect_key != _likeness(found):
            # One of two servers may lag behind: ask once more at the next crawl.
            self._recorder.doubt(look, "unsettled", _likeness(found))
        elif verdict.outcome == "changed":
            look.walk.findings.append(self._recorder.find(look, found, verdict, restless))
        elif verdict.changes:
            self._recorder.returned(look, found, verdict.changes[0])
        else:
            self._recorder.same(look, found, "volatile" if restless else verdict.reason, restless)

    def _other_titles(self, look: Look) -> Iterable[str]:
        """What the clinic's other pages are called."""
        walk = look.walk
        if walk.titles is None:
            walk.titles = self._versions.titles(walk.clinic_id)
        return chain.from_iterable(said for page_id, said in walk.titles.items() if page_id != look.page.id)


def is_settling(page: Page) -> bool:
    """Whether one more look that meets the same volatile passages makes them ordinary.

    Then the page has to be read, whatever can be told without: what stands there is to be known.
    """
    return page.quiet_key is not None and has_settled(page.quiet_looks + 1, page.settlings)


def _verdict(before: State, found: Extract, volatile: Volatile) -> Verdict:
    """What a look comes to by itself, with what is volatile left out."""
    return judge(before.without(volatile), steady(found, volatile), earlier=(), baseline=False)


def _likeness(found: Extract) -> bytes:
    """Address of a content whose counters may go on: numbers masked."""
    return content_key(tuple(replace(each, normal=shape(each) or each.normal) for each in found.passages))

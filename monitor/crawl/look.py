"""One look at one page: from the server's answer to what is stored about it.

The steps stand in the order in which they are tried, the cheap ones first; each that ends the look
names its reason, which is stored with the visit and can be counted.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from urllib.parse import urljoin

from monitor import extract as extractor
from monitor.config import Clinic
from monitor.crawl.recorder import Recorder
from monitor.crawl.walk import Finding, Look
from monitor.diff import align
from monitor.discover import addresses
from monitor.errors import ExtractionError
from monitor.extract.pool import ExtractorPool, Job
from monitor.records import Change, Extract, Fetched, Operation, Outcome, Passage, Verdict
from monitor.store import Archive, CrawlLog, Lifecycle, Page, PageBook, Versions
from monitor.version import (
    State,
    Volatile,
    between,
    judge,
    known,
    settled_metadata,
    steady,
    titles,
    unlike_content,
)

GONE = frozenset({404, 410})
PERMANENT = frozenset({301, 308})
REFUSED = frozenset({401, 403, 429, 451})


class Looker:
    """Turns answers into visits, versions and findings.

    Args:
        pages, versions, lifecycle, archive, log: the open store.
        pool: where pages are extracted.
        recorder: what writes.
    """

    def __init__(
        self,
        *,
        pages: PageBook,
        versions: Versions,
        lifecycle: Lifecycle,
        archive: Archive,
        log: CrawlLog,
        pool: ExtractorPool,
        recorder: Recorder,
    ) -> None:
        self._pages = pages
        self._versions = versions
        self._lifecycle = lifecycle
        self._archive = archive
        self._log = log
        self._pool = pool
        self._recorder = recorder

    async def look(self, look: Look) -> None:
        """Judge one answer and store what it comes to."""
        look.tally.visited += 1
        status = look.fetched.status
        if status in GONE:
            self._gone(look, None)
        elif status == 304:
            self._recorder.note(look, "not_modified")
        elif status in REFUSED:
            self._recorder.fail(look, "blocked", f"http_{status}")
        elif status != 200:
            self._recorder.fail(look, "error", f"http_{status}")
        else:
            arrived = self._arrive(look)
            if arrived is not None:
                await self._read(arrived)

    def unanswered(self, look: Look, outcome: Outcome, reason: str) -> None:
        """Note a look that brought no answer to judge, such as a time-out or a robots.txt that forbids."""
        if reason == "stopped":
            return
        look.tally.visited += 1
        if outcome == "skipped":
            self._recorder.note(look, outcome, reason)
        else:
            self._recorder.fail(look, outcome, reason)

    # --- where the answer came from --------------------------------------------------------------

    def _arrive(self, look: Look) -> Look | None:
        """Follow a page to where it answered; None where the look ends with that."""
        current = self._pages.page(look.page.id)
        if current is None:
            return None  # it has become part of another page while this answer was on its way
        look = replace(look, page=current)
        final = addresses.clean(look.fetched.final_url) or look.fetched.final_url
        if addresses.key(final) == addresses.key(look.page.url):
            return look
        if not addresses.same_site(final, look.page.url):
            self._recorder.fail(look, "error", "redirected_to_other_site")
            return None
        if _is_front_page(look.clinic, final):
            self._gone(look, "redirected_to_front_page")
            return None
        if not (look.fetched.redirects and set(look.fetched.redirects) <= PERMANENT):
            return look
        return self._move(look, final)

    def _move(self, look: Look, final: str) -> Look | None:
        """A permanent redirect: the page keeps its history under its new address."""
        target_id = self._pages.find(look.page.clinic_id, addresses.key(final))
        target = None if target_id is None or target_id == look.page.id else self._pages.page(target_id)
        if look.page.version_id is None:
            return self._adopt(look, target, final)
        moved = Change("moved", (Operation("reworded", look.page.url, final, field="url"),))
        if target is None or target.version_id is None:
            look.tally.changes += 1
            self._lifecycle.move(self._log, look.visit("moved"), moved, final, (addresses.key(final),))
            return self._again_with(look, look.page.id)
        if look.page.state == "removed":
            self._gone(look, "moved_to_known_page")
        else:
            look.tally.changes += 1
            self._lifecycle.merge(self._log, look.visit("moved"), moved)
        return None

    def _adopt(self, look: Look, target: Page | None, final: str) -> Look | None:
        """A new address that leads elsewhere is another name of the page there."""
        self._pages.adopt(look.page.id, None if target is None else target.id, final, addresses.key(final))
        if target is not None and target.version_id is not None:
            return None
        return self._again_with(look, look.page.id if target is None else target.id)

    def _again_with(self, look: Look, page_id: int) -> Look:
        page = self._pages.page(page_id)
        assert page is not None
        return replace(look, page=page)

    def _gone(self, look: Look, reason: str | None) -> None:
        """Not there: believed when a later crawl sees it again."""
        if look.page.state == "missing":
            self._recorder.life(look, Change("removed"), "gone", reason)
        else:
            first = "first_look" if look.page.state == "live" else None
            self._recorder.note(look, "gone", reason or first)

    # --- what it says ----------------------------------------------------------------------------

    async def _read(self, look: Look) -> None:
        """The cheap steps of the ladder, then extraction, then judgement."""
        page = look.page
        comparable = page.version_id is not None and page.state != "removed"
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
        page = self._pages.page(look.page.id)
        if page is None:
            return  # it has become part of another page meanwhile
        look = replace(look, page=page)
        before = await self._state(look)
        unlike = unlike_content(before, found)
        if unlike == "collapsed" and page.suspect_key == found.content_key:
            unlike = ""  # the same again at a later crawl: that is what the page says now
        if unlike:
            self._recorder.fail(look, "error", unlike, found.content_key)
        elif before is None:
            await self._first_sight(look, found)
        else:
            await self._compare(look, before, found)

    async def _state(self, look: Look) -> State | None:
        """What the page said before, extracted by today's extractor: only like is compared with like."""
        if look.page.version_id is None:
            return None
        stored = self._versions.read(look.page.version_id)
        before = stored.extract
        if before.stamp != extractor.stamp(look.clinic.ignore):
            before = await self._again(look, before, stored.snapshot) or before
        return State.of(before, removed=look.page.state == "removed")

    async def _again(self, look: Look, before: Extract, address: str) -> Extract | None:
        """Extract the stored snapshot of the current version again and keep that as a technical version."""
        snapshot = self._archive.get(address)
        if snapshot is None:
            return None
        job = Job(snapshot.body, snapshot.content_type, snapshot.url, look.clinic.ignore, None)
        again = await asyncio.wrap_future(self._pool.extract(job))
        assert again is not None
        alignment = align(before.passages, again.passages)
        self._versions.save_technical(look.page.id, look.fetched.fetched_at, again, address, alignment)
        return again

    # --- a page that was there before ------------------------------------------------------------

    async def _compare(self, look: Look, before: State, found: Extract) -> None:
        """Believe a change only when a second look in this crawl sees it too."""
        volatile = known(self._versions.volatile(look.page.id))
        verdict = judge(before.without(volatile), steady(found, volatile), earlier=(), baseline=False)
        restless: tuple[Passage, ...] = ()
        if verdict.outcome == "changed":
            volatile |= titles(self._versions.titles(look.page.clinic_id, but=look.page.id))
            second = await self._second_look(look)
            if second is None:
                self._recorder.fail(look, "error", "no_second_look")
                return
            restless = tuple(between(before.passages, found.passages, second.passages))
            verdict = self._confirmed(look, before, found, second, volatile | known(restless))
        if verdict.outcome == "changed":
            look.walk.findings.append(Finding(look, before, found, verdict, restless))
        elif verdict.changes:
            self._recorder.returned(look, found, verdict.changes[0])
        else:
            self._recorder.same(look, found, "volatile" if restless else verdict.reason, restless)

    def _confirmed(
        self, look: Look, before: State, found: Extract, second: Extract, volatile: Volatile
    ) -> Verdict:
        """What two looks agree on, with its history: is it a return to what the page said once?"""
        earlier = (self._versions.read(each).extract for each in self._versions.recent(look.page.id))
        agreed = replace(found, metadata=settled_metadata(before.metadata, found.metadata, second.metadata))
        return judge(
            before.without(volatile),
            steady(agreed, volatile),
            earlier={steady(each, volatile).content_key for each in earlier},
            baseline=False,
        )

    async def _second_look(self, look: Look) -> Extract | None:
        fetched = await look.fetch(look.fetched.final_url)
        if fetched is None or fetched.status != 200:
            return None
        if fetched.body == look.fetched.body:
            fetched = look.fetched
        return await self._extract(look, fetched, None)

    # --- a page that is new ----------------------------------------------------------------------

    async def _first_sight(self, look: Look, found: Extract) -> None:
        """A new page is news, unless it is a known article at another address."""
        twin = self._pages.same_content(look.page.clinic_id, found.content_key, but=look.page.id)
        if twin is None or not found.passages:
            verdict = judge(None, found, earlier=(), baseline=look.page.baseline)
            self._recorder.version(look, found, verdict)
        elif not await self._has_left(look, twin):
            self._recorder.version(look, found, Verdict("new", "same_text_as_another_page"))
        else:
            look.tally.changes += 1
            moved = Change("moved", (Operation("reworded", twin.url, look.page.url, field="url"),))
            visit = replace(look.visit("moved", "same_text"), page_id=twin.id)
            self._lifecycle.move(self._log, visit, moved, look.page.url, (addresses.key(look.page.url),))

    async def _has_left(self, look: Look, twin: Page) -> bool:
        """Whether an article is gone from its old address; asked there unless a crawl has seen it gone."""
        if twin.state in ("missing", "removed"):
            return True
        answer = await look.fetch(twin.url)
        if answer is None:
            return False
        arrived_at = addresses.key(addresses.clean(answer.final_url) or answer.final_url)
        return answer.status in GONE or arrived_at == addresses.key(look.page.url)


def _is_front_page(clinic: Clinic, url: str) -> bool:
    """Where sites send those who ask for an article that is no more."""
    return addresses.key(url) in {addresses.key(clinic.url), addresses.key(urljoin(url, "/"))}

"""A crawl under way: what it was asked to do, what it knows of each clinic, and what it has open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path

from monitor.config import Clinic, load
from monitor.crawl.errand import Clock, Errand, now
from monitor.crawl.look import Looker, is_settling
from monitor.crawl.recorder import Recorder
from monitor.crawl.teller import Teller
from monitor.crawl.telling import Telling
from monitor.crawl.walk import Walk
from monitor.crawl.watching import by_identity, chosen, cleaned, is_wanted
from monitor.discover import Ask, Discovery
from monitor.extract.pool import ExtractorPool
from monitor.fetch import SAYING_NO, leave_alone
from monitor.records import Fetched, Validators
from monitor.store import (
    Archive,
    ClinicBook,
    ClinicSummary,
    CrawlLog,
    Evidence,
    Lifecycle,
    Likeness,
    Outbox,
    Page,
    PageBook,
    PassageIndex,
    Versions,
    WorkspaceLock,
    open_database,
)
from monitor.version import is_honest

EXTRACTION_SECONDS = 30.0
"""Longest a single page may keep the extractor busy; the slowest of 1,171 real pages took 2."""


PROBE_EVERY = timedelta(days=7)
"""How often a site is searched for sources that it did not have before."""


LEFT_ALONE = "left_alone"
"""Why a clinic fails that was not asked, because it has said no."""


@dataclass(frozen=True, slots=True)
class CrawlOptions:
    """What one crawl is asked to do.

    Attributes:
        clinics: slugs; empty means every enabled clinic.
        everything: look at every known page, due or not.
        limit: at most so many pages of each clinic.
        workers: processes that extract.
    """

    clinics: tuple[str, ...] = ()
    everything: bool = False
    limit: int | None = None
    workers: int = 2


class CrawlSession(Errand):
    """Everything one crawl has open, from taking the workspace's lock to letting it go.

    Args:
        workspace: the folder.
        options: what to do.
        command: what is running, for the lock.
        clock: the time, in UTC; tests put their own in.

    Raises:
        ConfigurationError: the workspace's files are wrong; nothing was opened.
        UsageError: a named clinic is not on the list, or there is none to crawl.
        WorkspaceBusyError: another process holds the workspace.
    """

    def __init__(
        self,
        workspace: Path,
        options: CrawlOptions,
        *,
        command: str = "crawl",
        clock: Clock = now,
    ) -> None:
        config = load(workspace)
        super().__init__(config, chosen(config, options.clinics), clock)
        self.options = options
        self.summaries: list[ClinicSummary] = []
        self._lock = WorkspaceLock(workspace, command)
        self._lock.__enter__()
        try:
            self._open(workspace)
        except BaseException:
            self._lock.__exit__(None, None, None)
            raise

    def _open(self, workspace: Path) -> None:
        at = self.clock()
        self._database = open_database(workspace)
        self._archive = Archive(workspace)
        self.pages = PageBook(self._database)
        self._clinics = ClinicBook(self._database)
        self.ids = self._clinics.sync_clinics(
            ((clinic.slug, clinic.name, clinic.url, clinic.enabled) for clinic in self.config.clinics), at
        )
        self.log = CrawlLog(self._database, at, everything=self.options.everything)
        self._teller = Teller(
            Outbox(self._database), Evidence(self._database), self.config.alerts, self.clock
        )
        self.clinics = self._without_refusing(self.clinics)
        self._pool = ExtractorPool(self.options.workers, EXTRACTION_SECONDS)
        if any(self._clinics.in_baseline(self.ids[clinic.slug]) for clinic in self.clinics):
            self._pool.start()  # every page of a first crawl is extracted
        self._employ()

    def _employ(self) -> None:
        """Put those to work who judge, write and tell, over the open store."""
        likeness = Likeness(self._database)
        versions, lifecycle = Versions(self._database), Lifecycle(self._database)
        self._index = PassageIndex(self._database)
        recorder = Recorder(
            versions=versions,
            lifecycle=lifecycle,
            archive=self._archive,
            log=self.log,
            index=self._index,
            lexicon=self.config.lexicon,
            teller=self._teller,
        )
        self.looker = Looker(
            pages=self.pages,
            likeness=likeness,
            versions=versions,
            archive=self._archive,
            log=self.log,
            pool=self._pool,
            recorder=recorder,
        )
        self._telling = Telling(
            transaction=self._teller.telling,
            likeness=likeness,
            lifecycle=lifecycle,
            recorder=recorder,
        )

    def walk(self, clinic: Clinic, robots_sitemaps: Sequence[str]) -> Walk:
        """Set out through one clinic, from what the last crawl knew of its sources."""
        clinic_id = self.ids[clinic.slug]
        known = () if self._wants_probe(clinic_id) else self._clinics.sources(clinic_id)
        walk = Walk(
            clinic,
            clinic_id,
            Discovery(clinic, known, robots_sitemaps),
            expected=frozenset((*map(cleaned, robots_sitemaps), *(source.url for source in known))),
        )
        self.walks.append(walk)
        return walk

    def _wants_probe(self, clinic_id: int) -> bool:
        """Sites add feeds and sitemaps: now and then one is searched as if nothing were known."""
        probed_at = self._clinics.probed_at(clinic_id)
        return probed_at is None or self.clock() - probed_at > PROBE_EVERY

    def page(self, page_id: int) -> Page | None:
        """A page that is due, as it is to be asked for; None if it has become part of another since."""
        page = self.pages.page(page_id)
        return replace(page, validators=Validators()) if page and is_settling(page) else page

    def note_source(self, walk: Walk, ask: Ask, fetched: Fetched | None) -> None:
        """Remember when a source that should answer does not: the list of articles may then be short."""
        if fetched is not None and fetched.status in SAYING_NO and ask.kind == "home":
            walk.turned_away = True
        silent = fetched is None or fetched.status >= 500 or fetched.status == 429
        if silent and (ask.kind == "home" or ask.url in walk.expected):
            walk.unsure = True

    def end_discovery(self, walk: Walk) -> None:
        """Store what the clinic's sources said and line up the pages that are due."""
        walk.discovered = True
        entries = by_identity(walk.clinic, walk.discovery)
        self.pages.drop_unwanted(walk.clinic_id, partial(is_wanted, walk.clinic))
        walk.listed = len(entries)
        at = self.clock()
        self.pages.save_discovery(
            walk.clinic_id,
            walk.discovery.sources,
            entries,
            complete=walk.discovery.complete and not walk.unsure,
            probed=self._wants_probe(walk.clinic_id),
            now=at,
        )
        due = self.pages.due(
            walk.clinic_id,
            now=at,
            revisit=walk.clinic.revisit,
            everything=self.options.everything,
            honest=self._is_honest(walk.clinic_id),
            limit=self.options.limit,
        )
        walk.planned = len(due)
        walk.due = iter(due)
        _failing, pages = self._clinics.failing(walk.clinic_id)
        if not pages and not entries:
            walk.failure = walk.failure or "nothing_listed"

    def further(self, walk: Walk) -> bool:
        """Line up pages that have to be looked at because of what was found at others.

        Returns:
            Whether there are any.
        """
        pages = self._telling.companions(walk)
        walk.planned += len(pages)
        walk.due = iter(pages)
        return bool(pages)

    def _is_honest(self, clinic_id: int) -> bool:
        learnt = self._clinics.standing(clinic_id)
        return is_honest(learnt.claims_kept, learnt.claims_broken_at, self.clock())

    def end_walk(self, walk: Walk) -> None:
        """Store what the crawl came to at one clinic; the first good end is the end of its baseline."""
        walk.ended = True
        self._telling.tell(walk, self.clock(), walk.clinic.revisit)
        self.log.flush()
        tally = walk.tally
        failing, pages = self._clinics.failing(walk.clinic_id)
        if not walk.failure and failing * 2 > pages:
            walk.failure = tally.first_reason or "most_pages_failing"
        outcome = "failed" if walk.failure else "interrupted" if self.interrupted else "ok"
        summary = ClinicSummary(
            walk.clinic.slug, outcome, walk.failure, walk.listed, tally.visited, tally.failed, tally.changes
        )
        self.summaries.append(summary)
        # A source that never answers must not make every article of the years to come a part of the baseline.
        if outcome == "ok" and (not walk.unsure or self._clinics.has_ended_well(walk.clinic_id)):
            self._clinics.end_baseline(walk.clinic_id, self.clock())
        if not self.interrupted:  # whoever stopped a crawl waits for its end; the next one catches up
            self._index.catch_up()
        self.log.end_clinic(walk.clinic_id, summary, self.clock())
        self._teller.check_health(walk.clinic_id, walk.clinic.slug)
        self._note_refusal(walk)

    def _note_refusal(self, walk: Walk) -> None:
        """A site that says no is left alone for longer each time, until it says yes."""
        refusals = self._clinics.standing(walk.clinic_id).refusals
        if walk.is_refused:
            refusals += 1
            self._clinics.save_refusals(walk.clinic_id, refusals, self.clock() + leave_alone(refusals))
        elif refusals and not walk.failure:
            self._clinics.save_refusals(walk.clinic_id, 0, None)

    def _without_refusing(self, clinics: tuple[Clinic, ...]) -> tuple[Clinic, ...]:
        """The clinics that may be asked today; the others fail at once, and are named."""
        if self.options.everything or self.options.clinics:
            return clinics
        now_asked: list[Clinic] = []
        for clinic in clinics:
            until = self._clinics.standing(self.ids[clinic.slug]).left_alone_until
            if until is None or until <= self.clock():
                now_asked.append(clinic)
                continue
            summary = ClinicSummary(clinic.slug, "failed", LEFT_ALONE, 0, 0, 0, 0)
            self.summaries.append(summary)
            self.log.end_clinic(self.ids[clinic.slug], summary, self.clock())
            self._teller.check_health(self.ids[clinic.slug], clinic.slug)
        return tuple(now_asked)

    def close(self) -> None:
        """Write what is left, and let everything go; safe at any moment."""
        try:
            if self.fatal is None:
                for walk in self.walks:
                    if not walk.ended:
                        walk.failure = walk.failure or ("" if self.interrupted else "unfinished")
                        self.end_walk(walk)
                self.log.end(self.clock(), interrupted=self.interrupted)
        finally:
            self._pool.close()
            self._archive.close()
            self._database.close()
            self._lock.__exit__(None, None, None)

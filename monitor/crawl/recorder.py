"""From decisions to the store: every write of a crawl about a page goes through here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.classify import brings, classify, copied, reader, signals, signals_of_new
from monitor.config import Lexicon
from monitor.crawl.teller import Teller
from monitor.crawl.walk import Finding, Look, Walk
from monitor.diff import align
from monitor.discover import addresses
from monitor.extract import normal_form
from monitor.records import Alignment, Change, Extract, Operation, Outcome, Passage, Signal, Verdict
from monitor.store import Archive, Classified, CrawlLog, Lifecycle, PassageIndex, Versions, Visit
from monitor.version import EPISODE_DAYS, with_returns


class Recorder:
    """Writes visits, versions and changes of one crawl.

    Args:
        versions, lifecycle, archive, log, index: the open store.
        lexicon: what mentions are looked for.
        teller: decides who is told of what is stored here.
    """

    def __init__(
        self,
        *,
        versions: Versions,
        lifecycle: Lifecycle,
        archive: Archive,
        log: CrawlLog,
        index: PassageIndex,
        lexicon: Lexicon,
        teller: Teller,
    ) -> None:
        self._versions = versions
        self._lifecycle = lifecycle
        self._archive = archive
        self._log = log
        self._index = index
        self._lexicon = lexicon
        self._teller = teller

    def note(self, look: Look, outcome: Outcome, reason: str | None = None, *, seen: bool = False) -> None:
        """A look that changes nothing.

        Args:
            seen: the body is as good as the one known; the next look may compare with it.
        """
        # A 304 need not repeat the validators; a full answer has today's.
        validators = look.fetched.validators if outcome == "same" else None
        body_hash = look.fetched.body_hash if seen else None
        self._log.visit(replace(look.visit(outcome, reason), validators=validators, body_hash=body_hash))

    def fail(self, look: Look, outcome: Outcome, reason: str, suspect: bytes | None = None) -> None:
        """A look that failed; the page keeps what it said.

        Args:
            suspect: content key of what was not believed; seen again at the next crawl it will be.
        """
        look.tally.failed += 1
        look.tally.refused += outcome == "blocked"
        look.tally.first_reason = look.tally.first_reason or reason
        self._log.visit(replace(look.visit(outcome, reason), suspect_key=suspect))

    def doubt(self, look: Look, reason: str, suspect: bytes) -> None:
        """A look that is not believed and yet no failure of the page: it stays due."""
        self._log.visit(replace(look.visit("skipped", reason), suspect_key=suspect))

    def same(self, look: Look, found: Extract, reason: str, restless: tuple[Passage, ...] = ()) -> None:
        """A look that was read and found to say the same; ``restless`` is what it said otherwise."""
        visit = _seen(look, "same", reason, found)
        if restless:
            self._versions.save_volatile(self._log, visit, restless)
        else:
            self._log.visit(visit)

    def renew(self, look: Look, found: Extract) -> None:
        """A page whose old text cannot be compared with today's: from now on it says what was found."""
        standing = self._versions.standing(look.page.id)
        assert standing is not None, "only what was read before can be out of comparison"
        snapshot = self._archive.put(look.fetched)
        alignment = align(standing, found.passages)
        self.again(look, found, snapshot, alignment)
        self._log.visit(_seen(look, "same", "not_comparable", found))

    def settle(self, look: Look, found: Extract, *, is_new: bool) -> None:
        """A page whose volatile passages have kept still: they are ordinary again, as they stand now.

        Args:
            is_new: they are not what the current version holds; that is kept as a version, and not told.
        """
        if is_new:
            self.version(look, found, Verdict("changed", "settled"))
        else:
            self._log.visit(_seen(look, "same", "settled", found))
        self._versions.settle(look.page.id, look.fetched.fetched_at)

    def end(self, look: Look, change: Change, outcome: Outcome, reason: str | None = None) -> None:
        """The end of a page: it was removed, or leads to another page with a history of its own."""
        look.tally.changes += 1
        with self._teller.telling():
            self._lifecycle.save_change(self._log, look.visit(outcome, reason), change, ends=True)

    def gone(self, look: Look, reason: str | None) -> None:
        """Not there: believed when a later crawl sees it again."""
        if look.page.state == "missing":
            self.end(look, Change("removed"), "gone", reason)
        else:
            first = "first_look" if look.page.state == "live" else None
            self.note(look, "gone", reason or first)

    def move(self, look: Look, page_id: int, before: str, after: str, reason: str | None = None) -> None:
        """A page goes on at another address."""
        look.tally.changes += 1
        moved = Change("moved", (Operation("reworded", before, after, field="url"),))
        visit = replace(look.visit("moved", reason), page_id=page_id)
        with self._teller.telling():
            self._lifecycle.move(self._log, visit, moved, after, (addresses.key(after),))

    def returned(self, look: Look, found: Extract, change: Change) -> None:
        """A page that was removed is back, word for word."""
        look.tally.changes += 1
        with self._teller.telling():
            self._lifecycle.save_change(self._log, _seen(look, "same", change.kind, found), change)

    def find(
        self, look: Look, found: Extract, verdict: Verdict, restless: tuple[Passage, ...] = ()
    ) -> Finding:
        """Keep a change that is believed until its clinic's walk ends; its snapshot is stored now."""
        snapshot = self._archive.put(look.fetched)
        return Finding(
            _seen(look, verdict.outcome, verdict.reason, found), snapshot, found, verdict, restless
        )

    def tell(self, walk: Walk, finding: Finding, verdict: Verdict) -> None:
        """Store a change inside the caller's transaction; ``verdict`` is what of it is the page's own."""
        since = finding.visit.visited_at - timedelta(days=EPISODE_DAYS)
        # Only now: what the site changed on all its pages does not belong to the page's own change.
        verdict = with_returns(verdict, self._versions.lately(finding.visit.page_id, since))
        visit = replace(finding.visit, outcome=verdict.outcome, reason=verdict.reason)
        standing = self._versions.standing(visit.page_id)
        found = finding.found.passages
        meant = [self._with_signals(change, standing or (), found) for change in verdict.changes]
        changes = self._with_borrowed(walk.clinic.slug, finding, meant)
        self._versions.save(
            self._log,
            visit,
            finding.found,
            finding.snapshot,
            alignment=None if standing is None else align(standing, found),
            changes=changes,
            classified=classified(found, self._lexicon),
            volatile=finding.restless,
        )
        walk.tally.changes += len(verdict.changes)

    def again(self, look: Look, found: Extract, address: str, alignment: Alignment) -> None:
        """The current version as extracted again; nobody is told."""
        about = classified(found.passages, self._lexicon)
        at = look.fetched.fetched_at
        self._versions.save_technical(look.page.id, at, found, address, alignment, about)

    def version(self, look: Look, found: Extract, verdict: Verdict) -> None:
        """A new version with the changes that the verdict names, stored now."""
        finding = self.find(look, found, verdict)
        with self._teller.telling():
            self.tell(look.walk, finding, verdict)

    def sitewide(self, clinic_id: int, change: Change, pages: int, at: datetime) -> None:
        """A change of a clinic's boilerplate."""
        told = self._with_signals(change, (), ())
        self._lifecycle.save_sitewide(self._log, clinic_id, told, pages=pages, detected_at=at)

    def _with_signals(self, change: Change, before: Sequence[Passage], after: Sequence[Passage]) -> Change:
        """A change with what it means, from what the article said and says."""
        if change.kind == "published":
            return replace(change, signals=signals_of_new(after, self._lexicon))
        meant = signals(change.operations, before, after, self._lexicon, normal_form)
        return replace(change, signals=meant)

    def _with_borrowed(self, clinic: str, finding: Finding, changes: Sequence[Change]) -> Sequence[Change]:
        """The changes, with a signal for each passage they bring that another clinic had first."""
        if not changes:
            return changes
        self._index.catch_up()
        at = finding.visit.visited_at
        brought = [brings(change, finding.found.passages) for change in changes]
        return tuple(
            replace(change, signals=(*change.signals, *self._borrowed(clinic, those, at)))
            for change, those in zip(changes, brought, strict=True)
        )

    def _borrowed(
        self, clinic: str, brought: Iterable[tuple[str | None, Passage]], at: datetime
    ) -> Iterator[Signal]:
        reads = reader(self._lexicon)
        for before, passage in brought:
            signal = copied(clinic, before, passage.text, self._index.copies(passage), at)
            if signal is not None:
                yield replace(signal, theme=next(iter(reads.read(passage.normal).themes), ""))


def classified(passages: Iterable[Passage], lexicon: Lexicon) -> Classified:
    """What passages are about, as the store takes it."""
    about = classify(passages, lexicon)
    return Classified(lexicon.version, {key: (each.mentions, each.numbers) for key, each in about.items()})


def _seen(look: Look, outcome: Outcome, reason: str, found: Extract) -> Visit:
    return replace(
        look.visit(outcome, reason),
        validators=look.fetched.validators,
        body_hash=look.fetched.body_hash,
        fingerprint=found.fingerprint,
    )

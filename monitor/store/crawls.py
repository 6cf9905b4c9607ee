"""Crawls and visits: what was looked at, when, and what it came to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from monitor.records import Outcome, Validators
from monitor.store.connect import writing
from monitor.store.times import iso
from monitor.store.trends import count_week

BATCH = 100
"""Visits written in one transaction; a crash costs looking at so many pages again, nothing else."""

_GOOD = ("new", "changed", "same", "not_modified", "moved")


@dataclass(frozen=True, slots=True)
class Visit:
    """One look at one page.

    Attributes:
        reason: which rule decided, such as ``same_body`` or ``timeout``; None where the outcome says it all.
        status: HTTP status, None where nothing answered.
        validators, body_hash, fingerprint: of the answer, for the next request; None leaves what is known.
        suspect_key: content that was not believed.
        quiet_key: the volatile passages it met; None where none are known or the answer was not read.
    """

    page_id: int
    visited_at: datetime
    outcome: Outcome
    reason: str | None = None
    status: int | None = None
    version_id: int | None = None
    validators: Validators | None = None
    body_hash: bytes | None = None
    fingerprint: bytes | None = None
    suspect_key: bytes | None = None
    quiet_key: bytes | None = None


@dataclass(frozen=True, slots=True)
class ClinicSummary:
    """What a crawl came to at one clinic.

    Attributes:
        outcome: ``ok``, ``failed`` (with its reason) or ``interrupted``.
        listed: addresses the clinic's sources named.
        visited, failed, changes: pages looked at, looks that failed, changes recorded.
    """

    slug: str
    outcome: str
    reason: str
    listed: int
    visited: int
    failed: int
    changes: int


class CrawlLog:
    """Writes one crawl; visits are kept back and written together.

    Args:
        database: an open ``monitor.db``, its workspace locked by this process.
        started_at: now.
        everything: whether the crawl looks at every page, due or not.
    """

    def __init__(self, database: Database, started_at: datetime, *, everything: bool) -> None:
        self._database = database
        self._waiting: list[Visit] = []
        with writing(database):
            # Whoever was running does not hold the lock any more: it died.
            database.execute("UPDATE crawls SET state = 'killed' WHERE state = 'running'")
            cursor = database.execute(
                """INSERT INTO crawls (started_at, state, everything, visits_after)
                SELECT ?, 'running', ?, coalesce(max(id), 0) FROM visits""",
                (iso(started_at), int(everything)),
            )
        assert cursor.lastrowid is not None
        self.crawl_id: int = cursor.lastrowid

    def visit(self, visit: Visit) -> None:
        """Note a look that stored no version and made no change."""
        self._waiting.append(visit)
        if len(self._waiting) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Write the visits noted so far."""
        if self._waiting:
            with writing(self._database):
                self.drain()

    def drain(self) -> None:
        """Write the visits noted so far inside the caller's transaction."""
        waiting, self._waiting = self._waiting, []
        for visit in waiting:
            self._write(visit)

    def write(self, visit: Visit) -> None:
        """Write one visit and its page's state inside the caller's transaction, after those noted before."""
        self.drain()
        self._write(visit)

    def _write(self, visit: Visit) -> None:
        self._database.execute(
            """INSERT INTO visits (crawl_id, page_id, visited_at, outcome, reason, status, version_id)
            VALUES (?, ?, ?, ?, ?, ?, ?)""",
            (
                self.crawl_id,
                visit.page_id,
                iso(visit.visited_at),
                visit.outcome,
                visit.reason,
                visit.status,
                visit.version_id,
            ),
        )
        if visit.outcome in _GOOD:
            self._note_good(visit)
        elif visit.outcome == "gone":
            self._note_gone(visit)
        elif visit.outcome == "skipped":
            # Not asked is not failed; what was not believed stays due.
            self._database.execute(
                """UPDATE pages SET visited_at = CASE WHEN :suspect IS NULL THEN :at ELSE visited_at END,
                suspect_key = coalesce(:suspect, suspect_key) WHERE id = :page""",
                {"at": iso(visit.visited_at), "suspect": visit.suspect_key, "page": visit.page_id},
            )
        else:
            self._note_failure(visit)

    def _note_gone(self, visit: Visit) -> None:
        self._database.execute(
            """UPDATE pages SET visited_at = ?, visited_claim = claimed_modified_at, failing_since = NULL,
            failing_reason = NULL, state = CASE state WHEN 'live' THEN 'missing' WHEN 'known' THEN 'removed'
            ELSE state END WHERE id = ?""",
            (iso(visit.visited_at), visit.page_id),
        )

    def _note_good(self, visit: Visit) -> None:
        validators = visit.validators or Validators()
        self._database.execute(
            """UPDATE pages SET visited_at = :at, seen_at = :at, visited_claim = claimed_modified_at,
            state = 'live', failing_since = NULL, failing_reason = NULL, suspect_key = NULL,
            etag = CASE :fresh WHEN 1 THEN :etag ELSE etag END,
            last_modified = CASE :fresh WHEN 1 THEN :modified ELSE last_modified END,
            body_hash = coalesce(:body, body_hash), fingerprint = coalesce(:fingerprint, fingerprint),
            quiet_looks = CASE WHEN coalesce(:quiet, quiet_key) IS quiet_key THEN quiet_looks ELSE 0 END + 1,
            quiet_key = coalesce(:quiet, quiet_key) WHERE id = :page""",
            {
                "at": iso(visit.visited_at),
                "fresh": int(visit.validators is not None),
                "etag": validators.etag,
                "modified": validators.last_modified,
                "body": visit.body_hash,
                "fingerprint": visit.fingerprint,
                "quiet": visit.quiet_key,
                "page": visit.page_id,
            },
        )

    def _note_failure(self, visit: Visit) -> None:
        self._database.execute(
            """UPDATE pages SET visited_at = :at, failing_since = coalesce(failing_since, :at),
            failing_reason = :reason, suspect_key = coalesce(:suspect, suspect_key) WHERE id = :page""",
            {
                "at": iso(visit.visited_at),
                "reason": visit.reason or visit.outcome,
                "suspect": visit.suspect_key,
                "page": visit.page_id,
            },
        )

    def end_clinic(self, clinic_id: int, summary: ClinicSummary, ended_at: datetime) -> None:
        """Write what the crawl came to at one clinic, after all its visits; a good one counts its week."""
        self.flush()
        with writing(self._database):
            self._database.execute(
                "INSERT OR REPLACE INTO crawl_clinics VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    self.crawl_id,
                    clinic_id,
                    summary.outcome,
                    summary.reason,
                    iso(ended_at),
                    summary.listed,
                    summary.visited,
                    summary.failed,
                    summary.changes,
                ),
            )
            if summary.outcome == "ok":
                count_week(self._database, clinic_id, iso(ended_at))

    def end(self, ended_at: datetime, *, interrupted: bool) -> None:
        """Write the end of the crawl."""
        self.flush()
        with writing(self._database):
            self._database.execute(
                "UPDATE crawls SET ended_at = ?, state = ? WHERE id = ?",
                (iso(ended_at), "interrupted" if interrupted else "finished", self.crawl_id),
            )

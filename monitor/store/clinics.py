"""Clinics as the database knows them: what is on the operator's list, and what was learnt of each site."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from monitor.records import Source, Validators
from monitor.store.connect import writing
from monitor.store.times import iso, parse_iso


@dataclass(frozen=True, slots=True)
class Standing:
    """What crawls have learnt of a clinic's site.

    Attributes:
        claims_kept: edits found on pages that the site had dated anew.
        claims_broken_at: when an edit was last found under an old date.
        refusals: crawls in a row at which the site said no.
        left_alone_until: when it may be asked again.
    """

    claims_kept: int
    claims_broken_at: datetime | None
    refusals: int
    left_alone_until: datetime | None


class ClinicBook:
    """Reads and writes of clinics and their sources.

    Args:
        database: an open ``monitor.db``.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def sync_clinics(self, clinics: Iterable[tuple[str, str, str, bool]], now: datetime) -> dict[str, int]:
        """Take over the operator's list; clinics no longer on it are kept, disabled.

        Args:
            clinics: (slug, name, url, enabled) of each.
            now: noted as the day a new clinic was added.

        Returns:
            The id of each slug.
        """
        with writing(self._database):
            self._database.execute("UPDATE clinics SET enabled = 0")
            for slug, name, url, enabled in clinics:
                self._database.execute(
                    """INSERT INTO clinics (slug, name, url, enabled, added_at) VALUES (?, ?, ?, ?, ?)
                    ON CONFLICT (slug) DO UPDATE SET name = excluded.name, url = excluded.url,
                    enabled = excluded.enabled""",
                    (slug, name, url, int(enabled), iso(now)),
                )
            return dict(self._database.execute("SELECT slug, id FROM clinics").fetchall())

    def in_baseline(self, clinic_id: int) -> bool:
        """Whether no crawl of this clinic has come to its end yet."""
        return in_baseline(self._database, clinic_id)

    def probed_at(self, clinic_id: int) -> datetime | None:
        """When the clinic's site was last searched for sources, None before the first time."""
        row = self._database.execute("SELECT probed_at FROM clinics WHERE id = ?", (clinic_id,)).fetchone()
        return None if row[0] is None else parse_iso(row[0])

    def sources(self, clinic_id: int) -> tuple[Source, ...]:
        """Where the clinic was found to list its articles, in the order they were found."""
        rows = self._database.execute(
            "SELECT kind, url, etag, last_modified FROM sources WHERE clinic_id = ? ORDER BY id", (clinic_id,)
        )
        return tuple(Source(kind, url, Validators(etag, modified)) for kind, url, etag, modified in rows)

    def has_ended_well(self, clinic_id: int) -> bool:
        """Whether a crawl of the clinic has come to a good end before."""
        row = self._database.execute(
            "SELECT 1 FROM crawl_clinics WHERE clinic_id = ? AND outcome = 'ok' LIMIT 1", (clinic_id,)
        ).fetchone()
        return row is not None

    def failing(self, clinic_id: int) -> tuple[int, int]:
        """How many of the clinic's pages failed at their last visit, and how many there are."""
        row = self._database.execute(
            """SELECT coalesce(sum(failing_since IS NOT NULL), 0), count(*) FROM pages
            WHERE clinic_id = ? AND kind != 'other' AND state != 'removed'""",
            (clinic_id,),
        ).fetchone()
        return int(row[0]), int(row[1])

    def end_baseline(self, clinic_id: int, now: datetime) -> None:
        """From now on a new page of the clinic is news."""
        with writing(self._database):
            self._database.execute(
                "UPDATE clinics SET baseline_at = ? WHERE id = ? AND baseline_at IS NULL",
                (iso(now), clinic_id),
            )

    def standing(self, clinic_id: int) -> Standing:
        """What was learnt of a clinic's site."""
        kept, broken_at, refusals, until = self._database.execute(
            "SELECT claims_kept, claims_broken_at, refusals, left_alone_until FROM clinics WHERE id = ?",
            (clinic_id,),
        ).fetchone()
        return Standing(
            kept,
            parse_iso(broken_at) if broken_at else None,
            refusals,
            parse_iso(until) if until else None,
        )

    def save_refusals(self, clinic_id: int, refusals: int, until: datetime | None) -> None:
        """Note how often in a row a site has said no, and until when it is left alone."""
        with writing(self._database):
            self._database.execute(
                "UPDATE clinics SET refusals = ?, left_alone_until = ? WHERE id = ?",
                (refusals, iso(until) if until else None, clinic_id),
            )


def in_baseline(database: Database, clinic_id: int) -> bool:
    """Whether no crawl of a clinic has come to its end yet."""
    row = database.execute("SELECT baseline_at FROM clinics WHERE id = ?", (clinic_id,)).fetchone()
    return row[0] is None


def note_claim(database: Database, page_id: int, at: datetime) -> None:
    """An edit was found: did the site date it?  Inside the caller's transaction, before the visit is written.

    A page without a date, or with one at its last visit only, proves nothing.
    """
    database.execute(
        """UPDATE clinics SET claims_kept = claims_kept + (p.claimed_modified_at != p.visited_claim),
            claims_broken_at = CASE WHEN p.claimed_modified_at = p.visited_claim THEN ?
                ELSE claims_broken_at END
        FROM (SELECT * FROM pages WHERE id = ?) p WHERE clinics.id = p.clinic_id
            AND p.claimed_modified_at IS NOT NULL AND p.visited_claim IS NOT NULL""",
        (iso(at), page_id),
    )

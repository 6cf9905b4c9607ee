"""The pages of the clinics as the database knows them, and which of them are due."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlite_utils import Database

from monitor.records import Entry, PageKind, Source
from monitor.store.clinics import in_baseline
from monitor.store.connect import writing
from monitor.store.page import PAGE_COLUMNS, Page, page_of
from monitor.store.times import iso

A_DAY = timedelta(hours=20)
"""A daily crawl may come to a page a little earlier than the day before."""

SHARE = 0.1
"""Part of the time without a change that may pass until the next look."""

_DUE = """SELECT id FROM pages WHERE clinic_id = :clinic AND kind != 'other' AND (
        :everything OR visited_at IS NULL OR visited_at <= :old OR state = 'missing'
        OR failing_since IS NOT NULL OR unlisted_at > visited_at OR listed_at > visited_at
        OR (claimed_modified_at IS NOT NULL AND claimed_modified_at IS NOT visited_claim)
        OR (NOT (:honest AND claimed_modified_at IS NOT NULL)
            AND julianday(:now) - julianday(visited_at) >= max(:day,
                (julianday(:now) - julianday(coalesce(changed_at, found_at))) * :share)))
    ORDER BY failing_since IS NOT NULL, state = 'known', unlisted_at IS NULL,
        claimed_modified_at IS visited_claim,
        visited_at, id
    LIMIT :limit"""


class PageBook:
    """Reads and writes of pages.

    Args:
        database: an open ``monitor.db``.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def save_discovery(
        self,
        clinic_id: int,
        sources: Sequence[Source],
        entries: Mapping[str, tuple[Entry, PageKind]],
        *,
        complete: bool,
        probed: bool,
        now: datetime,
    ) -> None:
        """Store what discovery found, in one transaction.

        Args:
            clinic_id: the clinic.
            sources: every source that worked, with fresh validators; others are forgotten.
            entries: by identity of the address (``discover.addresses.key``).
            complete: the entries are all there are, so that a page not among them has left the lists.
            probed: the whole site was searched for sources.
            now: the day new pages are found.
        """
        with writing(self._database):
            self._save_sources(clinic_id, sources, now)
            if probed:
                self._database.execute("UPDATE clinics SET probed_at = ? WHERE id = ?", (iso(now), clinic_id))
            baseline = in_baseline(self._database, clinic_id)
            found = {
                self._save_entry(clinic_id, address, entry, kind, baseline, now)
                for address, (entry, kind) in entries.items()
            }
            if complete:
                self._unlist(clinic_id, found, now)

    def _unlist(self, clinic_id: int, found: set[int], now: datetime) -> None:
        listed = self._database.execute(
            "SELECT id FROM pages WHERE clinic_id = ? AND kind = 'article' AND unlisted_at IS NULL",
            (clinic_id,),
        ).fetchall()
        for (page_id,) in listed:
            if page_id not in found:
                self._database.execute("UPDATE pages SET unlisted_at = ? WHERE id = ?", (iso(now), page_id))

    def _save_sources(self, clinic_id: int, sources: Sequence[Source], now: datetime) -> None:
        self._database.execute(
            "DELETE FROM sources WHERE clinic_id = ? AND url NOT IN (SELECT value FROM json_each(?))",
            (clinic_id, json.dumps([source.url for source in sources])),
        )
        for source in sources:
            self._save_source(clinic_id, source, now)

    def _save_source(self, clinic_id: int, source: Source, now: datetime) -> None:
        self._database.execute(
            """INSERT INTO sources (clinic_id, kind, url, etag, last_modified, read_at)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (clinic_id, url) DO UPDATE SET kind = excluded.kind, etag = excluded.etag,
            last_modified = excluded.last_modified, read_at = excluded.read_at""",
            (
                clinic_id,
                source.kind,
                source.url,
                source.validators.etag,
                source.validators.last_modified,
                iso(now),
            ),
        )

    def _save_entry(
        self, clinic_id: int, address: str, entry: Entry, kind: PageKind, baseline: bool, now: datetime
    ) -> int:
        modified = iso(entry.modified_at) if entry.modified_at else None
        published = iso(entry.published_at) if entry.published_at else None
        known = self.find(clinic_id, address)
        if known is not None:
            self._database.execute(
                """UPDATE pages SET kind = :kind,
                url = CASE WHEN state IN ('missing', 'removed') THEN :url ELSE url END,
                listed_at = CASE
                    WHEN unlisted_at IS NOT NULL THEN :now
                    WHEN url != :url AND state IN ('missing', 'removed') THEN :now
                    ELSE listed_at END,
                unlisted_at = NULL,
                claimed_modified_at = coalesce(:modified, claimed_modified_at),
                claimed_published_at = coalesce(:published, claimed_published_at) WHERE id = :page""",
                {
                    "kind": kind,
                    "url": entry.url,
                    "now": iso(now),
                    "modified": modified,
                    "published": published,
                    "page": known,
                },
            )
            return known
        cursor = self._database.execute(
            """INSERT INTO pages (clinic_id, kind, url, baseline, found_at, listed_at, claimed_modified_at,
            claimed_published_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
            (clinic_id, kind, entry.url, int(baseline), iso(now), iso(now), modified, published),
        )
        assert cursor.lastrowid is not None
        self._database.execute(
            "INSERT INTO page_addresses VALUES (?, ?, ?)", (clinic_id, address, cursor.lastrowid)
        )
        return cursor.lastrowid

    def find(self, clinic_id: int, address: str) -> int | None:
        """The page that has or had this address at the clinic."""
        row = self._database.execute(
            "SELECT page_id FROM page_addresses WHERE clinic_id = ? AND address = ?", (clinic_id, address)
        ).fetchone()
        return None if row is None else int(row[0])

    def due(
        self,
        clinic_id: int,
        *,
        now: datetime,
        revisit: timedelta,
        everything: bool = False,
        honest: bool = False,
        limit: int | None = None,
    ) -> list[int]:
        """Pages of a clinic that want a visit: the most telling first, those that fail last.

        Known pages come before new ones, so that an article that moved is met at its old address first.

        Due are pages never read, gone or failing at the last visit, no longer or newly listed, claimed to
        have been modified since, and those not looked at for ``revisit``. Where the site's dates do not say
        that nothing happened, a page is looked at after a tenth of the time for which it has not changed,
        once a day at most.

        Args:
            everything: all pages, due or not.
            honest: the dates that the site gives its pages are to be believed.
            limit: at most so many.
        """
        rows = self._database.execute(
            _DUE,
            {
                "clinic": clinic_id,
                "everything": int(everything),
                "old": iso(now - revisit),
                "now": iso(now),
                "honest": int(honest),
                "day": A_DAY / timedelta(days=1),
                "share": SHARE,
                "limit": -1 if limit is None else limit,
            },
        )
        return [row[0] for row in rows]

    def page(self, page_id: int) -> Page | None:
        """One page; None if it has become part of another."""
        row = self._database.execute(
            f"SELECT {PAGE_COLUMNS} FROM pages p WHERE p.id = ?", (page_id,)
        ).fetchone()
        return None if row is None else page_of(row)

    def adopt(self, page_id: int, target_id: int | None, url: str, address: str) -> None:
        """A page that was never read answers at another address: it takes that over, or joins the page there.

        Args:
            target_id: the page known at the other address, None if there is none.
            url, address: the other address and its identity.
        """
        with writing(self._database):
            if target_id is None:
                (clinic_id,) = self._database.execute(
                    "SELECT clinic_id FROM pages WHERE id = ?", (page_id,)
                ).fetchone()
                self._database.execute("UPDATE pages SET url = ? WHERE id = ?", (url, page_id))
                self._database.execute(
                    "INSERT OR REPLACE INTO page_addresses VALUES (?, ?, ?)", (clinic_id, address, page_id)
                )
                return
            for table in ("page_addresses", "visits"):
                self._database.execute(
                    f"UPDATE {table} SET page_id = ? WHERE page_id = ?", (target_id, page_id)
                )
            self._database.execute("DELETE FROM pages WHERE id = ?", (page_id,))

    def is_suspect_elsewhere(self, clinic_id: int, suspect_key: bytes, but: int) -> bool:
        """Whether another page of the clinic shows the very content that is not believed here."""
        row = self._database.execute(
            "SELECT 1 FROM pages WHERE clinic_id = ? AND suspect_key = ? AND id != ? LIMIT 1",
            (clinic_id, suspect_key, but),
        ).fetchone()
        return row is not None

    def drop_unwanted(self, clinic_id: int, is_wanted: Callable[[str, str], bool]) -> None:
        """Stop watching pages that the watch list refuses by now; their history stays.

        Args:
            is_wanted: told a page's kind and address.
        """
        with writing(self._database):
            rows = self._database.execute(
                "SELECT id, kind, url FROM pages WHERE clinic_id = ? AND kind != 'other'", (clinic_id,)
            ).fetchall()
            for page_id, kind, url in rows:
                if not is_wanted(kind, url):
                    self._database.execute("UPDATE pages SET kind = 'other' WHERE id = ?", (page_id,))

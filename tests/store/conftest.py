"""An empty database with one clinic, one page and one crawl under way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from monitor.diff import align
from monitor.records import Change, Entry, Extract
from monitor.store import (
    UNCLASSIFIED,
    Classified,
    ClinicBook,
    CrawlLog,
    PageBook,
    Versions,
    Visit,
    open_database,
)

START = datetime(2026, 3, 1, 4, 30, tzinfo=UTC)


@dataclass
class Desk:
    """A store to work on."""

    database: Database
    clinics: ClinicBook
    pages: PageBook
    versions: Versions
    log: CrawlLog
    clinic_id: int
    page_id: int
    days: int = 0

    def visit(self, outcome: str = "changed") -> Visit:
        """A visit one day after the last."""
        self.days += 1
        return Visit(self.page_id, START + timedelta(days=self.days), outcome, status=200)

    def save(self, found: Extract, *changes: Change, classified: Classified = UNCLASSIFIED) -> int:
        """Store a version, aligned to the current one."""
        page = self.pages.page(self.page_id)
        alignment = None
        if page.version_id is not None:
            before = self.versions.read(page.version_id).extract.passages
            alignment = align(before, found.passages)
        return self.versions.save(
            self.log,
            self.visit(),
            found,
            "00" * 32,
            alignment=alignment,
            changes=changes,
            classified=classified,
        )

    def all(self, query: str) -> list[tuple]:
        """Rows of a query."""
        return self.database.execute(query).fetchall()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """An empty store with one clinic and one page, never read."""
    database = open_database(tmp_path)
    pages = PageBook(database)
    clinics = ClinicBook(database)
    ids = clinics.sync_clinics([("bluff-creek", "Bluff Creek", "https://bluff.example/", True)], START)
    log = CrawlLog(database, START, everything=False)
    clinic_id = ids["bluff-creek"]
    entry = Entry("https://bluff.example/fast/")
    pages.save_discovery(
        clinic_id,
        (),
        {"https://bluff.example/fast": (entry, "article")},
        complete=True,
        probed=True,
        now=START,
    )
    page_id = pages.find(clinic_id, "https://bluff.example/fast")
    yield Desk(database, clinics, pages, Versions(database), log, clinic_id, page_id)
    database.close()

"""A workspace written through the store, crawl by crawl, for tests of the pages that show it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlite_utils import Database

from monitor.config import create_workspace, load
from monitor.crawl.recorder import classified
from monitor.diff import align, operations
from monitor.records import Change, ChangeKind, Entry, Extract, Fetched, Metadata, Outcome, Passage
from monitor.store import Archive, ClinicBook, CrawlLog, Lifecycle, PageBook, Versions, Visit, open_database
from monitor.store.crawls import ClinicSummary

NOW = datetime.now(UTC).replace(microsecond=0)


def text(*sentences: str, part: str = "text", kind: str = "sentence") -> tuple[Passage, ...]:
    """Sentences as passages, a heading where one begins with #."""
    return tuple(
        Passage(each[2:], each[2:], "heading") if each.startswith("# ") else Passage(each, each, kind, part)  # type: ignore[arg-type]
        for each in sentences
    )


@dataclass
class Panel:
    """A workspace under construction.

    Args:
        folder: to be made.
        clinics: name of each by slug.
    """

    folder: Path
    clinics: Mapping[str, str]
    database: Database = field(init=False)
    log: CrawlLog = field(init=False)
    now: datetime = field(init=False)
    page_ids: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        create_workspace(self.folder)
        with (self.folder / "clinics.toml").open("a") as file:
            for slug in self.clinics:
                file.write(f'\n[[clinics]]\nslug = "{slug}"\nurl = "https://{slug}.example/"\n')
        self.lexicon = load(self.folder).lexicon
        self.database = open_database(self.folder)
        self.pages = PageBook(self.database)
        self.versions = Versions(self.database)
        self.archive = Archive(self.folder)
        self.crawl(60)

    def crawl(self, days_ago: float) -> None:
        """Begin the next crawl."""
        self.now = NOW - timedelta(days=days_ago)
        listed = [(slug, name, f"https://{slug}.example/", True) for slug, name in self.clinics.items()]
        self.ids = ClinicBook(self.database).sync_clinics(listed, self.now)
        self.log = CrawlLog(self.database, self.now, everything=False)

    def end(self, failed: Mapping[str, str] | None = None) -> None:
        """End the crawl; some clinics failed, with these reasons."""
        for slug, clinic_id in self.ids.items():
            reason = (failed or {}).get(slug, "")
            summary = ClinicSummary(slug, "failed" if reason else "ok", reason, 1, 1, int(bool(reason)), 1)
            self.log.end_clinic(clinic_id, summary, self.now + timedelta(minutes=1))
        self.log.end(self.now + timedelta(minutes=1), interrupted=False)

    def close(self) -> None:
        """Close the files."""
        self.database.close()
        self.archive.close()

    def page(self, clinic: str, name: str) -> int:
        """The number of an article, found now if it was not known."""
        if name not in self.page_ids:
            address = f"https://{clinic}.example/{name}"
            found = {address: (Entry(address), "article")}
            self.pages.save_discovery(
                self.ids[clinic],
                (),
                found,
                complete=False,
                probed=True,
                now=self.now,  # type: ignore[arg-type]
            )
            page_id = self.pages.find(self.ids[clinic], address)
            assert page_id is not None
            self.page_ids[name] = page_id
        return self.page_ids[name]

    def visit(self, page_id: int, outcome: Outcome, reason: str | None = None) -> Visit:
        """A look at a page in this crawl."""
        return Visit(page_id, self.now, outcome, reason, status=200)

    def save(
        self,
        clinic: str,
        name: str,
        passages: Sequence[Passage],
        *,
        title: str = "",
        kind: ChangeKind | None = "edited",
        body: str = "",
        volatile: Sequence[Passage] = (),
    ) -> int:
        """A new version of an article, with the change that leads to it unless it is a baseline."""
        page_id = self.page(clinic, name)
        page = self.pages.page(page_id)
        assert page is not None
        standing = self.versions.standing(page_id)
        alignment = None if standing is None else align(standing, passages)
        changes: tuple[Change, ...] = ()
        if kind and (alignment is None or standing is None):
            changes = (Change("published", (), sum(each.words for each in passages), 0, 0.0),)
        elif kind and alignment and standing:
            told = operations(alignment, standing, passages)
            kept = tuple(each for each in told if each.before_key not in {one.key for one in volatile})
            added, removed = alignment.words_added, alignment.words_removed
            changes = (Change(kind, kept, added, removed, alignment.similarity),)
        title = title or name.replace("-", " ").capitalize()
        metadata = Metadata(title=title, h1=title, published_at="2026-01-02T03:04:05Z")
        html = body or f"<html><body><h1>{title}</h1></body></html>"
        url = f"https://{clinic}.example/{name}"
        fetched = Fetched(url, url, 200, html.encode(), self.now, "text/html; charset=utf-8")
        return self.versions.save(
            self.log,
            self.visit(page_id, "new" if standing is None else "changed"),
            Extract(metadata, tuple(passages), "test 1", b"f"),
            self.archive.put(fetched),
            alignment=alignment,
            changes=changes,
            classified=classified(passages, self.lexicon),
            volatile=volatile,
        )

    def remove(self, name: str) -> None:
        """An article is gone for good."""
        page_id = self.page_ids[name]
        visit = self.visit(page_id, "gone")
        Lifecycle(self.database).save_change(self.log, visit, Change("removed"), ends=True)

    def fail(self, name: str, reason: str) -> None:
        """An article cannot be read."""
        self.log.visit(self.visit(self.page_ids[name], "error", reason))

    def sitewide(self, clinic: str, before: Sequence[Passage], after: Sequence[Passage], pages: int) -> None:
        """The clinic's boilerplate changed."""
        told = operations(align(before, after), before, after)
        change = Change("sitewide", told, 1, 1, 1.0)
        Lifecycle(self.database).save_sitewide(
            self.log, self.ids[clinic], change, pages=pages, detected_at=self.now
        )

    def signal(
        self, change_id: int, kind: str, theme: str, claim: str, before: str, after: str, rule: str = "test"
    ) -> None:
        """What a change means."""
        self.database.execute(
            """INSERT INTO signals (change_id, kind, theme, claim, before, after, rule)
            VALUES (?, ?, ?, ?, ?, ?, ?)""",
            (change_id, kind, theme, claim, before, after, rule),
        )


def query(folder: Path, sql: str) -> list[tuple[object, ...]]:
    """Rows of a workspace's database."""
    connection = sqlite3.connect(folder / "monitor.db")
    rows = connection.execute(sql).fetchall()
    connection.close()
    return rows

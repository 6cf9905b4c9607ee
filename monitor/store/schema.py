"""The schema as numbered steps; read top to bottom it is the history of the database.

A step is never edited once it has been released: a change of the schema is a new step, and it keeps
people's data.  All pending steps run inside the caller's IMMEDIATE transaction, so that processes
starting at the same moment wait for each other instead of failing.
"""

from __future__ import annotations

from pathlib import Path

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from monitor.errors import StoreError
from monitor.store.alert_steps import m010_outbox, m011_health_matters
from monitor.store.desk_steps import m012_failing_pages
from monitor.store.messaging_steps import m007_lexicons, m008_shingles, m009_weeks
from monitor.store.views import VIEWS

steps = Migrations("monitor")
archive_steps = Migrations("archive")


def is_current(database: Database, path: Path) -> bool:
    """Whether ``monitor.db`` has nothing to be upgraded; only reads, so that readers never wait for a writer.

    Raises:
        StoreError: the database has steps that this program does not know.
    """
    if not _all_applied(steps, database, path):
        return False
    standing = dict(database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'view'").fetchall())
    return all(query.strip() in standing.get(name, "") for name, query in VIEWS.items())


def upgrade(database: Database, path: Path) -> None:
    """Bring ``monitor.db`` to the newest schema and its views to their newest text."""
    if not _all_applied(steps, database, path):
        steps.apply(database)
    for name, query in VIEWS.items():
        database.create_view(name, query, replace=True)


def is_archive_current(database: Database, path: Path) -> bool:
    """As ``is_current``, for ``archive.db``."""
    return _all_applied(archive_steps, database, path)


def upgrade_archive(database: Database, path: Path) -> None:
    """Bring ``archive.db`` to the newest schema."""
    if not _all_applied(archive_steps, database, path):
        archive_steps.apply(database)


def _all_applied(migrations: Migrations, database: Database, path: Path) -> bool:
    known = {step.name for step in migrations._migrations}
    applied = {step.name for step in migrations.applied(database)}
    if applied - known:
        raise StoreError(
            f"{path}: made by a newer release (it has the step {max(applied - known)}); upgrade the program"
        )
    return applied == known


@steps()
def m001_watch_list(db: Database) -> None:
    """Clinics, where they list their articles, their pages, and every address a page has had."""
    db.execute("""
        CREATE TABLE clinics (
            id INTEGER PRIMARY KEY,
            slug TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            url TEXT NOT NULL,
            enabled INTEGER NOT NULL DEFAULT 1,
            added_at TEXT NOT NULL,
            baseline_at TEXT,
            probed_at TEXT
        )""")
    db.execute("""
        CREATE TABLE sources (
            id INTEGER PRIMARY KEY,
            clinic_id INTEGER NOT NULL REFERENCES clinics(id),
            kind TEXT NOT NULL,
            url TEXT NOT NULL,
            etag TEXT,
            last_modified TEXT,
            read_at TEXT NOT NULL,
            UNIQUE (clinic_id, url)
        )""")
    db.execute("""
        CREATE TABLE pages (
            id INTEGER PRIMARY KEY,
            clinic_id INTEGER NOT NULL REFERENCES clinics(id),
            kind TEXT NOT NULL CHECK (kind IN ('article', 'watched', 'other')),
            url TEXT NOT NULL,
            state TEXT NOT NULL DEFAULT 'known'
                CHECK (state IN ('known', 'live', 'missing', 'removed')),
            baseline INTEGER NOT NULL,
            found_at TEXT NOT NULL,
            listed_at TEXT,
            unlisted_at TEXT,
            claimed_modified_at TEXT,
            claimed_published_at TEXT,
            visited_claim TEXT,
            visited_at TEXT,
            seen_at TEXT,
            changed_at TEXT,
            version_id INTEGER REFERENCES versions(id),
            version_count INTEGER NOT NULL DEFAULT 0,
            failing_since TEXT,
            failing_reason TEXT,
            etag TEXT,
            last_modified TEXT,
            body_hash BLOB,
            fingerprint BLOB,
            suspect_key BLOB
        )""")
    db.execute("CREATE INDEX pages_by_clinic ON pages (clinic_id, state)")
    db.execute("CREATE INDEX pages_by_change ON pages (changed_at)")
    db.execute("""
        CREATE TABLE page_addresses (
            clinic_id INTEGER NOT NULL REFERENCES clinics(id),
            address TEXT NOT NULL,
            page_id INTEGER NOT NULL REFERENCES pages(id),
            PRIMARY KEY (clinic_id, address)
        ) WITHOUT ROWID""")
    db.execute("CREATE INDEX page_addresses_by_page ON page_addresses (page_id)")


@steps()
def m002_crawls(db: Database) -> None:
    """Crawls, what they came to per clinic, and one row for every look at a page."""
    db.execute("""
        CREATE TABLE crawls (
            id INTEGER PRIMARY KEY,
            started_at TEXT NOT NULL,
            ended_at TEXT,
            state TEXT NOT NULL CHECK (state IN ('running', 'finished', 'interrupted', 'killed')),
            everything INTEGER NOT NULL,
            visits_after INTEGER NOT NULL
        )""")
    db.execute("""
        CREATE TABLE crawl_clinics (
            crawl_id INTEGER NOT NULL REFERENCES crawls(id),
            clinic_id INTEGER NOT NULL REFERENCES clinics(id),
            outcome TEXT NOT NULL CHECK (outcome IN ('ok', 'failed', 'interrupted')),
            reason TEXT NOT NULL DEFAULT '',
            ended_at TEXT NOT NULL,
            listed INTEGER NOT NULL,
            visited INTEGER NOT NULL,
            failed INTEGER NOT NULL,
            changes INTEGER NOT NULL,
            PRIMARY KEY (crawl_id, clinic_id)
        ) WITHOUT ROWID""")
    db.execute("CREATE INDEX crawl_clinics_by_clinic ON crawl_clinics (clinic_id, crawl_id)")
    db.execute("""
        CREATE TABLE visits (
            id INTEGER PRIMARY KEY,
            crawl_id INTEGER NOT NULL REFERENCES crawls(id),
            page_id INTEGER NOT NULL REFERENCES pages(id),
            visited_at TEXT NOT NULL,
            outcome TEXT NOT NULL,
            reason TEXT,
            status INTEGER,
            version_id INTEGER REFERENCES versions(id)
        )""")
    db.execute("CREATE INDEX visits_by_page ON visits (page_id)")


@steps()
def m003_versions(db: Database) -> None:
    """Versions, the passages they are made of, and the span each passage stays on a page."""
    db.execute("""
        CREATE TABLE extractors (
            id INTEGER PRIMARY KEY,
            stamp TEXT NOT NULL UNIQUE
        )""")
    db.execute("""
        CREATE TABLE metadata (
            id INTEGER PRIMARY KEY,
            hash BLOB NOT NULL UNIQUE,
            title TEXT NOT NULL,
            h1 TEXT NOT NULL,
            description TEXT NOT NULL,
            author TEXT NOT NULL,
            published_at TEXT NOT NULL,
            categories TEXT NOT NULL,
            canonical TEXT NOT NULL,
            language TEXT NOT NULL
        )""")
    db.execute("""
        CREATE TABLE versions (
            id INTEGER PRIMARY KEY,
            page_id INTEGER NOT NULL REFERENCES pages(id),
            crawl_id INTEGER REFERENCES crawls(id),
            seen_at TEXT NOT NULL,
            technical INTEGER NOT NULL DEFAULT 0,
            metadata_id INTEGER NOT NULL REFERENCES metadata(id),
            modified_at TEXT NOT NULL,
            words INTEGER NOT NULL,
            passages INTEGER NOT NULL,
            extractor_id INTEGER NOT NULL REFERENCES extractors(id),
            snapshot TEXT NOT NULL,
            content_key BLOB NOT NULL,
            text_hash BLOB NOT NULL
        )""")
    db.execute("CREATE INDEX versions_by_page ON versions (page_id)")
    db.execute("CREATE INDEX versions_by_content ON versions (content_key)")
    db.execute("""
        CREATE TABLE passages (
            id INTEGER PRIMARY KEY,
            hash BLOB NOT NULL UNIQUE,
            text TEXT NOT NULL,
            normal TEXT,
            words INTEGER NOT NULL
        )""")
    db.execute("""
        CREATE TABLE passage_spans (
            id INTEGER PRIMARY KEY,
            page_id INTEGER NOT NULL REFERENCES pages(id),
            passage_id INTEGER NOT NULL REFERENCES passages(id),
            first_version_id INTEGER NOT NULL REFERENCES versions(id),
            last_version_id INTEGER REFERENCES versions(id),
            rank INTEGER NOT NULL,
            kind TEXT NOT NULL,
            part TEXT NOT NULL,
            begins INTEGER NOT NULL
        )""")
    db.execute("CREATE INDEX passage_spans_by_page ON passage_spans (page_id)")
    db.execute("CREATE INDEX passage_spans_by_passage ON passage_spans (passage_id)")
    db.execute("""
        CREATE TABLE passage_forms (
            span_id INTEGER NOT NULL REFERENCES passage_spans(id),
            version_id INTEGER NOT NULL REFERENCES versions(id),
            text TEXT NOT NULL,
            kind TEXT NOT NULL,
            part TEXT NOT NULL,
            begins INTEGER NOT NULL,
            PRIMARY KEY (span_id, version_id)
        ) WITHOUT ROWID""")


@steps()
def m004_volatile(db: Database) -> None:
    """Passages that a page words otherwise at every look; they do not count, and can be shown."""
    db.execute("""
        CREATE TABLE volatile_passages (
            page_id INTEGER NOT NULL REFERENCES pages(id),
            hash BLOB NOT NULL,
            text TEXT NOT NULL,
            normal TEXT,
            learnt_at TEXT NOT NULL,
            crawl_id INTEGER NOT NULL REFERENCES crawls(id),
            PRIMARY KEY (page_id, hash)
        ) WITHOUT ROWID""")


@steps()
def m005_changes(db: Database) -> None:
    """Changes, the operations they are made of, and what is said about them."""
    db.execute("""
        CREATE TABLE changes (
            id INTEGER PRIMARY KEY,
            clinic_id INTEGER NOT NULL REFERENCES clinics(id),
            page_id INTEGER REFERENCES pages(id),
            crawl_id INTEGER NOT NULL REFERENCES crawls(id),
            kind TEXT NOT NULL,
            detected_at TEXT NOT NULL,
            version_from INTEGER REFERENCES versions(id),
            version_to INTEGER REFERENCES versions(id),
            words_added INTEGER NOT NULL,
            words_removed INTEGER NOT NULL,
            similarity REAL NOT NULL,
            visible_operations INTEGER NOT NULL,
            pages INTEGER NOT NULL DEFAULT 1,
            CHECK (kind NOT IN ('edited', 'retitled', 'metadata', 'reverted', 'sitewide')
                OR visible_operations > 0)
        )""")
    db.execute("CREATE INDEX changes_by_clinic ON changes (clinic_id)")
    db.execute("CREATE INDEX changes_by_page ON changes (page_id)")
    db.execute("CREATE INDEX changes_by_crawl ON changes (crawl_id)")
    db.execute("CREATE INDEX changes_by_kind ON changes (kind)")
    db.execute("CREATE INDEX changes_by_time ON changes (detected_at)")
    # The same version cannot be told twice; ``moved`` and ``restored`` may come back to one.
    db.execute("""
        CREATE UNIQUE INDEX changes_once ON changes (version_to, kind)
        WHERE kind IN ('published', 'edited', 'retitled', 'metadata', 'reverted')""")
    db.execute("""
        CREATE TABLE operations (
            change_id INTEGER NOT NULL REFERENCES changes(id),
            position INTEGER NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('added', 'removed', 'reworded', 'moved')),
            field TEXT NOT NULL,
            part TEXT NOT NULL,
            before_passage_id INTEGER REFERENCES passages(id),
            after_passage_id INTEGER REFERENCES passages(id),
            before_text TEXT,
            after_text TEXT,
            PRIMARY KEY (change_id, position)
        ) WITHOUT ROWID""")
    db.execute("CREATE INDEX operations_by_before ON operations (before_passage_id)")
    db.execute("CREATE INDEX operations_by_after ON operations (after_passage_id)")
    db.execute("""
        CREATE TABLE mentions (
            passage_id INTEGER NOT NULL REFERENCES passages(id),
            theme TEXT NOT NULL,
            claim TEXT NOT NULL DEFAULT '',
            lexicon TEXT NOT NULL,
            PRIMARY KEY (passage_id, theme, claim)
        ) WITHOUT ROWID""")
    db.execute("CREATE INDEX mentions_by_theme ON mentions (theme, claim)")
    db.execute("""
        CREATE TABLE signals (
            id INTEGER PRIMARY KEY,
            change_id INTEGER NOT NULL REFERENCES changes(id),
            kind TEXT NOT NULL,
            theme TEXT,
            claim TEXT,
            before TEXT,
            after TEXT,
            rule TEXT NOT NULL
        )""")
    db.execute("CREATE INDEX signals_by_change ON signals (change_id)")
    db.execute("CREATE INDEX signals_by_kind ON signals (kind)")


@steps()
def m006_evidence(db: Database) -> None:
    """What was learnt of sites and pages: claims kept or broken, refusals, what was volatile and settled."""
    for column in (
        "claims_kept INTEGER NOT NULL DEFAULT 0",
        "claims_broken_at TEXT",
        "refusals INTEGER NOT NULL DEFAULT 0",
        "left_alone_until TEXT",
    ):
        db.execute(f"ALTER TABLE clinics ADD COLUMN {column}")
    for column in (
        "quiet_key BLOB",
        "quiet_looks INTEGER NOT NULL DEFAULT 0",
        "settlings INTEGER NOT NULL DEFAULT 0",
    ):
        db.execute(f"ALTER TABLE pages ADD COLUMN {column}")
    db.execute("ALTER TABLE volatile_passages ADD COLUMN settled_at TEXT")


for step in (
    m007_lexicons,
    m008_shingles,
    m009_weeks,
    m010_outbox,
    m011_health_matters,
    m012_failing_pages,
):
    steps()(step)


@archive_steps()
def a001_snapshots(db: Database) -> None:
    """Raw bodies as received, compressed with zstd, addressed by the SHA-256 of the bytes."""
    db.execute("""
        CREATE TABLE snapshots (
            hash TEXT NOT NULL PRIMARY KEY,
            url TEXT NOT NULL,
            content_type TEXT NOT NULL,
            fetched_at TEXT NOT NULL,
            size INTEGER NOT NULL,
            body BLOB NOT NULL
        )""")

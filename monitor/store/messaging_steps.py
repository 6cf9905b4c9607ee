"""Steps of the schema for messaging: what passages are about, who says them too, and how that changes."""

from __future__ import annotations

from sqlite_utils import Database

from monitor.store import shingles, trends


def m007_lexicons(db: Database) -> None:
    """By which lexicon each passage was classified, what kind its mentions are, and its numbers."""
    db.execute("""
        CREATE TABLE lexicons (
            id INTEGER PRIMARY KEY,
            version TEXT NOT NULL UNIQUE
        )""")
    db.execute("ALTER TABLE passages ADD COLUMN lexicon_id INTEGER REFERENCES lexicons(id)")
    db.execute("ALTER TABLE mentions ADD COLUMN kind TEXT NOT NULL DEFAULT 'claim'")
    db.execute("UPDATE mentions SET kind = 'theme' WHERE claim = ''")
    db.execute("""
        CREATE TABLE numbers (
            passage_id INTEGER NOT NULL REFERENCES passages(id),
            position INTEGER NOT NULL,
            kind TEXT NOT NULL,
            low REAL,
            high REAL,
            unit TEXT NOT NULL,
            role TEXT NOT NULL,
            PRIMARY KEY (passage_id, position)
        ) WITHOUT ROWID""")


def m008_shingles(db: Database) -> None:
    """The index of near copies, and up to which passage it goes; what is stored already is added to it."""
    # No foreign key: a check of each of millions of rows for what can be made again from the passages.
    db.execute("""
        CREATE TABLE passage_shingles (
            shingle INTEGER NOT NULL,
            passage_id INTEGER NOT NULL,
            PRIMARY KEY (shingle, passage_id)
        ) WITHOUT ROWID""")
    db.execute("CREATE TABLE passage_index (through INTEGER NOT NULL)")
    db.execute("INSERT INTO passage_index VALUES (0)")
    shingles.fill(db)


def m009_weeks(db: Database) -> None:
    """What was alive and what was said in each week of a clinic; the weeks crawled so far are counted."""
    db.execute("""
        CREATE TABLE clinic_weeks (
            clinic_id INTEGER NOT NULL REFERENCES clinics(id),
            week TEXT NOT NULL,
            articles INTEGER NOT NULL,
            PRIMARY KEY (clinic_id, week)
        ) WITHOUT ROWID""")
    db.execute("""
        CREATE TABLE mention_weeks (
            theme TEXT NOT NULL,
            claim TEXT NOT NULL,
            clinic_id INTEGER NOT NULL REFERENCES clinics(id),
            week TEXT NOT NULL,
            articles INTEGER NOT NULL,
            PRIMARY KEY (theme, claim, clinic_id, week)
        ) WITHOUT ROWID""")
    db.execute("CREATE INDEX mention_weeks_by_clinic ON mention_weeks (clinic_id, week)")
    for _done in trends.recount(db):
        pass

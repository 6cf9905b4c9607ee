"""The schema steps of the outbox: who is told, what of, by which mail, and what ails a clinic."""

from __future__ import annotations

from sqlite_utils import Database


def m010_outbox(db: Database) -> None:
    """Recipients, what each is to be told (decided with the change itself), and the mails that told it.

    A delivery waits as long as it has neither a digest nor a reason why it was dropped.  A digest is written
    just before its mail is handed over: ``sending`` means that the answer is not known, and that the same
    mail, with the same Message-ID, is to be sent again.
    """
    db.execute("""
        CREATE TABLE recipients (
            id INTEGER PRIMARY KEY,
            subscription TEXT NOT NULL,
            address TEXT NOT NULL,
            added_at TEXT NOT NULL,
            removed_at TEXT,
            attempts INTEGER NOT NULL DEFAULT 0,
            next_try_at TEXT,
            last_error TEXT,
            UNIQUE (subscription, address)
        )""")
    db.execute("""
        CREATE TABLE digests (
            id INTEGER PRIMARY KEY,
            recipient_id INTEGER NOT NULL REFERENCES recipients(id),
            message_id TEXT NOT NULL UNIQUE,
            subject TEXT NOT NULL,
            page_id INTEGER REFERENCES pages(id),
            changes INTEGER NOT NULL,
            made_at TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('sending', 'sent', 'failed')),
            ended_at TEXT,
            error TEXT
        )""")
    db.execute("CREATE INDEX digests_by_recipient ON digests (recipient_id, page_id)")
    db.execute("CREATE INDEX digests_by_state ON digests (state) WHERE state != 'sent'")
    db.execute("""
        CREATE TABLE deliveries (
            id INTEGER PRIMARY KEY,
            recipient_id INTEGER NOT NULL REFERENCES recipients(id),
            change_id INTEGER REFERENCES changes(id),
            matter_id INTEGER REFERENCES health_matters(id),
            phase TEXT NOT NULL DEFAULT '' CHECK (phase IN ('', 'began', 'ended')),
            urgent INTEGER NOT NULL DEFAULT 0,
            decided_at TEXT NOT NULL,
            digest_id INTEGER REFERENCES digests(id),
            dropped TEXT,
            CHECK ((change_id IS NULL) = (matter_id IS NOT NULL) AND (matter_id IS NULL) = (phase = ''))
        )""")
    db.execute("""
        CREATE UNIQUE INDEX deliveries_once ON deliveries (change_id, recipient_id)
        WHERE change_id IS NOT NULL""")
    db.execute("""
        CREATE UNIQUE INDEX deliveries_health_once ON deliveries (matter_id, recipient_id, phase)
        WHERE matter_id IS NOT NULL""")
    db.execute("CREATE INDEX deliveries_by_digest ON deliveries (digest_id)")
    db.execute("""
        CREATE INDEX deliveries_waiting ON deliveries (recipient_id)
        WHERE digest_id IS NULL AND dropped IS NULL""")


def m011_health_matters(db: Database) -> None:
    """What kept a clinic from being watched, from when it was noticed until it was over."""
    db.execute("""
        CREATE TABLE health_matters (
            id INTEGER PRIMARY KEY,
            clinic_id INTEGER NOT NULL REFERENCES clinics(id),
            kind TEXT NOT NULL CHECK (kind IN ('unreachable', 'blocked', 'collapsed', 'silent')),
            reason TEXT NOT NULL,
            since TEXT NOT NULL,
            noticed_at TEXT NOT NULL,
            ended_at TEXT
        )""")
    db.execute("CREATE INDEX health_matters_by_clinic ON health_matters (clinic_id)")

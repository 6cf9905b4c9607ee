"""The schema steps that the pages of ``browse`` need."""

from __future__ import annotations

from sqlite_utils import Database


def m012_failing_pages(db: Database) -> None:
    """The pages that fail now, for the page about health: an index of a few rows."""
    db.execute("""
        CREATE INDEX pages_failing ON pages (clinic_id, failing_since, failing_reason)
        WHERE failing_since IS NOT NULL""")

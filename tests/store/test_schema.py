"""Opening databases: fresh, at once from several processes, too new, damaged."""

from __future__ import annotations

import sqlite3
import subprocess
import sys

import pytest

from monitor.errors import StoreError
from monitor.store import VIEWS, open_database, writing
from monitor.store.connect import MONITOR_FILE

OPEN = (
    "import sys; from pathlib import Path; from monitor.store import open_database as o; o(Path(sys.argv[1]))"
)


def test_pragmas_hold(tmp_path):
    """WAL, foreign keys and the busy timeout are on for every connection."""
    database = open_database(tmp_path)
    values = [database.execute(f"PRAGMA {name}").fetchone()[0] for name in
              ("journal_mode", "foreign_keys", "busy_timeout", "synchronous")]  # fmt: skip
    database.close()
    assert values == ["wal", 1, 30000, 1]


def test_processes_that_start_together_make_one_schema(tmp_path):
    """Eight first openings at the same moment all succeed."""
    starts = [subprocess.Popen([sys.executable, "-c", OPEN, tmp_path]) for _ in range(8)]
    assert [process.wait() for process in starts] == [0] * 8
    database = open_database(tmp_path)
    assert set(VIEWS) <= set(database.view_names())
    database.close()


def test_opening_a_current_database_does_not_wait_for_a_writer(tmp_path):
    """A reader opens while another process is in the middle of a write."""
    writer = open_database(tmp_path)
    with writing(writer):
        reader = open_database(tmp_path)
        assert reader.execute("SELECT count(*) FROM pages").fetchone() == (0,)
        reader.close()
    writer.close()


def test_a_database_of_a_newer_release_is_refused(tmp_path):
    """Steps that this program does not know stop it before it writes."""
    database = open_database(tmp_path)
    database.execute("UPDATE _sqlite_migrations SET name = 'm999_future' WHERE name LIKE 'm005%'")
    database.close()
    with pytest.raises(StoreError, match=r"newer release .*m999_future"):
        open_database(tmp_path)


def test_a_damaged_file_is_named_and_left_alone(tmp_path):
    """A file that is no database is an error that names it, and is not overwritten."""
    path = tmp_path / MONITOR_FILE
    path.write_bytes(b"not a database at all, but long enough to be read as one" * 40)
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r"monitor\.db"):
        open_database(tmp_path)
    assert path.read_bytes() == before


def test_a_failed_block_writes_nothing(tmp_path):
    """An exception inside a transaction rolls all of it back."""
    database = open_database(tmp_path)

    def fail_half_way():
        with writing(database):
            database.execute("INSERT INTO extractors (stamp) VALUES ('x')")
            raise KeyError

    with pytest.raises(KeyError):
        fail_half_way()
    assert database.execute("SELECT count(*) FROM extractors").fetchone() == (0,)
    database.close()


def test_a_full_disk_is_told_and_rolls_back(tmp_path):
    """When the file cannot grow the error says so and what was there stays readable."""
    database = open_database(tmp_path)
    database.execute(f"PRAGMA max_page_count = {database.execute('PRAGMA page_count').fetchone()[0]}")

    def fill():
        with writing(database):
            for number in range(2000):
                database.execute("INSERT INTO extractors (stamp) VALUES (?)", (f"{number}" * 100,))

    with pytest.raises(StoreError, match=r"monitor\.db: cannot be written: .*full"):
        fill()
    assert database.execute("SELECT count(*) FROM extractors").fetchone() == (0,)
    database.close()


def test_readers_see_a_sound_file_with_plain_sqlite3(tmp_path):
    """The views can be read without this program."""
    open_database(tmp_path).close()
    plain = sqlite3.connect(tmp_path / MONITOR_FILE)
    for name in VIEWS:
        assert plain.execute(f"SELECT count(*) FROM {name}").fetchone() is not None
    plain.close()

"""Opening the databases: one place for the pragmas and for the one kind of write transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

from sqlite_utils import Database

from monitor.errors import StoreError
from monitor.store.lock import one_at_a_time
from monitor.store.schema import is_archive_current, is_current, upgrade, upgrade_archive

BUSY_TIMEOUT_MS = 30_000
MONITOR_FILE = "monitor.db"
ARCHIVE_FILE = "archive.db"


def open_database(workspace: Path) -> Database:
    """Open ``monitor.db`` of a workspace for writing, made or upgraded to the newest schema.

    Args:
        workspace: the folder; must exist.

    Raises:
        StoreError: the file is not a database, is damaged, or was made by a newer release.
    """
    return _open(workspace / MONITOR_FILE, is_current, upgrade)


def open_archive(workspace: Path) -> Database:
    """Open ``archive.db`` of a workspace; otherwise as ``open_database``."""
    return _open(workspace / ARCHIVE_FILE, is_archive_current, upgrade_archive)


def _open(
    path: Path,
    is_current: Callable[[Database, Path], bool],
    upgrade_schema: Callable[[Database, Path], None],
) -> Database:
    try:
        # Autocommit: transactions are begun by ``writing`` and by nothing else.
        connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_MS / 1000, isolation_level=None)
    except sqlite3.Error as error:
        raise StoreError(f"{path}: cannot be opened: {error}") from error
    try:
        for pragma in (
            f"busy_timeout = {BUSY_TIMEOUT_MS}",
            "synchronous = NORMAL",
            "foreign_keys = ON",
            "wal_autocheckpoint = 4000",  # pages; each checkpoint waits for the disk
        ):
            connection.execute(f"PRAGMA {pragma}")
        _keep_a_log(connection, path)
        database = Database(connection)
        if not is_current(database, path):
            with writing(database):
                upgrade_schema(database, path)
    except sqlite3.Error as error:
        connection.close()
        raise StoreError(f"{path}: {error}; restore it from a backup or move it away") from error
    except StoreError:
        connection.close()
        raise
    return database


def _keep_a_log(connection: sqlite3.Connection, path: Path) -> None:
    """Turn WAL on in a new file; processes that start together would get in each other's way there."""
    if connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        with one_at_a_time(path, BUSY_TIMEOUT_MS / 1000):
            connection.execute("PRAGMA journal_mode = WAL")


@contextmanager
def writing(database: Database) -> Iterator[None]:
    """One write transaction: all of the block or nothing; inside another one, part of that.

    Begins IMMEDIATE, because a deferred transaction that reads first and writes later dies with
    "database is locked" at once, whatever the timeout, when another writer came between.

    Raises:
        StoreError: the disk is full, the file cannot be written, or a rule of the schema is broken.
    """
    connection = database.conn
    assert connection is not None
    if connection.in_transaction:
        yield
        return
    try:
        with _turn(connection):
            connection.execute("BEGIN IMMEDIATE")
            yield
            connection.execute("COMMIT")
    except sqlite3.Error as error:
        _roll_back(connection)
        raise StoreError(f"{_file(connection)}: cannot be written: {error}") from error
    except BaseException:
        _roll_back(connection)
        raise


def _file(connection: sqlite3.Connection) -> str:
    """The file behind a connection, for people."""
    (_, _, path), *_ = connection.execute("PRAGMA database_list").fetchall()
    return str(path)


def _turn(connection: sqlite3.Connection) -> AbstractContextManager[None]:
    """This process's turn to write; a database that is in memory only belongs to nobody else."""
    path = _file(connection)
    return one_at_a_time(Path(path), BUSY_TIMEOUT_MS / 1000) if path else nullcontext()


def _roll_back(connection: sqlite3.Connection) -> None:
    # SQLite rolls back by itself on a full disk; a second ROLLBACK would hide the first error.
    if connection.in_transaction:
        connection.execute("ROLLBACK")

"""Locks on the workspace that die with their holder, however that dies: one crawl, one sender of mail."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from monitor.errors import StoreError, WorkspaceBusyError
from monitor.store.times import iso

LOCK_FILE = "writer.lock"
ALERT_LOCK = "alert.lock"
"""Held by who sends mail: a crawl may run beside it, another sender may not."""

_PAUSE = 0.1


class WorkspaceLock:
    """Held while a command writes; the file says who holds it, the kernel whether anybody does.

    Args:
        workspace: the folder.
        command: what is running, told to whoever comes second.
        file: which lock.
        patience: seconds to wait for another process.

    Raises:
        WorkspaceBusyError: on entering, when another process holds it.
    """

    def __init__(
        self, workspace: Path, command: str, *, file: str = LOCK_FILE, patience: float = 0.0
    ) -> None:
        self._path = workspace / file
        self._command = command
        self._patience = patience
        self._file = -1

    def __enter__(self) -> WorkspaceLock:
        self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        if not _lock(self._file, self._patience):
            holder = os.read(self._file, 300).decode(errors="replace").strip() or "an unnamed process"
            os.close(self._file)
            raise WorkspaceBusyError(f"{self._path.parent}: held by {holder}; try again when it has ended")
        os.ftruncate(self._file, 0)
        note = f"{self._command}, process {os.getpid()}, since {iso(datetime.now(UTC))}"
        os.pwrite(self._file, note.encode(), 0)
        return self

    @staticmethod
    def is_held(workspace: Path) -> bool:
        """Whether a process that is alive holds the lock of a workspace."""
        try:
            file = os.open(workspace / LOCK_FILE, os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            return False
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(file)
        return False

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.ftruncate(self._file, 0)
        os.close(self._file)


def _lock(file: int, patience: float) -> bool:
    """Take the lock on an open file, waiting for it if need be; False if it was not to be had."""
    end = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= end:
                return False
            time.sleep(min(_PAUSE, patience))
        else:
            return True


@contextmanager
def one_at_a_time(database_file: Path, patience: float) -> Iterator[None]:
    """Let no two processes write one database, or copy its log back into it, at the same moment.

    SQLite allows it; but before release 3.51.3 a rare meeting of the two damages the file.

    Raises:
        StoreError: another process has been writing for longer than ``patience`` seconds.
    """
    path = database_file.with_name(f"{database_file.name}-write.lock")
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror}") from error
    try:
        if not _lock(file, patience):
            raise StoreError(f"{database_file}: another process has been writing for {patience:g} seconds")
        yield
    finally:
        os.close(file)

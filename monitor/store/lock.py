"""One writer at a time: a lock on the workspace that dies with its holder, however that dies."""

from __future__ import annotations

import fcntl
import os
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from monitor.errors import WorkspaceBusyError
from monitor.store.times import iso

LOCK_FILE = "writer.lock"


class WorkspaceLock:
    """Held while a command writes; the file says who holds it, the kernel whether anybody does.

    Args:
        workspace: the folder.
        command: what is running, told to whoever comes second.

    Raises:
        WorkspaceBusyError: on entering, when another process holds it.
    """

    def __init__(self, workspace: Path, command: str) -> None:
        self._path = workspace / LOCK_FILE
        self._command = command
        self._file = -1

    def __enter__(self) -> WorkspaceLock:
        self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(self._file, 300).decode(errors="replace").strip() or "an unnamed process"
            os.close(self._file)
            raise WorkspaceBusyError(
                f"{self._path.parent}: held by {holder}; try again when it has ended"
            ) from None
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

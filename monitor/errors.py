"""Every error of the monitor, in one tree; the class says who reacts.

MonitorError
├── StopError                  the command ends with ``exit_code`` and one line for the operator
│   ├── ConfigurationError     2   a file of the workspace is wrong; carries every problem found
│   ├── UsageError             2   what was asked for does not exist or makes no sense
│   ├── StoreError             1   the database cannot be used (damaged, too new, disk full)
│   ├── WorkspaceBusyError    75   another process holds the workspace
│   └── StoppedError       128+n   signal n ended the command before it was done
├── DeliveryError              one mail did not go out; the others may
│   ├── LaterError                 not taken now: it waits and is tried again
│   ├── UnansweredError            perhaps taken: the very same mail is sent again
│   └── RefusedError               never to be taken: it is set aside with the reason
└── SkipError                  this page (or source) is given up for this crawl, with a named reason
    ├── ExtractionError            the extractor crashed, hung or was refused its input
    └── SourceError                a feed, sitemap, API answer or listing that cannot be read
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.records import Problem


class MonitorError(Exception):
    """Root of the tree; never raised itself."""


class StopError(MonitorError):
    """The command cannot go on: its message is shown to the operator as one line."""

    exit_code = 1


class ConfigurationError(StopError):
    """One or more files of the workspace are wrong; nothing has been fetched or written.

    Args:
        problems: all of them, in the order of the files and their lines; never empty.
    """

    exit_code = 2

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class UsageError(StopError):
    """What was asked for does not exist or makes no sense."""

    exit_code = 2


class StoreError(StopError):
    """The database cannot be used: damaged, made by a newer release, or the disk is full."""


class StoppedError(StopError):
    """A signal ended the command before it was done.

    Args:
        number: of the signal.
        message: what was left undone.
    """

    def __init__(self, number: int, message: str) -> None:
        self.exit_code = 128 + number
        super().__init__(message)


class WorkspaceBusyError(StopError):
    """Another process holds the workspace (exit code 75 is sysexits' EX_TEMPFAIL: try again later)."""

    exit_code = 75


class SkipError(MonitorError):
    """One page or source is given up for this crawl.

    Args:
        reason: a slug that is counted and stored, such as ``extractor_timeout``.
        detail: free text for the log.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        self.reason = reason
        self.detail = detail
        super().__init__(f"{reason}: {detail}" if detail else reason)


class ExtractionError(SkipError):
    """The extractor crashed, hung or was refused its input; costs this page only."""


class SourceError(SkipError):
    """A feed, sitemap, API answer or listing that cannot be read."""


class DeliveryError(MonitorError):
    """One mail did not go out; its text says why in words for the operator."""


class LaterError(DeliveryError):
    """The mail was surely not taken, for a reason that may pass or be mended: it waits.

    Args:
        message: what is wrong.
        everybody: whether it would be the same with every other mail.
    """

    def __init__(self, message: str, *, everybody: bool = False) -> None:
        self.everybody = everybody
        super().__init__(message)


class UnansweredError(DeliveryError):
    """The mail was handed over and no answer came: it may have been taken."""


class RefusedError(DeliveryError):
    """The mail will never be taken: it is set aside."""

"""Secrets: they come from the environment, are read when they are needed, and stand in no value."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from monitor.errors import ConfigurationError
from monitor.records import Problem

PASSWORD = "MONITOR_SMTP_PASSWORD"  # noqa: S105  # the name of a variable
PASSWORD_FILE = "MONITOR_SMTP_PASSWORD_FILE"  # noqa: S105  # the same
_LONGEST = 10_000


def smtp_password(environ: Mapping[str, str]) -> str | None:
    """Give the password of the mail server, or None if none is set.

    ``$MONITOR_SMTP_PASSWORD`` wins over the file that ``$MONITOR_SMTP_PASSWORD_FILE`` names; line
    ends at the end of the file do not count.

    Raises:
        ConfigurationError: the file cannot be read or holds no password.
    """
    if environ.get(PASSWORD):
        return environ[PASSWORD]
    name = environ.get(PASSWORD_FILE)
    if not name:
        return None
    try:
        with Path(name).open("rb") as file:
            found = file.read(_LONGEST + 1).decode().rstrip("\r\n")
    except OSError as error:
        raise _unusable(f"names a file that cannot be read: {error.strerror}") from error
    except ValueError:  # not UTF-8, or a null byte in the name; the error could show the content
        raise _unusable("names a file that is not UTF-8 text") from None
    if not found or len(found) > _LONGEST:
        raise _unusable("names a file that is empty or too long")
    return found


def _unusable(wrong: str) -> ConfigurationError:
    right = f"put the password alone into the file, or set ${PASSWORD}"
    return ConfigurationError([Problem("environment", None, PASSWORD_FILE, wrong, right)])

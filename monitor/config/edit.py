"""Writing to a workspace: its first files, and new clinics in the watch list."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import tomlkit
from tomlkit.items import Array

from monitor.config import clinics
from monitor.config.reading import parse_text, read_document
from monitor.config.values import split_web_address
from monitor.config.workspace import FILES, TEMPLATES
from monitor.errors import ConfigurationError, UsageError
from monitor.records import Problem


def create_workspace(directory: Path) -> tuple[Path, ...]:
    """Write the commented files of a new workspace; the folder is made if need be.

    Returns:
        The files.

    Raises:
        UsageError: one of the files exists already, or the folder cannot be written; nothing is left behind.
    """
    targets = {directory / name: (TEMPLATES / name).read_bytes() for name in FILES}
    present = [path.name for path in targets if os.path.lexists(path)]
    if present:
        raise UsageError(
            f"{directory} is a workspace already: it holds {', '.join(present)}; nothing was written"
        )
    made: list[Path] = []
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for path, content in targets.items():
            with path.open("xb") as file:
                made.append(path)
                file.write(content)
    except OSError as error:
        for path in made:
            path.unlink(missing_ok=True)
        raise UsageError(f"cannot write the workspace {directory}: {error.strerror}") from error
    return tuple(made)


def append_clinic(path: Path, url: str, slug: str | None = None, name: str | None = None) -> str:
    """Append a clinic to a watch list, keeping its comments and formatting.

    The slug is always written, so that the clinic stays the same one when its address is edited later.

    Args:
        path: of ``clinics.toml``.
        slug: None: made from the address.
        name: None: left to the default.

    Returns:
        The clinic's slug.

    Raises:
        ConfigurationError: the file was wrong before; it is not touched.
        UsageError: the address or slug is wrong or stands in the file already; it is not touched.
    """
    with _alone(path.parent):
        return _append(path, url, slug, name)


def _append(path: Path, url: str, slug: str | None, name: str | None) -> str:
    problems: list[Problem] = []
    document = read_document(path, problems, f"run `monitor init {path.parent}` to make a workspace")
    if document:
        clinics.read_watch_list(document)
    if document is None or problems:
        raise ConfigurationError(problems)
    if slug is None and split_web_address(url):
        slug = clinics.default_slug(url) or None
    values = {"slug": slug, "name": name, "url": url}
    text = _with_clinic(document.text, {key: value for key, value in values.items() if value is not None})
    chosen = _checked_slug(path.name, text)
    _replace(path, text)
    return chosen


@contextmanager
def _alone(directory: Path) -> Iterator[None]:
    """Wait for others who are writing to a workspace's files; of two at once each would lose the other's."""
    try:
        handle = os.open(directory, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:  # a folder that is not there is told by whoever reads in it
        yield
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _with_clinic(text: str, values: dict[str, str]) -> str:
    """Give the text of a watch list with one more clinic at the end of its list."""
    line_end = "\r\n" if "\r\n" in text else "\n"
    document = tomlkit.parse(text)
    listed = document.get("clinics")
    if isinstance(listed, Array):  # clinics = [{url = "…"}]: a table below would contradict it
        entry = tomlkit.inline_table()
        entry.update(values)
        listed.append(entry)
        return tomlkit.dumps(document)
    # A table appended to the text leaves all before it as it is, to the byte; going through
    # tomlkit would move it before a table that follows the clinics.
    added = tomlkit.dumps({"clinics": [values]}).replace("\n", line_end)
    if text:
        text += line_end if text.endswith("\n") else line_end * 2
    return text + added


def _checked_slug(name: str, text: str) -> str:
    """Check a watch list that is about to be written; give the slug of its last clinic."""
    problems: list[Problem] = []
    document = parse_text(name, text, problems)
    listed = clinics.read_watch_list(document).clinics if document else ()
    if problems:
        told = "; ".join(f"{p.key.rpartition('.')[2]} {p.wrong}; {p.right}" for p in problems)
        raise UsageError(f"the clinic cannot be added: {told}")
    return listed[-1].slug


def _replace(path: Path, text: str) -> None:
    """Write a file in one step: whoever reads it meets the old text or the new one."""
    target = path.resolve()  # a link stays a link
    temporary: str | None = None
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(target, temporary)
        os.replace(temporary, target)
    except OSError as error:
        if temporary is not None:
            with suppress(OSError):
                os.unlink(temporary)
        raise UsageError(f"cannot write {path}: {error.strerror}") from error

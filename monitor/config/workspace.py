"""The workspace: one folder is one monitor."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from monitor.config import alerts, clinics, lexicon
from monitor.config.alerts import Alerts
from monitor.config.clinics import Clinic, WatchList
from monitor.config.lexicon import Lexicon
from monitor.config.reading import Section, read_document
from monitor.errors import ConfigurationError
from monitor.records import Problem

FILES: dict[str, Section] = {clinics.FILE: clinics.TOP, lexicon.FILE: lexicon.TOP, alerts.FILE: alerts.TOP}
"""The files of a workspace that people write, and what may stand in each."""

SETTINGS: dict[str, tuple[str, ...]] = {name: tuple(top.settings()) for name, top in FILES.items()}
"""Dotted name of every setting of every file; the documentation has to name them all."""

TEMPLATES = Path(__file__).parent / "templates"
"""The files of a new workspace."""

_DANGLING = "a link has to lead to a file; without the link the default is used"


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that the files of a workspace say, checked.

    Attributes:
        workspace: the folder.
        allow_private_addresses: private and loopback addresses may be fetched.
        contact: e-mail or web address for the user agent; may be empty.
        clinics: in the order of the file, also those that are not enabled.
    """

    workspace: Path
    allow_private_addresses: bool
    contact: str
    clinics: tuple[Clinic, ...]
    lexicon: Lexicon
    alerts: Alerts


def find_workspace(option: str | None) -> Path:
    """Say which folder is meant: ``--data``, else ``$MONITOR_DATA``, else ``./data``."""
    return Path(option or os.environ.get("MONITOR_DATA") or "data").expanduser()


def load(workspace: Path) -> Config:
    """Read and check all files of a workspace.

    Without ``lexicon.toml`` the packaged one is used, without ``alerts.toml`` there are no alerts.

    Raises:
        ConfigurationError: with every problem of every file.
    """
    problems: list[Problem] = []
    watch_list = _load_watch_list(workspace, problems)
    words = _load_lexicon(workspace, problems)
    told = _load_alerts(workspace, watch_list, words, problems)
    if problems or watch_list is None or words is None or told is None:
        raise ConfigurationError(_in_order(problems))
    return Config(
        workspace=workspace,
        allow_private_addresses=watch_list.allow_private_addresses,
        contact=watch_list.contact,
        clinics=watch_list.clinics,
        lexicon=words,
        alerts=told,
    )


def load_lexicon(workspace: Path) -> Lexicon:
    """Read and check the lexicon of a workspace alone; the packaged one where the workspace has none.

    Raises:
        ConfigurationError: with every problem of the file.
    """
    problems: list[Problem] = []
    words = _load_lexicon(workspace, problems)
    if problems or words is None:
        raise ConfigurationError(_in_order(problems))
    return words


def _load_watch_list(workspace: Path, problems: list[Problem]) -> WatchList | None:
    missing = f"run `monitor init {workspace}` to make a workspace, or name another with --data"
    document = read_document(workspace / clinics.FILE, problems, missing)
    return clinics.read_watch_list(document) if document else None


def _present(path: Path) -> bool:
    """Whether something stands at a path, also a link to nowhere: that is a mistake, not an absence."""
    return os.path.lexists(path)


def _load_lexicon(workspace: Path, problems: list[Problem]) -> Lexicon | None:
    own = workspace / lexicon.FILE
    document = read_document(own if _present(own) else TEMPLATES / lexicon.FILE, problems, _DANGLING)
    return lexicon.read_lexicon(document) if document else None


def _load_alerts(
    workspace: Path, watch_list: WatchList | None, words: Lexicon | None, problems: list[Problem]
) -> Alerts | None:
    path = workspace / alerts.FILE
    if not _present(path):
        return Alerts()
    document = read_document(path, problems, _DANGLING)
    if document is None:
        return None
    themes = frozenset(theme.slug for theme in words.themes) if words else None
    return alerts.read_alerts(document, watch_list.slugs if watch_list else None, themes)


def _in_order(problems: list[Problem]) -> list[Problem]:
    """Sort problems by file and line; those of a file as a whole come first."""
    files = list(FILES)
    return sorted(problems, key=lambda problem: (files.index(problem.file), problem.line or 0))

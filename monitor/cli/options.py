"""Options that several commands share, and how values on the command line are read."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from monitor.config import find_workspace
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.store import Reports

F = TypeVar("F", bound=Callable[..., Any])

COUNT = click.IntRange(1, 1_000_000_000)
"""How many of something; the bound is one that SQLite can count to."""

_AGE = re.compile(r"([0-9]{1,5})([mhdw])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def _workspace(_context: click.Context, _parameter: click.Parameter, value: str | None) -> Path:
    if value is not None and not value.strip():
        raise click.BadParameter("an empty name is no folder")
    return find_workspace(value)


data_option: Callable[[F], F] = click.option(
    "--data",
    "workspace",
    metavar="DIR",
    callback=_workspace,
    help="The workspace: the folder with clinics.toml.  [default: $MONITOR_DATA, else ./data]",
)

json_option: Callable[[F], F] = click.option(
    "--json", "as_json", is_flag=True, help="Print JSON, one object per line, for other programs."
)

workers_option: Callable[[F], F] = click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=2,
    show_default=True,
    metavar="N",
    help="Processes that extract text.",
)

port_option: Callable[[F], F] = click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8001,
    show_default=True,
    metavar="N",
    help="Of Datasette.",
)


def database_of(workspace: Path) -> Path:
    """The workspace, once it is sure that something has been crawled into it.

    Raises:
        UsageError: there is no such folder, or no database in it yet.
    """
    if not workspace.is_dir():
        raise UsageError(
            f"{workspace}: there is no such folder; name a workspace with --data, or make one "
            f"with: monitor init {shlex.quote(str(workspace))}"
        )
    if not (workspace / "monitor.db").is_file():
        raise UsageError(f"{workspace}: nothing has been crawled here yet; run: monitor crawl{at(workspace)}")
    return workspace


def check_clinics(reports: Reports, slugs: Iterable[str]) -> None:
    """Make sure that clinics are known.

    Raises:
        UsageError: one was never crawled.
    """
    known = reports.clinics()
    unknown = [slug for slug in slugs if slug not in known]
    if unknown:
        raise UsageError(
            f"no clinic {', '.join(unknown)} has been crawled; there are {', '.join(known) or 'none yet'}"
        )


def at(workspace: Path) -> str:
    """What has to be added to a command that is to work on the same workspace; nothing for the default."""
    return "" if workspace == find_workspace(None) else f" --data {shlex.quote(str(workspace))}"


class Since(click.ParamType[datetime]):
    """A time in the past: an age (``7d``, ``12h``), a day (``2026-03-01``) or a time of a day."""

    name = "when"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Turn the text into an aware time in UTC; a text of no such shape is a usage error."""
        if isinstance(value, datetime):
            return value
        try:
            return _moment(str(value))
        except (ValueError, OverflowError):  # no date at all, or one before or after all calendars
            self.fail(
                f"{value!r} is neither an age such as 7d or 12h nor a date such as 2026-03-01", param, ctx
            )


def _moment(text: str) -> datetime:
    age = _AGE.fullmatch(text)
    if age:
        return datetime.now(UTC) - timedelta(**{_UNITS[age[2]]: int(age[1])})
    moment = datetime.fromisoformat(text)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)

"""``monitor demo``: the main job from start to end, on clinics that do not exist."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from monitor.browse import check_port, serve
from monitor.cli.alert import write_preview
from monitor.cli.browse import announce
from monitor.cli.changes import differences, found, name_of
from monitor.cli.options import port_option
from monitor.cli.terminal import coloured
from monitor.config import create_workspace
from monitor.demo.edits import LAST_WEEK
from monitor.demo.server import DemoWorld, clinics_toml
from monitor.diff.printable import printable
from monitor.errors import StopError, UsageError
from monitor.store import ChangeFilter

SHOWN_OPERATIONS = 3
"""Differences of one change shown in the table."""

LONGEST_GOODBYE = 15.0
"""Seconds that a crawl may take to stop; its promise is ten."""

ALERTS = """\
# Nothing is sent: there is no [smtp]. The mail can be looked at with: monitor alert --preview

[monitor]
public_url = "http://127.0.0.1:{port}"
sender = "Content monitor <monitor@example.com>"

[[subscriptions]]
name = "Demo"
to = ["reader@example.com"]
cadence = "weekly"
"""

EXAMPLES = """
\b
Examples:
  monitor demo                            then open http://127.0.0.1:8001
  monitor demo --no-browse --data demo    only the crawls, in a folder of your choice
"""


@click.command(epilog=EXAMPLES, short_help="Run everything on five clinics that do not exist.")
@click.option(
    "--data", "folder", metavar="DIR", type=click.Path(path_type=Path), help="[default: a fresh folder]"
)
@click.option("--browse/--no-browse", default=True, help="Open Datasette on the result, or end.")
@port_option
def demo(folder: Path | None, browse: bool, port: int) -> None:
    """Crawl five fictional clinics four times, with edits between, and show what was found.

    The workspace is a new folder, named at the end and kept.  It never touches another one.
    """
    if browse:
        check_port(port)
    workspace = _fresh(folder)
    console = Console(no_color=not coloured(), highlight=False)
    (workspace / "alerts.toml").write_text(ALERTS.format(port=port), encoding="utf-8")
    try:
        _crawls(workspace, console)
        _digest(workspace, console)
    finally:
        console.print(f"The workspace is kept: {workspace}", soft_wrap=True)
    if browse:
        serve(workspace, port, announce)


def _fresh(folder: Path | None) -> Path:
    """A workspace of the demo's own."""
    if folder is None:
        started = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-")
        folder = Path(tempfile.mkdtemp(prefix=f"monitor-demo-{started}"))
    elif folder.is_dir() and any(folder.iterdir()):
        raise UsageError(f"{folder} is not empty; give a folder that is, or none: the demo makes its own")
    create_workspace(folder)
    return folder.resolve()


def _crawls(workspace: Path, console: Console) -> None:
    with DemoWorld() as world:
        (workspace / "clinics.toml").write_text(clinics_toml(world.urls), encoding="utf-8")
        for week in range(1, LAST_WEEK + 1):
            world.week = week
            console.rule(f"crawl {week} of {LAST_WEEK}")
            _crawl(workspace)
            console.print(_table(workspace, week))


def _digest(workspace: Path, console: Console) -> None:
    """Write the mail that tells a weekly reader of all this."""
    for path, _letter, composed in write_preview(workspace, workspace / "mails"):
        console.print(Text(f"The mail of a weekly reader: {composed.subject}"))
        console.print(Text(f"It is in the workspace, to be opened in a browser: mails/{path.name}"))


def _crawl(workspace: Path) -> None:
    # In a process of its own: Scrapy's reactor can run only once in a process.
    command = [sys.executable, "-m", "monitor", "crawl", "--full", "--data", str(workspace)]
    # In a group of its own Ctrl-C does not reach it: it is told by us, also while it is still starting.
    crawl = subprocess.Popen(command, process_group=0)  # noqa: S603 - our own command
    try:
        code = crawl.wait()
    except BaseException:
        crawl.terminate()
        crawl.wait(timeout=LONGEST_GOODBYE)
        raise
    if code:
        raise StopError(f"the crawl of the demo ended with exit code {code}")


def _table(workspace: Path, crawl_id: int) -> Table | Text:
    """The changes that one crawl found."""
    rows = found(workspace, ChangeFilter(crawl_id=crawl_id))
    if not rows:
        why = "the first crawl is the baseline" if crawl_id == 1 else "nothing was edited"
        return Text(f"no changes: {why}")
    table = Table(show_lines=True, expand=True)
    for name, ratio in (("clinic", None), ("kind", None), ("article", 1), ("what", 2)):
        table.add_column(name, ratio=ratio, overflow="fold")
    for row in rows:
        table.add_row(row["clinic"], row["kind"], Text(name_of(row)), _what(row))
    return table


def _what(row: dict[str, Any]) -> Text:
    told = differences(row)
    lines = told[:SHOWN_OPERATIONS] or [Text(printable(urlsplit(row["url"]).path), style="dim")]
    if len(told) > SHOWN_OPERATIONS:
        lines.append(Text(f"… and {len(told) - SHOWN_OPERATIONS} more"))
    return Text("\n").join(lines)

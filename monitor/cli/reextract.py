"""``monitor reextract``: yesterday's snapshots with today's extractor."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from monitor.cli.options import data_option, database_of, workers_option
from monitor.crawl.reextract import Reextraction

EXAMPLES = """
\b
Example:
  monitor reextract      after an upgrade, or after ``ignore`` was changed
"""


@click.command(epilog=EXAMPLES, short_help="Extract stored snapshots again, after an upgrade.")
@data_option
@workers_option
def reextract(workspace: Path, workers: int) -> None:
    """Extract the current versions again from their stored snapshots.

    Only those made by another extractor or with other ``ignore`` settings.  No change is recorded and
    nobody is told.  Stopped half-way, it goes on from there when run again.
    """
    with (
        Reextraction(database_of(workspace), workers) as run,
        Progress(console=Console(file=sys.stderr), transient=True, disable=not sys.stderr.isatty()) as bar,
    ):
        task = bar.add_task("extracting again", total=run.total)
        for _page in run.every():
            bar.advance(task)
    click.echo(f"{run.done} of {run.total} versions extracted again; {run.failed} could not be")

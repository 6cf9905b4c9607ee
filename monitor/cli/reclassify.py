"""``monitor reclassify``: yesterday's passages by today's lexicon."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from monitor.cli.options import data_option, database_of
from monitor.crawl.reclassify import Reclassification

EXAMPLES = """
\b
Example:
  monitor reclassify      after ``lexicon.toml`` was changed, or after an upgrade
"""


@click.command(epilog=EXAMPLES, short_help="Classify stored passages again, after the lexicon changed.")
@data_option
def reclassify(workspace: Path) -> None:
    """Look for the themes, claims and numbers of every stored passage again.

    Only of those that another lexicon classified.  No change is recorded and nobody is told; signals stay as
    they were judged.  Stopped half-way, it goes on from there when run again.
    """
    done = 0
    with (
        Reclassification(database_of(workspace)) as run,
        Progress(console=Console(file=sys.stderr), transient=True, disable=not sys.stderr.isatty()) as bar,
    ):
        task = bar.add_task("classifying again", total=run.total)
        for passages in run.every():
            done += passages
            bar.advance(task, passages)
    click.echo(f"{done} passages classified again")

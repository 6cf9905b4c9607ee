"""``monitor init``: a new workspace."""

from __future__ import annotations

import click

from monitor.cli.options import at
from monitor.config import create_workspace, find_workspace

EXAMPLES = """
\b
Example:
  monitor init            the default workspace, ./data or $MONITOR_DATA
  monitor init ~/clinics  a workspace of that name
"""


@click.command(epilog=EXAMPLES, short_help="Write a new workspace.")
@click.argument("directory", required=False, metavar="[DIR]")
def init(directory: str | None) -> None:
    """Write a new workspace: three commented files to fill in.

    Refuses if one of them is there already, and then writes nothing.
    """
    if directory is not None and not directory.strip():
        raise click.BadParameter("an empty name is no folder", param_hint="DIR")
    workspace = find_workspace(directory)
    for path in create_workspace(workspace):
        click.echo(f"written: {path}")
    click.echo(f"next: monitor add https://www.example.com/blog/{at(workspace)}")

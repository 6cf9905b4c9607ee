"""``monitor browse``: the workspace in a web browser."""

from __future__ import annotations

from pathlib import Path

import click

from monitor.browse import serve
from monitor.cli.options import data_option, port_option
from monitor.config import load

EXAMPLES = """
\b
Example:
  monitor browse --port 8002
"""


@click.command(epilog=EXAMPLES, short_help="Open the workspace in a web browser, with Datasette.")
@data_option
@port_option
def browse(workspace: Path, port: int) -> None:
    """Serve the workspace with Datasette on 127.0.0.1, until Ctrl-C."""
    load(workspace)
    serve(workspace, port, announce)


def announce(address: str) -> None:
    """Say where to look."""
    click.echo(f"Datasette: {address} (Ctrl-C ends it)", err=True)

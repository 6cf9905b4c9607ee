"""``monitor browse``: the workspace in a web browser."""

from __future__ import annotations

from pathlib import Path

import click

from monitor.browse import LOOPBACK, Access, checked, read_accounts, serve
from monitor.cli.options import data_option, port_option
from monitor.config import load

EXAMPLES = """
\b
Examples:
  monitor browse --port 8002
  monitor browse --host 0.0.0.0 --passwords analysts.txt
"""


@click.command(epilog=EXAMPLES, short_help="Open the workspace in a web browser, with Datasette.")
@data_option
@port_option
@click.option("--host", default=LOOPBACK, show_default=True, metavar="ADDRESS", help="Where to listen.")
@click.option(
    "--passwords", type=click.Path(path_type=Path), metavar="FILE", help="Who may log in: lines of name:hash."
)
@click.option("--login-header", default="", metavar="NAME", help="The header in which a proxy says who asks.")
@click.option("--proxy", default="", metavar="ADDRESS", help="Of that proxy, if it is another machine.")
def browse(
    workspace: Path, port: int, host: str, passwords: Path | None, login_header: str, proxy: str
) -> None:
    """Serve the workspace with Datasette, on 127.0.0.1 unless told otherwise, until Ctrl-C.

    To listen elsewhere it needs a login: --passwords, or --login-header with --proxy.
    """
    public_url = load(workspace).alerts.public_url
    accounts = read_accounts(passwords) if passwords else {}
    access = checked(Access(host, accounts, login_header, proxy, public_url))
    serve(workspace, port, announce, access)


def announce(address: str) -> None:
    """Say where to look."""
    click.echo(f"Datasette: {address} (Ctrl-C ends it)", err=True)

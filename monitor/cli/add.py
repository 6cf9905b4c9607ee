"""``monitor add``: put a clinic on the watch list, once it is known that there is something to watch."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Any

import click

from monitor.cli.group import tell
from monitor.cli.options import at, data_option, json_option
from monitor.cli.terminal import json_line
from monitor.config import Clinic, append_clinic, load
from monitor.crawl import Walk, run_probe
from monitor.diff.printable import printable
from monitor.discover import addresses
from monitor.errors import UsageError

EXAMPLES = """
\b
Example:
  monitor add https://www.example.com/blog/ --name "Bluff Creek Ketamine"
"""


@click.command(epilog=EXAMPLES, short_help="Look at a site and put it on the watch list.")
@click.argument("url")
@data_option
@click.option("--slug", help="Short name used in commands.  [default: from the host name]")
@click.option("--name", help="Name for people.  [default: from the slug]")
@json_option
@click.pass_context
def add(
    ctx: click.Context, url: str, workspace: Path, slug: str | None, name: str | None, as_json: bool
) -> None:
    """Probe a site politely, say what was found, and append it to clinics.toml.

    Exit codes: 0 added, 1 nothing found (and nothing added), 2 wrong address or configuration.
    """
    address = addresses.clean(url if "://" in url else f"https://{url}")
    if address is None:
        raise UsageError(f"{url!r} is no web address; give one such as https://www.example.com/blog/")
    _refuse_known(workspace, address, slug)
    if sys.stderr is not None and sys.stderr.isatty():
        tell(f"looking at {address}; politely, so this takes some seconds")
    walk = run_probe(workspace, Clinic(slug="probe", name="probe", url=address, delay=1.0))
    if not walk.listed:
        reason = walk.failure or "no feed, sitemap, API or list of articles"
        tell(f"monitor: nothing found at {address} ({reason}); not added")
        ctx.exit(1)
    slug = append_clinic(workspace / "clinics.toml", address, slug, name)
    if as_json:
        click.echo(json_line(_row(walk, slug)))
    else:
        _tell(walk, slug, workspace)


def _refuse_known(workspace: Path, address: str, slug: str | None) -> None:
    """Find out before the site is troubled that its clinic cannot be added.

    Raises:
        UsageError: the address or the slug is on the list.
    """
    for clinic in load(workspace).clinics:
        if addresses.key(addresses.clean(clinic.url) or clinic.url) == addresses.key(address):
            raise UsageError(f"{address} is on the list already, as {clinic.slug}")
        if clinic.slug == slug:
            raise UsageError(f"the slug {slug} is taken, by {clinic.url}; give another one with --slug")


def _row(walk: Walk, slug: str) -> dict[str, Any]:
    home = walk.discovery.home
    return {
        "slug": slug,
        "url": walk.clinic.url,
        "cms": home.system if home else "unknown",
        "sources": [{"kind": source.kind, "url": source.url} for source in walk.discovery.sources],
        "articles": walk.listed,
    }


def _tell(walk: Walk, slug: str, workspace: Path) -> None:
    row = _row(walk, slug)
    home = walk.discovery.home
    kinds = Counter(source["kind"] for source in row["sources"])
    places = ", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items()))
    click.echo(printable((home.title if home else "") or row["url"]))
    click.echo(f"  content system: {row['cms']}")
    click.echo(f"  articles: {row['articles']}, listed by {places}")
    for source in row["sources"]:
        click.echo(f"    {source['kind']}: {source['url']}")
    click.echo(f"added to {workspace / 'clinics.toml'} as {slug}")
    click.echo(f"next: monitor crawl {slug}{at(workspace)}")

"""``monitor diff``: two versions of a page, word by word."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click

from monitor.cli.options import data_option, database_of, json_option
from monitor.cli.terminal import coloured, json_line, width
from monitor.diff import align, operations
from monitor.diff.printable import printable
from monitor.diff.terminal import render
from monitor.discover import addresses
from monitor.errors import UsageError
from monitor.records import Operation
from monitor.store import Reports, Versions, reading
from monitor.version import metadata_operations

PIPE_WIDTH = 80
"""Columns where there is no terminal."""

NUMBER = re.compile(r"[0-9]{1,18}")

EXAMPLES = """
\b
Examples:
  monitor diff https://www.example.com/blog/how-fast/        the last two versions
  monitor diff 12 40 57                                      versions 40 and 57 of page 12
"""


@click.command(epilog=EXAMPLES, short_help="Show what changed on a page, word by word.")
@click.argument("page")
@click.argument("versions", required=False, nargs=-1, type=int, metavar="[A [B]]")
@data_option
@click.option("--color/--no-color", "colour", default=None, help="Colour or not.  [default: on a terminal]")
@json_option
@click.pass_context
def diff(
    ctx: click.Context,
    page: str,
    versions: tuple[int, ...],
    workspace: Path,
    colour: bool | None,
    as_json: bool,
) -> None:
    """Show what changed between two versions of PAGE, an address or a page's number.

    A and B are numbers of versions: both left out, the last two; B left out, the last one.

    Exit codes, as of diff: 0 the same, 1 different, 2 no such page or version.
    """
    if len(versions) > 2:
        raise click.UsageError("a diff is of two versions at most", ctx)
    with reading(database_of(workspace)) as database:
        reports = Reports(database)
        found = find_page(reports, page)
        before, after = _pick(found, reports.versions(found["id"]), versions)
        store = Versions(database)
        old, new = store.read(before["id"]).extract, store.read(after["id"]).extract
    alignment = align(old.passages, new.passages)
    said = metadata_operations(old.metadata, new.metadata)
    told = (*said, *operations(alignment, old.passages, new.passages))
    if as_json:
        click.echo(json_line(_row(found, before, after, told)))
    else:
        colour = coloured(colour)
        columns = width(PIPE_WIDTH) or PIPE_WIDTH
        shown = render(old.passages, new.passages, alignment, width=columns, colour=colour, metadata=said)
        click.echo(_heading(found, before, after))
        click.echo(shown or "the same", nl=not shown, color=colour)
    ctx.exit(int(bool(told)))


def _heading(page: dict[str, Any], before: dict[str, Any], after: dict[str, Any]) -> str:
    lines = [printable(page["url"]), f"version {before['id']}, seen {before['seen_at']}"]
    if before["id"] != after["id"]:
        lines.append(f"version {after['id']}, seen {after['seen_at']}")
    else:
        lines[1] += ", compared with itself"
    return "\n".join(lines)


def _row(
    page: dict[str, Any], before: dict[str, Any], after: dict[str, Any], told: tuple[Operation, ...]
) -> dict[str, Any]:
    shown = ("kind", "before", "after", "field", "part")
    return {
        "page_id": page["id"],
        "url": page["url"],
        "version_from": before["id"],
        "version_to": after["id"],
        "operations": [{name: getattr(each, name) for name in shown} for each in told],
    }


def find_page(reports: Reports, page: str) -> dict[str, Any]:
    """The page of an address or a number.

    Raises:
        UsageError: there is none.
    """
    if NUMBER.fullmatch(page):
        row = reports.page_by_id(int(page))
    else:
        cleaned = addresses.clean(page if "://" in page else f"https://{page}")
        row = None if cleaned is None else reports.page_by_address(addresses.key(cleaned))
    if row is None:
        raise UsageError(f"no such page: {page}; monitor changes --json gives page ids and addresses")
    return row


def _pick(
    page: dict[str, Any], known: list[dict[str, Any]], wanted: tuple[int, ...]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The two versions that are meant; the same one twice where there is no other."""
    if not known:
        raise UsageError(f"{page['url']} has never been read")
    numbers = [row["id"] for row in known]
    missing = [str(number) for number in wanted if number not in numbers]
    if missing:
        there = ", ".join(map(str, numbers[-20:]))
        raise UsageError(f"{page['url']} has no version {' or '.join(missing)}; it has {there}")
    own = [row["id"] for row in known if not row["technical"]] or numbers
    before = wanted[0] if wanted else own[-2:][0]
    after = wanted[1] if len(wanted) == 2 else own[-1]
    return known[numbers.index(before)], known[numbers.index(after)]

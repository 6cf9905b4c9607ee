"""``monitor blame``: an article with the date of each of its passages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from monitor.cli.diff import PIPE_WIDTH, find_page
from monitor.cli.marking import marked
from monitor.cli.options import data_option, database_of, json_option
from monitor.cli.terminal import Folder, coloured, json_line, width
from monitor.diff.printable import printable
from monitor.errors import UsageError
from monitor.records import Passage
from monitor.store import Lineage, Reports, Versions, reading
from monitor.version import Line, Wording, trace

OLDER = "^"
"""Stands behind a date before which nobody looked, as in ``git blame``."""

CLINICS_NAMED = 4
"""Clinics at which a passage stands, too, that are named; the others are counted."""

PAGES_LISTED = 50
"""Other pages of a passage listed in JSON; a line of the footer may stand on thousands."""

GUTTER = " " * 14

EXAMPLES = """
\b
Examples:
  monitor blame https://www.example.com/blog/how-fast/       the article as it stands
  monitor blame 12 40                                        version 40 of page 12
"""


@click.command(epilog=EXAMPLES, short_help="Show since when each passage of a page stands.")
@click.argument("page")
@click.argument("version", required=False, type=int)
@data_option
@click.option("--color/--no-color", "colour", default=None, help="Colour or not.  [default: on a terminal]")
@json_option
def blame(page: str, version: int | None, workspace: Path, colour: bool | None, as_json: bool) -> None:
    """Show since when each passage of PAGE stands in its words, what it was before, and where else it stands.

    PAGE is an address or a page's number; VERSION is the number of one of its versions, by default the
    current one.  A date with ^ is that of our first look: the passage may be older.
    """
    with reading(database_of(workspace)) as database:
        reports = Reports(database)
        found = find_page(reports, page)
        version = _pick(found, [row["id"] for row in reports.versions(found["id"])], version)
        store = Lineage(database)
        lines = trace(store.editions(found["id"], version), baseline=store.is_baseline(found["id"]))
        stored = Versions(database).read(version)
        elsewhere = store.elsewhere(found["id"], version)
    passages = stored.extract.passages
    if as_json:
        for place, (passage, line) in enumerate(zip(passages, lines, strict=True)):
            others = elsewhere.get(passage.key, [])
            click.echo(json_line(_row(found, version, place, passage, line, others)))
        return
    colour = coloured(colour)
    folder = Folder(width(PIPE_WIDTH), colour=colour)
    click.echo(printable(found["url"]))
    click.echo(f"version {version}, seen {stored.seen_at}; {OLDER}: stood there at our first look")
    for passage, line in zip(passages, lines, strict=True):
        for text in _shown(passage, line, elsewhere.get(passage.key, []), folder):
            click.echo(text, color=colour)


def _pick(page: dict[str, Any], known: list[int], wanted: int | None) -> int:
    """The version that is meant."""
    if not known:
        raise UsageError(f"{page['url']} has never been read")
    if wanted is None:
        return int(page["version_id"])
    if wanted not in known:
        there = ", ".join(map(str, known[-20:]))
        raise UsageError(f"{page['url']} has no version {wanted}; it has {there}")
    return wanted


def _row(
    page: dict[str, Any],
    version: int,
    place: int,
    passage: Passage,
    line: Line,
    elsewhere: list[dict[str, object]],
) -> dict[str, Any]:
    return {
        "page_id": page["id"],
        "url": page["url"],
        "version": version,
        "position": place,
        "kind": passage.kind,
        "part": passage.part,
        **_wording(line.now),
        "earlier": [_wording(each) for each in line.earlier],
        "elsewhere": elsewhere[:PAGES_LISTED],
        "elsewhere_pages": len(elsewhere),
    }


def _wording(wording: Wording) -> dict[str, Any]:
    return {
        "text": wording.text,
        "since": wording.seen_at,
        "since_version": wording.version_id,
        "may_be_older": wording.may_be_older,
    }


def _shown(passage: Passage, line: Line, elsewhere: list[dict[str, object]], folder: Folder) -> Iterator[str]:
    """A passage with its date, then its earlier wordings with theirs, then where else it stands."""
    text = Text(printable(passage.text), style="bold" if passage.kind == "heading" else "")
    if passage.part != "text":
        text = Text(f"({passage.part.replace('_', ' ')}) ", style="dim").append_text(text)
    yield from folder.lines(text, first=_date(line.now), rest=GUTTER)
    later = line.now
    for earlier in line.earlier:
        was = Text("was ", style="dim").append_text(marked(earlier.text, later.text))
        yield from folder.lines(was, first=_date(earlier) + "  ", rest=GUTTER + "  ")
        later = earlier
    if elsewhere:
        also = Text(f"also at {_places(elsewhere)}", style="dim")
        yield from folder.lines(also, first=GUTTER + "  ", rest=GUTTER + "  ")


def _date(wording: Wording) -> str:
    """The day, marked if it is only that of the first look; as wide as the gutter."""
    return f"{wording.seen_at[:10]} {OLDER if wording.may_be_older else ' '}".ljust(len(GUTTER))


def _places(elsewhere: list[dict[str, object]]) -> str:
    pages = Counter(str(each["clinic"]) for each in elsewhere)
    named = [f"{clinic} ({count} page{'s' * (count > 1)})" for clinic, count in pages.most_common()]
    more = len(named) - CLINICS_NAMED
    return ", ".join(named[:CLINICS_NAMED]) + (f" and {more} more clinics" if more > 0 else "")

"""``monitor changes``: what was found."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from monitor.cli.marking import marked
from monitor.cli.options import COUNT, Since, at, check_clinics, data_option, database_of, json_option
from monitor.cli.terminal import Folder, coloured, json_line, width
from monitor.config import THEMES
from monitor.diff.printable import printable
from monitor.errors import UsageError
from monitor.records import CHANGE_KINDS, SIGNAL_KINDS
from monitor.store import ChangeFilter, Reports, Suppressions, iso, reading
from monitor.version import SUPPRESSIONS

SHOWN_OPERATIONS = 4
"""Operations of one change printed in the list; ``monitor diff`` shows them all."""

INDENT = "    "

EXAMPLES = """
\b
Examples:
  monitor changes --since 7d
  monitor changes --clinic bluff-creek --kind edited --json
"""


@click.command(epilog=EXAMPLES, short_help="List the changes that were found.")
@data_option
@click.option("--since", type=Since(), help="Changes found then or later: 7d, 12h, 2026-03-01.")
@click.option("--clinic", "clinics", multiple=True, metavar="SLUG", help="Only this clinic; may be repeated.")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(CHANGE_KINDS), help="Only this kind.")
@click.option("--theme", "themes", multiple=True, type=click.Choice(THEMES), help="Only about this theme.")
@click.option(
    "--signal", "signals", multiple=True, type=click.Choice(SIGNAL_KINDS), help="Only with this signal."
)
@click.option("--limit", type=COUNT, metavar="N", help="The newest N.")
@click.option("--suppressed", is_flag=True, help="What was met and not told, and why.")
@json_option
def changes(
    workspace: Path,
    since: datetime | None,
    clinics: tuple[str, ...],
    kinds: tuple[str, ...],
    themes: tuple[str, ...],
    signals: tuple[str, ...],
    limit: int | None,
    suppressed: bool,
    as_json: bool,
) -> None:
    """List the changes that were found, oldest first.

    What went stands in [-brackets-], what came in {+braces+}. With --suppressed the looks that met something
    else than before and told nothing, each with its reason.
    """
    wanted = ChangeFilter(
        since=None if since is None else iso(since),
        clinics=clinics,
        kinds=kinds,
        themes=themes,
        signals=signals,
        limit=limit,
    )
    if suppressed and (kinds or themes or signals):
        raise UsageError("--suppressed goes with --since, --clinic and --limit: what is not told has no kind")
    rows = found(workspace, wanted, suppressed=suppressed)
    if as_json:
        for row in rows:
            click.echo(json_line(row))
    elif not rows:
        click.echo("nothing suppressed" if suppressed else "no changes", err=True)
    else:
        colour = coloured()
        folder = Folder(width(), colour=colour)
        lines = suppressed_lines if suppressed else _lines
        for row in rows:
            for line in lines(row, folder, at(workspace)):
                click.echo(line, color=colour)


def found(workspace: Path, wanted: ChangeFilter, *, suppressed: bool = False) -> list[dict[str, Any]]:
    """The changes that are wanted, oldest first; or the looks at which something was suppressed.

    Raises:
        UsageError: nothing has been crawled yet, or a clinic is asked for that was never crawled.
    """
    with reading(database_of(workspace)) as database:
        reports = Reports(database)
        check_clinics(reports, wanted.clinics)
        if suppressed:
            return Suppressions(database).visits(wanted, SUPPRESSIONS)
        return reports.changes(wanted)


def name_of(row: dict[str, Any]) -> str:
    """What a change happened to: the article's title, or the site."""
    return printable(row["title"] or row["url"] or f"the whole site, {row['pages']} pages")


def differences(row: dict[str, Any]) -> list[Text]:
    """The differences of a change that a reader can see, marked."""
    return [_difference(each) for each in row["operations"] if each["kind"] != "moved"]


def _difference(operation: dict[str, Any]) -> Text:
    field, part = operation["field"], operation["part"]
    label = f"{field}: " if field != "text" else f"({part}) " if part != "text" else ""
    return Text(label.replace("_", " ")).append_text(marked(operation["before"], operation["after"]))


def _lines(row: dict[str, Any], folder: Folder, at_workspace: str) -> Iterator[str]:
    """One change as lines for a person: a heading, the page, then what went and what came."""
    heading = Text(f"#{row['id']}  {row['detected_at']}  {row['clinic']}  {row['kind']}", style="bold")
    if row["words_added"] or row["words_removed"]:
        heading.append(f"  +{row['words_added']} -{row['words_removed']} words", style="not bold")
    yield from folder.lines(heading, rest=INDENT)
    yield from folder.lines(Text(name_of(row)), first=INDENT, rest=INDENT)
    if row["url"] and row["title"]:
        yield INDENT + folder.line(Text(printable(row["url"]), style="dim"))
    told = differences(row)
    for difference in told[:SHOWN_OPERATIONS]:
        yield from folder.lines(difference, first=INDENT, rest=INDENT + "  ")
    if len(told) > SHOWN_OPERATIONS:
        more = f"… and {len(told) - SHOWN_OPERATIONS} more"
        command = _command(row, at_workspace)
        where = f": {command}" if command else ""
        yield from folder.lines(Text(more + where), first=INDENT, rest=INDENT + "  ")
    for signal in row["signals"]:
        yield from folder.lines(meant(signal), first=INDENT, rest=INDENT + "  ")


def meant(signal: dict[str, Any]) -> Text:
    """A signal as a line: its kind, what it is about, and the rule that says so."""
    kind = signal["kind"]
    about = (signal["claim"] or signal["theme"] or "").replace("_", " ")
    style = "bold red" if kind == "red_flag" else "bold yellow"
    line = Text("» ").append(kind.replace("_", " "), style=style)
    line.append(f" {about}" if about else "")
    rule = signal["rule"]
    plain = rule in (f"claim {signal['claim']}", f"disclosure {signal['claim']}", f"theme {signal['theme']}")
    return line if plain else line.append(printable(f": {rule}"))


def suppressed_lines(row: dict[str, Any], folder: Folder, at_workspace: str) -> Iterator[str]:
    """One look at which something was not told as lines for a person: why, the page, what is known of it."""
    heading = Text(f"{row['visited_at']}  {row['clinic']}  {row['reason']}", style="bold")
    heading.append(f"  {SUPPRESSIONS[row['reason']]}", style="not bold")
    yield from folder.lines(heading, rest=INDENT)
    yield from folder.lines(Text(name_of(row)), first=INDENT, rest=INDENT)
    if row["title"]:
        yield INDENT + folder.line(Text(printable(row["url"]), style="dim"))
    for text in row["passages"][:SHOWN_OPERATIONS]:
        yield from folder.lines(Text(printable(text)), first=INDENT + "~ ", rest=INDENT + "  ")
    if len(row["passages"]) > SHOWN_OPERATIONS:
        yield f"{INDENT}… and {len(row['passages']) - SHOWN_OPERATIONS} more"
    command = _command(row, at_workspace)
    if command:
        yield from folder.lines(Text(command), first=INDENT, rest=INDENT + "  ")


def _command(row: dict[str, Any], at_workspace: str) -> str:
    """The command that shows all of a change; none where no two versions of one page differ by it."""
    if None in (row["page_id"], row["version_from"], row["version_to"]):
        return ""
    return f"monitor diff {row['page_id']} {row['version_from']} {row['version_to']}{at_workspace}"

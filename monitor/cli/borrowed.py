"""``monitor borrowed``: which clinics have passages in common, and who had them first as far as we saw."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from monitor.classify import Cluster, Family, Sighting, clusters
from monitor.cli.options import check_clinics, data_option, database_of, json_option
from monitor.cli.terminal import Folder, coloured, json_line, width
from monitor.diff.printable import printable
from monitor.store import Families, Reports, reading

SHOWN_TEXTS = 3
"""Passages of one cluster that are printed; ``--json`` has them all."""

LONGEST = 240
"""Characters shown of a passage."""

CAVEAT = (
    "First means first seen by us: a clinic may have had a passage before, or both may have it from somebody "
    "we do not watch. A day with ^ is that of our first look."
)

EXAMPLES = """
\b
Examples:
  monitor borrowed
  monitor borrowed --clinic bluff-creek --json
"""


@click.command(epilog=EXAMPLES, short_help="List passages that several clinics have in common.")
@data_option
@click.option("--clinic", "clinics", multiple=True, metavar="SLUG", help="Only with this clinic; repeatable.")
@click.option("--common", "with_common", is_flag=True, help="Common knowledge, too.")
@json_option
def borrowed(workspace: Path, clinics: tuple[str, ...], with_common: bool, as_json: bool) -> None:
    """List passages that stand at several clinics now, in the same words or nearly; the largest groups first.

    Passages on the same pages of the same clinics come from one template.  What many clinics have had for
    long is common knowledge, and is only counted.
    """
    found = _found(workspace, clinics)
    shown = [each for each in found if with_common or not each.common]
    if as_json:
        for each in shown:
            click.echo(json_line(_row(each)))
        return
    colour = coloured()
    folder = Folder(width(), colour=colour)
    hidden = sum(len(each.families) for each in found if each.common and not with_common)
    for line in _lines(shown, hidden, folder):
        click.echo(line, color=colour)


def _found(workspace: Path, wanted: Sequence[str]) -> list[Cluster]:
    """The clusters in which all the wanted clinics are."""
    with reading(database_of(workspace)) as database:
        check_clinics(Reports(database), wanted)
        families = Families(database).read()
    found = clusters(families, datetime.now(UTC))
    return [each for each in found if set(wanted) <= {sighting.clinic for sighting in each.clinics}]


def _row(cluster: Cluster) -> dict[str, Any]:
    return {
        "common": cluster.common,
        "clinics": [_sighting(each) for each in cluster.clinics],
        "passages": [
            {"text": family.text, "clinics": [_sighting(each) for each in family.clinics]}
            for family in cluster.families
        ],
    }


def _sighting(sighting: Sighting) -> dict[str, Any]:
    return {
        "clinic": sighting.clinic,
        "page_id": sighting.page_id,
        "url": sighting.url,
        "since": sighting.seen_at,
        "may_be_older": sighting.may_be_older,
    }


def _lines(shown: Sequence[Cluster], hidden: int, folder: Folder) -> Iterator[str]:
    """All clusters for a person."""
    if not shown:
        yield "no clinic has a passage of another"
    for cluster in shown:
        yield from _cluster(cluster, folder)
    if hidden:
        counted = f"{hidden} passage{'s are' if hidden > 1 else ' is'} common knowledge"
        yield f"{counted}: at many clinics for long (--common lists them)"
    if shown:
        yield from folder.lines(Text(CAVEAT, style="dim"))


def _cluster(cluster: Cluster, folder: Folder) -> Iterator[str]:
    """One cluster: how much, the clinics in the order in which we saw it there, some of the passages."""
    passages, clinics = len(cluster.families), len(cluster.clinics)
    heading = f"{passages} passage{'s' * (passages > 1)} at {clinics} clinics"
    if cluster.common:
        heading += ", common knowledge"
    yield folder.line(Text(heading, style="bold"))
    for each in cluster.clinics:
        date = f"{each.seen_at[:10]} {'^' if each.may_be_older else ' '}"
        yield f"  {date}  {each.clinic}  " + folder.line(Text(printable(each.url), style="dim"))
    for family in cluster.families[:SHOWN_TEXTS]:
        yield from folder.lines(Text(_text(family)), first="    ", rest="      ")
    if passages > SHOWN_TEXTS:
        yield f"    … and {passages - SHOWN_TEXTS} more"
    yield ""


def _text(family: Family) -> str:
    shown = printable(family.text)
    return shown if len(shown) <= LONGEST else shown[:LONGEST] + "…"

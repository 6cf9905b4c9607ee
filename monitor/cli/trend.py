"""``monitor trend``: how much of what clinics publish mentions a theme or makes a claim, week by week."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import click
from rapidfuzz.distance import JaroWinkler
from rich.text import Text

from monitor.cli.options import check_clinics, data_option, database_of, json_option
from monitor.cli.terminal import Folder, coloured, json_line, width
from monitor.config import THEMES
from monitor.errors import UsageError
from monitor.store import Reports, Trends, reading

BARS = "▁▂▃▄▅▆▇█"
GAP = "·"
"""A week in which the clinic was not seen."""

ALL = "all"
NUMBERS = 35
"""Columns beside the names and the sparkline."""
MOST_WEEKS = 520

EXAMPLES = """
\b
Examples:
  monitor trend efficacy
  monitor trend price --claim insurance --clinic bluff-creek --weeks 26
"""


@click.command(epilog=EXAMPLES, short_help="Show week by week how many articles mention a theme.")
@click.argument("theme")
@data_option
@click.option("--claim", metavar="CLAIM", help="A claim under the theme, instead of the theme itself.")
@click.option("--clinic", "clinics", multiple=True, metavar="SLUG", help="Only this clinic; may be repeated.")
@click.option(
    "--weeks",
    type=click.IntRange(1, MOST_WEEKS),
    default=12,
    show_default=True,
    metavar="N",
    help="The newest N.",
)
@json_option
def trend(
    theme: str, workspace: Path, claim: str | None, clinics: tuple[str, ...], weeks: int, as_json: bool
) -> None:
    """Show how many of the articles alive in each week mention THEME, or make a claim under it, per clinic.

    A week in which a clinic could not be seen is a gap, not zero, and so are single articles that could not
    be read: they count neither as alive nor as silent.
    """
    with reading(database_of(workspace)) as database:
        trends = Trends(database)
        check_clinics(Reports(database), clinics)
        _check(theme, sorted({*THEMES, *trends.themes()}), "theme")
        if claim is not None:
            _check(claim, trends.claims(theme), f"claim under {theme}")
        rows = trends.weeks(theme, claim or "", weeks)
    rows = [row for row in rows if not clinics or row["clinic"] in clinics]
    if as_json:
        for row in rows:
            click.echo(json_line({**row, "theme": theme, "claim": claim}))
        return
    if not rows:
        click.echo(f"no article has mentioned {claim or theme} yet", err=True)
        return
    colour, columns = coloured(), width()
    for line in _lines(rows, claim or theme, columns, Folder(columns, colour=colour)):
        click.echo(line, color=colour)


def _check(name: str, known: Sequence[str], what: str) -> None:
    """Refuse what is not known, and name what is, the most similar first."""
    if name in known:
        return
    nearest = sorted(known, key=lambda each: -JaroWinkler.similarity(name, each))
    raise UsageError(f"no {what} is called {name}; there are {', '.join(nearest) or 'none yet'}")


def _lines(
    rows: Sequence[dict[str, Any]], subject: str, columns: int | None, folder: Folder
) -> Iterator[str]:
    """A table: per clinic a sparkline, the last week that was seen, and the change since the first.

    Args:
        columns: of the terminal; what is older than fits is left out.
    """
    names = max(len(row["clinic"]) for row in (*rows, {"clinic": "clinic"}))
    weeks = sorted({row["week"] for row in rows})
    if columns is not None:
        weeks = weeks[-max(columns - names - NUMBERS, 1) :]
    rows = [row for row in rows if row["week"] in weeks]
    series = {clinic: list(those) for clinic, those in groupby(rows, key=lambda row: row["clinic"])}
    if len(series) > 1:
        series[ALL] = [_total(week, rows) for week in weeks]
    top = max((row["share"] or 0.0 for those in series.values() for row in those), default=0.0)
    since = f"week of {weeks[0]}" if len(weeks) == 1 else f"weeks of {weeks[0]} to {weeks[-1]}"
    heading = f"{subject}: share of the articles alive that mention it, {since}"
    yield from folder.lines(Text(heading, style="bold"))
    yield f"{'clinic':<{names}}  {'':<{len(weeks)}}  {'last':>7}  {'share':>5}  change"
    for clinic, those in series.items():
        by_week = {row["week"]: row for row in those}
        bars = "".join(_bar(by_week.get(week), top) for week in weeks)
        yield f"{clinic:<{names}}  {bars}  {_numbers(those)}".rstrip()
    yield from folder.lines(
        Text(f"The highest bar is {top:.0%}; {GAP} is a week in which the clinic was not seen.", style="dim")
    )


def _total(week: str, rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """All clinics that were seen in a week, taken together."""
    seen = [row for row in rows if row["week"] == week and row["articles"] is not None]
    articles, mentioning = (sum(row[name] for row in seen) for name in ("articles", "mentioning"))
    share = mentioning / articles if articles else None
    clinics = [row["clinic"] for row in seen]
    return {"week": week, "articles": articles, "mentioning": mentioning, "share": share, "of": clinics}


def _bar(row: dict[str, Any] | None, top: float) -> str:
    if row is None or row["share"] is None:
        return GAP
    # The lowest bar is zero, and nothing else is.
    return BARS[1 + round(row["share"] / top * (len(BARS) - 2))] if row["share"] else BARS[0]


def _numbers(those: Sequence[dict[str, Any]]) -> str:
    """The last week seen, its share, and how far it is from the first, if that was of the same clinics."""
    seen = [row for row in those if row["share"] is not None]
    if not seen:
        return f"{'':>7}  {'':>5}  not seen"
    first, last = seen[0]["share"], seen[-1]["share"]
    points = round(last * 100) - round(first * 100)
    comparable = len(seen) > 1 and seen[0].get("of") == seen[-1].get("of")
    change = f"{points:+d} points" if comparable else ""
    return f"{seen[-1]['mentioning']:>3}/{seen[-1]['articles']:<3}  {last:>5.0%}  {change}"

"""``monitor status``: is all well?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from monitor.cli.options import at, data_option, database_of, json_option
from monitor.cli.terminal import Folder, coloured, json_line, width
from monitor.config import Clinic, load
from monitor.store import Evidence, Reports, Suppressions, WorkspaceLock, reading, verdict

SAFE_SQLITE = (3, 51, 3)
"""First release without the fault that can damage a database when a checkpoint meets a second writer."""

EXAMPLES = """
\b
Example:
  monitor status || echo "look at the monitor"
"""


@click.command(epilog=EXAMPLES, short_help="Say whether every clinic is watched well.")
@data_option
@json_option
@click.pass_context
def status(ctx: click.Context, workspace: Path, as_json: bool) -> None:
    """Say per clinic whether it is watched well, and check the database.

    Exit codes: 0 healthy, 1 not.
    """
    config = load(workspace)
    with reading(database_of(workspace)) as database:
        reports = Reports(database)
        rows = judged(reports.health(), config.clinics, datetime.now(UTC))
        damage = reports.damage()
        crawl = _as_it_is(reports.last_crawl(), workspace)
        visits = reports.reasons(crawl["id"]) if crawl else []
        volatile = Suppressions(database).volatile()
        sqlite = reports.sqlite_version()
        mail = mail_totals(Evidence(database).standing())
    if as_json:
        for row in rows:
            click.echo(json_line(row))
        rest = {
            "database": damage or "sound",
            "last_crawl": crawl,
            "visits": visits,
            "volatile": volatile,
            "mail": mail,
        }
        click.echo(json_line(rest))
    else:
        colour = coloured()
        folder = Folder(width(), colour=colour)
        if not rows:
            click.echo("no clinic is enabled in clinics.toml")
        for text in (
            *map(_clinic, rows),
            *_crawl(crawl, visits, workspace),
            *_volatile(volatile),
            *_mail(mail),
            *_database(damage, sqlite),
        ):
            for line in folder.lines(text, rest="    "):
                click.echo(line, color=colour)
    healthy = bool(rows) and not damage and all(row["verdict"] == "healthy" for row in rows)
    ctx.exit(0 if healthy else 1)


def _as_it_is(crawl: dict[str, Any] | None, workspace: Path) -> dict[str, Any] | None:
    """A crawl that says it is running while nobody holds the workspace was killed."""
    if crawl is None or crawl["state"] != "running" or WorkspaceLock.is_held(workspace):
        return crawl
    return {**crawl, "state": "killed"}


def judged(rows: list[dict[str, Any]], clinics: tuple[Clinic, ...], now: datetime) -> list[dict[str, Any]]:
    """The rows of ``clinic_health`` with a ``verdict`` each, for every clinic that is to be watched.

    Args:
        clinics: the watch list; one that was never crawled has a verdict, too.
    """
    known = {row["clinic"]: row for row in rows}
    return [
        {**known[clinic.slug], "verdict": _verdict(known[clinic.slug], clinic, now)}
        if clinic.slug in known
        else {"clinic": clinic.slug, "name": clinic.name, "verdict": "never crawled"}
        for clinic in sorted(clinics, key=lambda clinic: clinic.slug)
        if clinic.enabled
    ]


def _verdict(row: dict[str, Any], clinic: Clinic, now: datetime) -> str:
    return verdict(
        outcome=row["last_outcome"] or "",
        reason=row["last_reason"],
        last_good=row["last_good_crawl"],
        live=row["live"],
        failing=row["failing"],
        revisit=clinic.revisit,
        now=now,
    )


def _clinic(row: dict[str, Any]) -> Text:
    text = Text(f"{row['clinic']}: ", style="bold")
    text.append(row["verdict"], style="not bold green" if row["verdict"] == "healthy" else "not bold red")
    for part in _details(row) if "pages" in row else ():
        text.append(f", {part}", style="not bold")
    return text


def _details(row: dict[str, Any]) -> Iterator[str]:
    yield f"{row['seen_in_7_days']} of {row['live'] + row['missing']} pages seen in 7 days"
    yield f"last good crawl {row['last_good_crawl'] or 'never'}"
    if row["failing"]:
        yield f"{row['failing']} failing since {row['failing_since']}"
    if row["unread"]:
        yield f"{row['unread']} not read yet"
    if row["missing"]:
        yield f"{row['missing']} missing at the last look"
    if row["removed"]:
        yield f"{row['removed']} removed"
    if row["left_alone_until"]:
        yield f"it says no, so it is left alone until {row['left_alone_until']}"


def _crawl(crawl: dict[str, Any] | None, visits: list[dict[str, Any]], workspace: Path) -> Iterator[Text]:
    if crawl is None:
        yield Text(f"no crawl yet; run: monitor crawl{at(workspace)}")
        return
    ended = f", ended {crawl['ended_at']}" if crawl["ended_at"] else ""
    yield Text(f"last crawl: {crawl['state']}, started {crawl['started_at']}{ended}")
    for row in visits:
        reason = f" ({row['reason']})" if row["reason"] else ""
        yield Text(f"  {row['visits']:6d} {row['outcome']}{reason}")


def _volatile(volatile: dict[str, Any]) -> Iterator[Text]:
    if volatile["passages"] or volatile["settled"]:
        yield Text(
            f"left out as volatile: {volatile['passages']} passages on {volatile['pages']} pages; "
            f"{volatile['settled']} have settled"
        )


def mail_totals(standing: list[dict[str, Any]]) -> dict[str, int]:
    """How much is to be told, could not be told lately, and was set aside."""
    return {
        "waiting": sum(row["waiting"] for row in standing),
        "failing": sum(bool(row["attempts"]) for row in standing),
        "set_aside": sum(row["set_aside"] for row in standing),
    }


def _mail(totals: dict[str, int]) -> Iterator[Text]:
    if any(totals.values()):
        text = Text(f"mail: {totals['waiting']} waiting")
        if totals["failing"]:
            text.append(f", {totals['failing']} recipients could not be reached", style="red")
        if totals["set_aside"]:
            text.append(f", {totals['set_aside']} set aside", style="red")
        yield text


def _database(damage: str | None, sqlite: tuple[int, ...]) -> Iterator[Text]:
    yield Text("database: ").append(damage or "sound", style="red" if damage else "green")
    if sqlite < SAFE_SQLITE:
        has, wants = (".".join(map(str, release)) for release in (sqlite, SAFE_SQLITE))
        yield Text(
            f"note: SQLite {has} is older than {wants}; let only this program write to the workspace, and "
            "back it up"
        )

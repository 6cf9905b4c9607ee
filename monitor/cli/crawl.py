"""``monitor crawl``: look at the clinics and store what changed."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from monitor.cli.alert import send_due
from monitor.cli.group import tell
from monitor.cli.options import COUNT, data_option, json_option, workers_option
from monitor.cli.progress import Progress
from monitor.cli.terminal import json_line
from monitor.crawl import CrawlOptions, CrawlResult, run_crawl
from monitor.store import ClinicSummary

EXAMPLES = """
\b
Examples:
  monitor crawl                      every enabled clinic, the pages that are due
  monitor crawl bluff-creek --full   one clinic, every page
  monitor crawl --alert              and then send what is due, as monitor alert does
"""


@click.command(epilog=EXAMPLES, short_help="Look at the clinics and store what changed.")
@click.argument("clinics", nargs=-1, metavar="[CLINIC]...")
@data_option
@click.option("--full", is_flag=True, help="Look at every known page, due or not.")
@click.option("--limit", type=COUNT, metavar="N", help="At most N pages of each clinic.")
@workers_option
@click.option("--alert", "then_alert", is_flag=True, help="Send the mails that are due when it has ended.")
@json_option
@click.pass_context
def crawl(
    ctx: click.Context,
    clinics: tuple[str, ...],
    workspace: Path,
    full: bool,
    limit: int | None,
    workers: int,
    then_alert: bool,
    as_json: bool,
) -> None:
    """Discover and fetch what is due, and store versions and changes.

    Exit codes: 0 all well, 1 some clinics failed or some mail was not sent (they are named), 2 bad
    configuration, 75 another process holds the workspace, 130 and 143 stopped by Ctrl-C or SIGTERM with
    everything found stored.
    """
    options = CrawlOptions(clinics=clinics, everything=full, limit=limit, workers=workers)
    result = crawl_with_progress(workspace, options)
    for line in summary_lines(result, as_json=as_json):
        click.echo(line)
    unsent = then_alert and result.signal is None and not send_due(workspace, as_json=as_json)
    ctx.exit(result.exit_code or int(unsent))


def crawl_with_progress(workspace: Path, options: CrawlOptions) -> CrawlResult:
    """Crawl with a progress bar on a terminal and log lines elsewhere, both on standard error."""
    handler = _Handler()
    handler.setFormatter(_formatter())
    handler.addFilter(_is_for_the_operator)
    logging.basicConfig(handlers=[handler], level=logging.INFO)
    with Progress(sys.stderr) as progress:
        return run_crawl(workspace, options, observe=progress.show, every=progress.every)


class _Handler(logging.Handler):
    """Writes to what is standard error at that moment: while there is a bar, the lines go above it."""

    def emit(self, record: logging.LogRecord) -> None:
        for line in self.format(record).splitlines():
            tell(line)


def _formatter() -> logging.Formatter:
    formatter = logging.Formatter("%(asctime)s %(levelname)s %(message)s", "%Y-%m-%dT%H:%M:%SZ")
    formatter.converter = time.gmtime
    return formatter


def _is_for_the_operator(record: logging.LogRecord) -> bool:
    """What libraries say of single requests is stored with the visits and summed up at the end."""
    return record.levelno >= logging.ERROR or record.name.startswith("monitor")


def summary_lines(result: CrawlResult, *, as_json: bool) -> Sequence[str]:
    """What a crawl came to: one line per clinic."""
    if as_json:
        return [json_line({"crawl_id": result.crawl_id, **asdict(each)}) for each in result.summaries]
    lines = [_line(summary) for summary in result.summaries]
    if result.signal is not None:
        lines.append(f"stopped by signal {result.signal}; everything found so far is stored")
    return lines


def _line(summary: ClinicSummary) -> str:
    unchanged = summary.outcome == "ok" and not summary.listed  # their servers said so
    counts = [
        "lists unchanged" if unchanged else _count(summary.listed, "article listed", "articles listed"),
        _count(summary.visited, "page visited", "pages visited"),
        _count(summary.changes, "change", "changes"),
    ]
    if summary.failed:
        counts.append(f"{summary.failed} failed")
    verdict = summary.outcome if not summary.reason else f"{summary.outcome} ({summary.reason})"
    return f"{summary.slug}: {verdict}: {', '.join(counts)}"


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"

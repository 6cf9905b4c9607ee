"""``monitor export``: everything, for other programs."""

from __future__ import annotations

import csv
import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import click
from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]  # it ships no types

from monitor.cli.options import Since, data_option, database_of
from monitor.cli.terminal import json_line
from monitor.diff.printable import cell
from monitor.errors import StopError, UsageError
from monitor.store import Archive, ChangeFilter, Reports, Versions, iso, reading

COLUMNS = {
    "changes": (
        "id", "clinic", "page_id", "url", "title", "kind", "detected_at", "published_at", "version_from",
        "version_to", "words_added", "words_removed", "similarity", "pages", "crawl_id", "operations",
        "signals", "themes",
    ),
    "versions": (
        "id", "clinic", "page_id", "url", "seen_at", "technical", "title", "h1", "description", "author",
        "published_at", "modified_at", "categories", "words", "passages", "extractor", "snapshot", "text",
    ),
}  # fmt: skip
"""The columns of CSV, which has a head even where there is nothing below it."""

EXAMPLES = """
\b
Examples:
  monitor export changes > changes.jsonl
  monitor export versions --format csv --output versions.csv
  monitor export snapshots --output snapshots.warc.gz
"""


@click.command(epilog=EXAMPLES, short_help="Write changes, versions or snapshots for other programs.")
@click.argument("what", type=click.Choice(["changes", "versions", "snapshots"]))
@data_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "csv", "warc"]),
    help="[default: jsonl; snapshots are always warc]",
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="[default: standard output]",
)
@click.option("--since", type=Since(), help="Only changes found then or later.")
@click.pass_context
def export(
    ctx: click.Context,
    what: str,
    workspace: Path,
    form: str | None,
    output: Path | None,
    since: datetime | None,
) -> None:
    """Write changes or versions as JSON Lines or CSV, or the raw snapshots as WARC."""
    form = form or ("warc" if what == "snapshots" else "jsonl")
    if (what == "snapshots") != (form == "warc"):
        right = "warc" if what == "snapshots" else "jsonl or csv"
        raise click.UsageError(f"{what} cannot be written as {form}, only as {right}", ctx)
    if since is not None and what != "changes":
        raise click.UsageError("--since goes with changes only", ctx)
    database_of(workspace)
    if what == "snapshots" and output is None and sys.stdout is not None and sys.stdout.isatty():
        raise UsageError("snapshots are no text for a terminal; name a file with --output")
    with _opened(output) as stream:
        if what == "snapshots":
            _write_warc(workspace, stream)
        else:
            _write_rows(what, form, workspace, since, stream)


@contextmanager
def _opened(output: Path | None) -> Iterator[IO[bytes]]:
    """Where to write.

    Raises:
        UsageError: the file is a folder.
        StopError: the file cannot be written; what it held before is still there.
    """
    if output is None:
        if sys.stdout is None:
            raise UsageError("standard output is closed; name a file with --output")
        yield sys.stdout.buffer
        return
    if output.is_dir():
        raise UsageError(f"{output} is a folder; name a file")
    open_it: Callable[[Path], AbstractContextManager[IO[bytes]]] = _replacing
    if output.exists() and not output.is_file():  # a pipe or a device cannot be replaced
        open_it = _writing
    try:
        with open_it(output) as stream:
            yield stream
    except OSError as error:
        raise StopError(f"{output}: cannot be written: {error.strerror}") from error


def _writing(output: Path) -> AbstractContextManager[IO[bytes]]:
    return output.open("wb")


@contextmanager
def _replacing(output: Path) -> Iterator[IO[bytes]]:
    """A file that takes its name when all of it is written, and not before."""
    target = output.resolve()  # a link stays a link
    part = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with part.open("xb") as stream:
            yield stream
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _write_rows(what: str, form: str, workspace: Path, since: datetime | None, stream: IO[bytes]) -> None:
    with reading(workspace) as database:
        reports = Reports(database)
        rows: Iterable[dict[str, Any]]
        if what == "changes":
            rows = reports.changes(ChangeFilter(since=None if since is None else iso(since)))
        else:
            rows = _with_text(reports, Versions(database))
        if form == "csv":
            _write_csv(rows, COLUMNS[what], stream)
        else:
            for row in rows:
                stream.write(json_line(row).encode() + b"\n")


def _with_text(reports: Reports, versions: Versions) -> Iterator[dict[str, Any]]:
    for row in reports.every_version():
        yield {**row, "text": versions.read(row["id"]).extract.text}


def _write_csv(rows: Iterable[dict[str, Any]], columns: tuple[str, ...], stream: IO[bytes]) -> None:
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
    writer = csv.DictWriter(text, fieldnames=columns)
    writer.writeheader()
    for row in rows:
        writer.writerow({name: cell(value) for name, value in row.items()})
    text.detach()


def _write_warc(workspace: Path, stream: IO[bytes]) -> None:
    """Each snapshot as a ``resource`` record: the body as received, at the time it was first received."""
    writer = WARCWriter(stream, gzip=True, warc_version="1.1")
    with reading(workspace), closing(Archive(workspace)) as archive:
        for snapshot in archive.every():
            record = writer.create_warc_record(
                snapshot.url,
                "resource",
                payload=io.BytesIO(snapshot.body),
                length=len(snapshot.body),
                warc_content_type=snapshot.content_type or "application/octet-stream",
                warc_headers_dict={"WARC-Date": iso(snapshot.fetched_at)},
            )
            writer.write_record(record)

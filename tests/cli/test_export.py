"""``monitor export``: everything for other programs."""

from __future__ import annotations

import csv
import io
import json
import signal
import stat
import threading
import time

import pytest
from warcio.archiveiterator import ArchiveIterator

from monitor.store import Archive
from tests.cli.running import UNSAFE, assert_refused, call, rows, run, start

COLUMNS = {
    "versions": {
        "id", "clinic", "page_id", "url", "seen_at", "technical", "title", "h1", "description", "author",
        "published_at", "modified_at", "categories", "words", "passages", "extractor", "snapshot", "text",
    },
}  # fmt: skip


def table(text):
    """The rows of a CSV file, read as any program would."""
    csv.field_size_limit(1_000_000)
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_changes_are_the_same_as_the_command_lists(history):
    """JSON Lines, in the same shape."""
    exported = call("export", "changes", at=history)
    assert exported.exit_code == 0
    assert exported.stdout == call("changes", "--json", at=history).stdout
    assert call("export", "changes", "--since", "2999-01-01", at=history).stdout == ""


def test_versions_have_their_exact_text(history):
    """Every version with all of its words."""
    found = rows(call("export", "versions", at=history).stdout)
    assert len(found) == 8
    assert all(set(row) == COLUMNS["versions"] for row in found)
    texts = [row["text"] for row in found if row["url"].endswith("/depression/")]
    assert [("70%" in text, "85%" in text) for text in texts] == [(True, False), (False, True)]
    assert all(text.startswith("Ketamine is given") for text in texts)
    assert any("w" * 100_000 in row["text"] for row in found)


@pytest.mark.parametrize("what", ["changes", "versions"])
def test_csv_has_the_same_columns_and_rows(history, what):
    """Lists stand in their cells as JSON."""
    as_csv = table(call("export", what, "--format", "csv", at=history).stdout)
    as_json = rows(call("export", what, at=history).stdout)
    assert len(as_csv) == len(as_json)
    assert set(as_csv[0]) == set(as_json[0])
    for one, other in zip(as_csv, as_json, strict=True):
        assert one["url"] == other["url"]
        assert one["id"] == str(other["id"])
    lists = "operations" if what == "changes" else "categories"
    assert [len(json.loads(row[lists])) for row in as_csv] == [len(row[lists]) for row in as_json]


@pytest.mark.parametrize("what", ["changes", "versions"])
def test_csv_has_a_head_where_there_are_no_rows(empty, what):
    """So that a program that reads it every night does not stumble on the first."""
    (empty / "monitor.db").touch()
    head = call("export", what, "--format", "csv", at=empty).stdout
    assert head.startswith("id,clinic,page_id,url,")
    assert len(head.splitlines()) == 1


def test_a_spreadsheet_sees_no_formula(history):
    """A cell that begins like one gets an apostrophe; none has characters that steer a terminal."""
    output = run("export", "changes", "--format", "csv", at=history).stdout.decode()
    titles = [row["title"] for row in table(output)]
    assert any(title.startswith("'=HYPERLINK") for title in titles)
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in table(output) for cell in row.values())
    assert not [one for one in UNSAFE if one in output and one not in "\u202e\u2066"]


def test_snapshots_are_a_warc_with_the_bodies_as_received(history, tmp_path):
    """Read back with another program's reader; the payload is what the archive has."""
    path = tmp_path / "snapshots.warc.gz"
    assert call("export", "snapshots", "--output", path, at=history).exit_code == 0
    archive = Archive(history)
    bodies = {(snapshot.url, snapshot.body) for snapshot in archive.every()}
    archive.close()
    with path.open("rb") as stream:
        records = [
            (record.rec_headers["WARC-Target-URI"], record.content_stream().read())
            for record in ArchiveIterator(stream)
            if record.rec_type == "resource"
        ]
    assert len(records) == len(bodies) == 8
    assert set(records) == bodies


def test_a_file_is_replaced_only_by_a_whole_one(history, tmp_path):
    """If writing fails, the old one stays, and nothing is left beside it."""
    path = tmp_path / "out.jsonl"
    path.write_text("old")
    damaged = tmp_path / "damaged"
    damaged.mkdir()
    for name in ("monitor.db", "clinics.toml"):
        (damaged / name).write_bytes((history / name).read_bytes()[:30_000])
    result = call("export", "changes", "--output", path, at=damaged)
    assert_refused(result, 1, "monitor.db")
    assert path.read_text() == "old"
    assert call("export", "changes", "--output", path, at=history).exit_code == 0
    assert path.read_text() == call("changes", "--json", at=history).stdout
    assert sorted(each.name for each in tmp_path.iterdir()) == ["damaged", "out.jsonl"]


def test_a_link_and_a_pipe_stay_what_they_are(history, tmp_path):
    """The file behind a link is replaced; into a pipe it is written."""
    import os

    target, link, pipe = tmp_path / "target", tmp_path / "link", tmp_path / "pipe"
    link.symlink_to(target)
    assert call("export", "changes", "--output", link, at=history).exit_code == 0
    assert link.is_symlink()
    assert target.read_text().startswith('{"id"')
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()))
    reader.start()
    assert call("export", "changes", "--output", pipe, at=history).exit_code == 0
    reader.join()
    assert read == [target.read_text()]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_terminated_half_way_it_leaves_nothing_behind(history, tmp_path):
    """SIGTERM while it writes into a file that nobody reads: the exit code says so."""
    path = tmp_path / "out.jsonl"
    process = start("export", "versions", "--output", path, at=history)
    end = time.monotonic() + 20
    while process.poll() is None and not list(tmp_path.iterdir()) and time.monotonic() < end:
        time.sleep(0.001)
    process.send_signal(signal.SIGTERM)
    _output, errors = process.communicate(timeout=20)
    assert process.returncode in (0, 143)
    assert b"Traceback" not in errors
    assert [each.name for each in tmp_path.iterdir()] == ([] if process.returncode else ["out.jsonl"])


@pytest.mark.parametrize(
    ("arguments", "right"),
    [
        (["everything"], "snapshots"),
        ([], "changes"),
        (["changes", "--format", "warc"], "jsonl"),
        (["snapshots", "--format", "csv"], "warc"),
        (["versions", "--since", "7d"], "changes"),
        (["changes", "--format", "xlsx"], "csv"),
        (["changes", "--output", ""], "folder"),
        (["changes", "--output", "/"], "directory"),
    ],
)
def test_what_cannot_be_exported_is_refused(history, arguments, right):
    """Before anything is written."""
    assert_refused(call("export", *arguments, at=history), 2, right)


@pytest.mark.parametrize("place", ["/nonexistent/folder/x", "/dev/full"])
def test_a_place_that_cannot_be_written_is_named(history, place):
    """Exit code 1, and which place it is."""
    assert_refused(call("export", "changes", "--output", place, at=history), 1, place)


def test_before_the_first_crawl_there_is_nothing_to_export(empty):
    """It says so, and writes no file."""
    for what in ("changes", "versions", "snapshots"):
        assert_refused(call("export", what, at=empty), 2, str(empty))

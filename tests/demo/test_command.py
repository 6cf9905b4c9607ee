"""The whole way: ``monitor demo`` as anybody runs it, and everything that it must tell."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from monitor.demo.edits import LAST_WEEK, Event
from monitor.demo.server import DemoWorld
from tests.cli.running import call, environment, rows, start


@dataclass(frozen=True)
class Ran:
    """A demo that has ended."""

    workspace: Path
    others: Path
    code: int
    output: str
    errors: str


@pytest.fixture(scope="module")
def ran(tmp_path_factory) -> Ran:
    """One run for all tests, in a folder that was chosen."""
    folder, others = tmp_path_factory.mktemp("demo") / "chosen", tmp_path_factory.mktemp("others")
    env = environment({"COLUMNS": "100", "MONITOR_DATA": str(others)})
    process = start("demo", "--no-browse", "--data", folder, env=env)
    output, errors = process.communicate(timeout=180)
    return Ran(folder, others, process.returncode, output.decode(), errors.decode())


def path_of(url: str | None) -> str:
    """An address without the host and port, which differ from run to run."""
    return re.sub(r"^http://[^/]+", "", url or "")


def bare(text: str) -> str:
    """Letters and digits of a text: marks of lists, cells and quotes are set in different ways."""
    return " ".join(re.findall(r"\w+", text))


def holds(change: dict[str, Any], side: str, piece: str) -> bool:
    """Whether a piece of text stands on one side of one of a change's differences."""
    told = " | ".join(bare(each[side]) for each in change["operations"] if each[side])
    return bare(path_of(piece) if piece.startswith("http://") else piece) in told


def tells(change: dict[str, Any], event: Event) -> bool:
    """Whether a change is this event: the same kind at the same page in the same week, and what it was."""
    same = (change["crawl_id"], change["clinic"], change["kind"]) == (event.week, event.clinic, event.kind)
    if not same or path_of(change["url"]) != path_of(event.url):
        return False
    if event.kind == "moved":
        return all(
            [path_of(each["before"]), path_of(each["after"])] == [path_of(event.before), path_of(event.after)]
            for each in change["operations"]
        )
    if event.kind in ("edited", "reverted", "sitewide") and event.part not in {
        each["part"] for each in change["operations"]
    }:
        return False
    went = event.before is None or event.kind == "restored" or holds(change, "before", event.before)
    came = event.after is None or holds(change, "after", event.after)
    return went and came


@pytest.fixture(scope="module")
def events() -> tuple[Event, ...]:
    """Everything that happened in the demo's world and must be told."""
    with DemoWorld() as world:
        return world.expected_events()


def found(workspace: Path) -> list[dict[str, Any]]:
    """Everything that was told."""
    result = call("changes", "--json", at=workspace)
    assert result.exit_code == 0
    return rows(result.stdout)


def test_it_ends_well(ran):
    """Exit code 0, nothing on standard error."""
    assert (ran.code, ran.errors) == (0, "")


def test_every_event_is_told_once_and_nothing_else_is(ran, events):
    """Five sites, four weeks, everything that changes by itself in between: the promise in one test."""
    changes = found(ran.workspace)
    assert len(events) > 20
    missed = [event for event in events if not any(tells(change, event) for change in changes)]
    invented = [change for change in changes if not any(tells(change, event) for event in events)]
    assert [(each.week, each.clinic, each.kind, each.why) for each in missed] == []
    assert [
        (each["crawl_id"], each["clinic"], each["kind"], each["url"], each["operations"]) for each in invented
    ] == []
    assert len(changes) == len(events)


def test_no_change_says_more_than_happened(ran, events):
    """An edit of one passage is one difference; a sitewide one is told with the pages that it touched."""
    for change in found(ran.workspace):
        (event,) = [event for event in events if tells(change, event)]
        told = [each for each in change["operations"] if each["kind"] != "moved"]
        if event.kind in ("removed", "restored", "published"):
            assert told == []
        elif event.before and event.after:
            assert 1 <= len(told) <= 2, (
                event.why,
                told,
            )  # two: a passage that was rewritten, or title and h1
        else:
            assert len(told) == 1, (event.why, told)
        assert (change["page_id"] is None) == (event.kind == "sitewide")
        assert change["pages"] > 1 or event.kind != "sitewide"


def test_a_table_is_printed_after_each_crawl(ran):
    """Every change stands in it, with what went and what came; the folder is named at the end."""
    parts = re.split(r"^─+ crawl \d of \d ─+$", ran.output, flags=re.MULTILINE)[1:]
    assert len(parts) == LAST_WEEK
    assert "no changes: the first crawl is the baseline" in parts[0]
    changes = found(ran.workspace)
    for week, part in enumerate(parts, 1):
        kinds = re.findall(r"^│ [\w-]+ +│ (\w+) +│", part, re.MULTILINE)
        assert sorted(kinds) == sorted(change["kind"] for change in changes if change["crawl_id"] == week)
    assert "[-70-]{+85+}%" in parts[1]
    assert ran.output.endswith(f"The workspace is kept: {ran.workspace}\n")
    assert all(len(line) <= 100 for line in ran.output.splitlines() if "workspace" not in line)


def test_the_mail_of_a_reader_is_written(ran):
    """It tells every change, once, and can be made again."""
    changes = found(ran.workspace)
    (page,) = (ran.workspace / "mails").glob("*.html")
    assert f"{len(changes)} changes at " in page.read_text()
    assert f"mails/{page.name}" in ran.output
    result = call("alert", "--dry-run", at=ran.workspace)
    assert f"waiting: reader@example.com (Demo): {len(changes)} until" in result.stdout


def test_the_workspace_works_with_the_other_commands(ran):
    """It is healthy, and what the table cut off can be seen in full."""
    status = call("status", at=ran.workspace)
    assert (status.exit_code, status.stdout.count(": healthy,")) == (0, 5)
    edited = next(change for change in found(ran.workspace) if change["kind"] == "edited")
    result = call("diff", edited["page_id"], edited["version_from"], edited["version_to"], at=ran.workspace)
    assert result.exit_code == 1


def test_a_folder_with_something_in_it_is_not_touched(tmp_path):
    """Exit code 2, and the file is as it was."""
    (tmp_path / "mine.txt").write_text("mine")
    result = call("demo", "--no-browse", at=tmp_path)
    assert result.exit_code == 2
    assert str(tmp_path) in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_it_with_the_crawl_and_names_the_folder(tmp_path, number, code):
    """In a folder of its own; nobody is left running."""
    process = start("demo", "--no-browse", env=environment({"TMPDIR": str(tmp_path)}), start_new_session=True)
    end = time.monotonic() + 30
    while not list(tmp_path.glob("monitor-demo-*/monitor.db")):
        assert time.monotonic() < end
        time.sleep(0.02)
    time.sleep(1.0)
    if number == signal.SIGINT:
        os.killpg(process.pid, number)  # as a terminal does
    else:
        process.send_signal(number)
    output, errors = process.communicate(timeout=30)
    assert process.returncode in (code, -number)
    assert b"Traceback" not in errors, errors.decode()
    (folder,) = tmp_path.glob("monitor-demo-*")
    assert output.decode().splitlines()[-1] == f"The workspace is kept: {folder}"
    end = time.monotonic() + 10
    while subprocess.run(["pgrep", "-g", str(process.pid)], capture_output=True).stdout:
        assert time.monotonic() < end, "somebody is left"
        time.sleep(0.1)


def test_it_never_touches_the_users_workspace(ran):
    """``$MONITOR_DATA`` was set while it ran."""
    assert list(ran.others.iterdir()) == []

"""All commands together: what goes wrong is one line and an exit code, never a traceback."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time

import click
import pytest

from monitor.cli import main
from tests.cli.running import ROOT, assert_refused, call, environment, run, start

READERS = [
    ["changes"],
    ["changes", "--json"],
    ["diff", "1"],
    ["status"],
    ["export", "changes"],
    ["export", "versions", "--format", "csv"],
    ["export", "snapshots"],
]


def test_without_a_command_it_lists_them_all():
    """Each with one whole line of what it does, at 80 columns."""
    result = call(env={"COLUMNS": "80"})
    assert result.exit_code == 2
    listed = result.stderr.partition("Commands:\n")[2].splitlines()
    assert [line.split()[0] for line in listed] == main.list_commands(click.Context(main))
    assert all(line.endswith(".") and not line.endswith("...") for line in listed)
    assert call("--help", env={"COLUMNS": "80"}).stdout.partition("Commands:\n")[2].splitlines() == listed


def test_the_version_is_that_of_the_package():
    """As one line."""
    assert call("--version").stdout == "monitor, version 0.1.0\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["crwal"], "crawl"),
        (["nonsense"], "nonsense"),
        (["--colour", "changes"], "--colour"),
        (["changes", "--jsn"], "--json"),
        (["changes", "more"], "more"),
        (["crawl", "--data"], "--data"),
        (["crawl", "--data", ""], "--data"),
        (["crawl", "--workers", "65"], "64"),
        (["crawl", "--limit", "0"], "1"),
        (["browse", "--port", "99999"], "65535"),
        (["schedule", "--hour", "24"], "23"),
    ],
)
def test_a_mistyped_command_line_is_one_line(arguments, said):
    """Exit code 2, what was wrong, and where help is."""
    assert_refused(call(*arguments), 2, said, "--help")


@pytest.mark.parametrize("arguments", READERS, ids=" ".join)
def test_a_reader_that_goes_away_ends_the_output_quietly(history, arguments):
    """``| head``: no message, and the exit code of a broken pipe."""
    process = start(*arguments, at=history)
    process.stdout.close()
    errors = process.stderr.read()
    process.stderr.close()
    assert process.wait(timeout=30) == 141
    assert errors == b""


@pytest.mark.parametrize(
    "arguments", [*READERS, ["schedule"], ["--help"], ["changes", "--help"]], ids=" ".join
)
def test_a_full_disk_is_one_line(history, arguments):
    """Standard output leads to a full disk."""
    at = None if "--help" in arguments else history
    with open("/dev/full", "wb") as full:
        process = start(*arguments, at=at, stdout=full)
        errors = process.stderr.read().decode()
        process.stderr.close()
        assert process.wait(timeout=30) == 1
    assert errors == "monitor: reading or writing failed: No space left on device\n"


@pytest.mark.parametrize("arguments", READERS, ids=" ".join)
def test_a_closed_standard_output_is_no_traceback(history, arguments):
    """As daemons start their children."""
    words = [sys.executable, "-m", "monitor", *arguments, "--data", str(history)]
    done = subprocess.run(
        ["sh", "-c", 'exec "$@" >&-', "sh", *words], cwd=ROOT, stderr=subprocess.PIPE, env=environment()
    )
    assert b"Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) <= 1


@pytest.mark.parametrize("arguments", READERS, ids=" ".join)
def test_a_damaged_database_is_one_line(copied, arguments):
    """Whatever is read: the folder is named, and what to do."""
    for name in ("monitor.db", "archive.db"):
        path = copied / name
        content = path.read_bytes()
        path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    assert_refused(call(*arguments, at=copied), 1, str(copied), "backup")


def test_titles_that_the_terminal_cannot_write_are_no_traceback(history):
    """An old terminal gets question marks."""
    done = run("changes", at=history, env={"PYTHONIOENCODING": "latin-1"})
    assert done.returncode == 0
    assert b"?" in done.stdout
    assert done.stderr == b""
    as_json = run("changes", "--json", at=history, env={"PYTHONIOENCODING": "latin-1"})
    assert as_json.stdout.isascii()


@pytest.mark.parametrize("delay", [0.1, 0.15, 0.2, 0.3, 0.4])
def test_ctrl_c_while_it_starts_is_no_traceback(history, delay):
    """Whenever it comes: the exit code is that of Ctrl-C, or the command was done already."""
    process = start("changes", "--json", at=history)
    time.sleep(delay)
    process.send_signal(signal.SIGINT)
    _output, errors = process.communicate(timeout=30)
    assert process.returncode in (0, 130, -signal.SIGINT)
    assert (
        errors.strip() in (b"", b"monitor: stopped") or b"init_import_site" in errors
    )  # Python itself had not begun


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_command_in_order(history, number):
    """A command that waits for its reader: no traceback, and the exit code says which signal."""
    process = start("export", "versions", at=history)  # more than a pipe holds
    assert process.stdout.read(10)
    process.send_signal(number)
    process.stdout.close()
    errors = process.stderr.read()
    process.stderr.close()
    assert process.wait(timeout=30) in (128 + number, 141)
    assert b"Traceback" not in errors


def test_colour_on_a_terminal_unless_it_is_not_wanted(history):
    """``$NO_COLOR`` and a terminal that knows none; into a pipe there is never any."""

    def on_terminal(**extra):
        ours, theirs = pty.openpty()
        process = start("changes", at=history, stdout=theirs, env=environment({"TERM": "xterm", **extra}))
        os.close(theirs)
        shown = b""
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:  # the other end is closed
                break
            if not piece:
                break
            shown += piece
        os.close(ours)
        process.communicate(timeout=30)
        assert process.returncode == 0
        return shown

    assert b"\x1b[31m" in on_terminal()
    assert b"\x1b" not in on_terminal(NO_COLOR="1")
    assert b"\x1b" not in on_terminal(TERM="dumb")
    assert b"\x1b" not in run("changes", at=history).stdout


def test_the_module_is_the_command():
    """``python -m monitor`` says ``monitor`` of itself."""
    assert run("--help").stdout.startswith(b"Usage: monitor ")

"""Killed at any moment, or run twice at once, `monitor alert` loses nothing and tells nothing twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.store import WorkspaceLock
from tests.alert.making import subscription
from tests.alert.office import Office
from tests.alert.servers import ScriptedServer

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
TEAM = subscription(to=("ana@example.com", "ben@example.com"), cadence="immediate")


def start(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """Start `monitor alert`."""
    command = [sys.executable, "-m", "monitor", "alert", "--data", str(folder), *arguments]
    return subprocess.Popen(command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def run(folder: Path, *arguments: str) -> tuple[int, str]:
    """Run it to its end."""
    process = start(folder, *arguments)
    out, err = process.communicate(timeout=60)
    assert "Traceback" not in err
    return process.returncode, out + err


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    """A mail server."""
    with ScriptedServer() as scripted:
        yield scripted


@pytest.fixture
def folder(tmp_path: Path, server: ScriptedServer) -> Path:
    """A workspace with one change that waits for two recipients."""
    office = Office(tmp_path / "watch", server.port, TEAM)
    office.edit()
    office.write()
    office.close()
    return office.folder


def kill_at(server: ScriptedServer, command: str, process: list[subprocess.Popen[str]]) -> None:
    """Kill the sender, once, when the server is to answer a command."""

    def kill() -> None:
        server.on.clear()
        os.kill(process[0].pid, signal.SIGKILL)
        process[0].wait()

    server.on[command] = kill


@pytest.mark.parametrize(
    ("command", "repeats"),
    [("CONNECT", 0), ("EHLO", 0), ("MAIL", 0), ("RCPT", 0), ("DATA", 0), ("END", 1), ("QUIT", 0)],
)
def test_killed_at_any_step_it_tells_everybody(
    server: ScriptedServer, folder: Path, command: str, repeats: int
) -> None:
    """Only between the mail and its answer it cannot know; the repeat has the same Message-ID."""
    process: list[subprocess.Popen[str]] = []
    kill_at(server, command, process)
    process.append(start(folder))
    process[0].communicate(timeout=60)
    assert process[0].returncode == -signal.SIGKILL
    assert run(folder)[0] == 0
    assert run(folder) == (0, "nothing waits to be sent\n")
    told = [to for to, _ in server.mails]
    assert sorted(set(told)) == ["ana@example.com", "ben@example.com"]
    assert len(told) == 2 + repeats
    if repeats:
        first, again = (mail for to, mail in server.mails if to == "ana@example.com")
        assert first.as_bytes() == again.as_bytes()


def test_two_at_once_send_once(server: ScriptedServer, folder: Path) -> None:
    """The second waits for the first, and then finds nothing to do."""
    both = [start(folder) for _ in range(2)]
    outputs = sorted("".join(process.communicate(timeout=60)) for process in both)
    assert [process.returncode for process in both] == [0, 0]
    assert outputs[0] == "nothing waits to be sent\n"
    assert len(server.mails) == 2


def test_terminated_it_ends_in_order(server: ScriptedServer, folder: Path) -> None:
    """SIGTERM while the server is slow: what was not answered is sent again by the next run."""
    process: list[subprocess.Popen[str]] = []
    server.on["END"] = lambda: (server.on.clear(), process[0].terminate(), process[0].wait())[0]
    process.append(start(folder))
    process[0].communicate(timeout=60)
    assert process[0].returncode == 128 + signal.SIGTERM
    code, output = run(folder)
    assert code == 0
    assert output.count("sent: ") == 2


def test_it_sends_beside_a_crawl(server: ScriptedServer, folder: Path) -> None:
    """Whoever holds the workspace to write does not keep mail from going out."""
    with WorkspaceLock(folder, "crawl"):
        assert run(folder)[0] == 0
    assert len(server.mails) == 2

"""What an analyst sees in a real browser."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from monitor.store import VIEWS

pytestmark = pytest.mark.browser

SECONDS = 30


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """Where `monitor browse` serves a new workspace; it has to end well on Ctrl-C."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    monitor = [sys.executable, "-m", "monitor"]
    workspace = str(tmp_path / "data")
    subprocess.run([*monitor, "init", workspace], check=True, capture_output=True)
    log = tmp_path / "browse.log"
    with log.open("wb") as output:
        command = [*monitor, "browse", "--data", workspace, "--port", str(port)]
        server = subprocess.Popen(command, stdout=output, stderr=output)
    try:
        wait_for(port, server, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.send_signal(signal.SIGINT)
        assert server.wait(timeout=SECONDS) == 0, log.read_text()


def wait_for(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    """Return when something listens on the port."""
    end = time.monotonic() + SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert server.poll() is None, log.read_text()
            assert time.monotonic() < end, log.read_text()
            time.sleep(0.1)
        else:
            return


def test_workspace_can_be_browsed(browser: Browser, address: str) -> None:
    """Every stable view opens from the database's page, without an error in the browser."""
    page = browser.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    for view in VIEWS:
        page.goto(f"{address}/monitor")
        page.get_by_role("link", name=view, exact=True).click()
        assert page.locator("h1").inner_text().split()[0] == view
    page.close()
    assert errors == []

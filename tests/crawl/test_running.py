"""How a crawl behaves as a process: lock, signals, bad input, Scrapy's own command."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
import time

import pytest

from monitor.crawl.run import GRACE_SECONDS
from tests.crawl.site import ROOT, Workspace, article
from tests.servers import Reply


def wait_for(condition, seconds=30.0):
    """Wait until something is true."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.02)


def test_a_second_crawl_is_turned_away_and_told_who_holds_the_workspace(site, workspace):
    """Exit code 75, the holder's process named, nothing disturbed."""
    site.put("/blog/depression/", article("depression"), wait=3.0)
    first = workspace.start("crawl")
    wait_for(lambda: "/blog/depression/" in site.server.paths)
    output = workspace.run("crawl", code=75)
    assert f"process {first.pid}" in output
    assert first.wait(timeout=60) == 0
    first.communicate()
    workspace.run("crawl")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_a_crawl_within_ten_seconds(site, workspace, number):
    """What was found is stored, the exit code says which signal, and the next crawl goes on."""
    for count in range(200):
        site.put(f"/blog/{count}/", article(f"subject {count}"))
    site.put("/blog/depression/", article("depression"), wait=25.0)
    crawl = workspace.start("crawl")
    wait_for(lambda: len(site.server.requests) > 30)
    crawl.send_signal(number)
    sent = time.monotonic()
    output, errors = crawl.communicate(timeout=30)
    assert time.monotonic() - sent < 10
    assert crawl.returncode == 128 + number
    assert "everything found so far is stored" in output
    assert "Traceback" not in errors
    database = sqlite3.connect(workspace.folder / "monitor.db")
    assert database.execute("SELECT state FROM crawls").fetchall() == [("interrupted",)]
    assert database.execute("SELECT count(*) FROM versions").fetchone()[0] > 5
    database.close()
    site.put("/blog/depression/", article("depression"))
    workspace.run("crawl")
    assert workspace.changes() == []


MOMENTS = {
    "before the reactor is made": """
        from monitor.crawl import run
        install = run.install_reactor
        run.install_reactor = lambda path: (interrupt(), install(path))
    """,
    "before the engine runs": """
        from scrapy.core.engine import ExecutionEngine
        start = ExecutionEngine.start_async
        async def started(self, **words):
            interrupt()
            await asyncio.sleep(0.2)
            await start(self, **words)
        ExecutionEngine.start_async = started
    """,
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_signal_in_the_first_moments_is_not_lost(site, workspace, moment):
    """The crawl ends at once, without a traceback and without waiting for what was never begun."""
    for count in range(30):
        site.put(f"/blog/{count}/", article(f"subject {count}"), wait=0.3)
    begin = "import asyncio, os, signal\ninterrupt = lambda: os.kill(os.getpid(), signal.SIGINT)\n"
    end = "from monitor.cli.main import main\nmain()\n"
    began = time.monotonic()
    script = begin + textwrap.dedent(MOMENTS[moment]) + end
    done = subprocess.run(
        [sys.executable, "-c", script, *workspace.command("crawl")[3:]], cwd=ROOT,
        text=True, capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 128 + signal.SIGINT
    assert "everything found so far is stored" in done.stdout
    assert done.stderr == ""
    assert time.monotonic() - began < GRACE_SECONDS


def test_wrong_files_stop_everything_before_it_begins(site, workspace):
    """All problems at once, exit code 2, nothing asked for and nothing written."""
    (workspace.folder / "clinics.toml").write_text('[[clinics]]\nurl = "ftp://x"\ndelai = 3\n')
    output = workspace.run("crawl", code=2)
    assert "clinics.toml:2" in output
    assert "delay" in output
    assert site.server.requests == []
    assert not (workspace.folder / "monitor.db").exists()


def test_private_addresses_are_refused_unless_allowed(site, tmp_path):
    """Without the key at the top of clinics.toml nothing on loopback is asked for."""
    workspace = Workspace(
        tmp_path / "strict", {"bluff-creek": site.server.url("/blog/")}, head='contact = ""'
    )
    output = workspace.run("crawl", code=1)
    assert "private_address" in output
    assert site.server.requests == []


def test_forbidden_pages_are_not_asked_for(site, workspace):
    """robots.txt is obeyed, and the page is counted as skipped, not as failed."""
    site.put("/private/notes/", article("notes"))
    (workspace.folder / "clinics.toml").write_text(
        (workspace.folder / "clinics.toml").read_text()
        + f'pages = ["{site.server.url("/private/notes/")}"]\n'
    )
    workspace.run("crawl")
    assert "/private/notes/" not in site.server.paths
    database = sqlite3.connect(workspace.folder / "monitor.db")
    assert database.execute("SELECT count(*) FROM visits WHERE reason = 'robots_forbidden'").fetchone() == (
        1,
    )
    database.close()


def test_a_dead_site_fails_alone(site, tmp_path):
    """One clinic cannot be reached: it is named, the other is crawled."""
    workspace = Workspace(
        tmp_path / "two", {"bluff-creek": site.server.url("/blog/"), "gone": "http://127.0.3.99:9/blog/"}
    )
    output = workspace.run("crawl", code=1)
    assert "gone: failed" in output
    assert "bluff-creek: ok" in output
    assert "bluff-creek: healthy" in workspace.run("status", code=1)


def test_scrapy_crawl_works_too(site, workspace):
    """Scrapy's own command runs the same crawl."""
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "crawl", "blog", "-a", "clinic=bluff-creek"],
        cwd=ROOT,
        env={**os.environ, "MONITOR_DATA": str(workspace.folder)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    database = sqlite3.connect(workspace.folder / "monitor.db")
    assert database.execute("SELECT count(*) FROM latest_articles").fetchone() == (4,)
    database.close()


def test_a_page_that_is_no_article_costs_itself_only(site, workspace):
    """An empty page, a PDF and an endless one are failures with reasons; the others are stored."""
    site.put("/blog/empty/", "")
    site.put("/blog/binary/", "%PDF-1.7 …", content_type="application/pdf")
    site.server.pages["/blog/huge/"] = Reply("<p>word </p>", repeat=1_000_000)
    site.articles["/blog/huge/"] = ""
    workspace.run("crawl")
    database = sqlite3.connect(workspace.folder / "monitor.db")
    reasons = dict(database.execute("SELECT p.url, v.reason FROM visits v JOIN pages p ON p.id = v.page_id"))
    database.close()
    found = {url.split("/")[-2]: reason for url, reason in reasons.items()}
    assert (found["empty"], found["binary"], found["huge"]) == ("empty", "not_html", "too_large")
    assert sum(reason == "baseline" for reason in found.values()) == 4

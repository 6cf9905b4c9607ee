"""``monitor browse``: Datasette in a process of its own, asked over HTTP."""

from __future__ import annotations

import json
import signal
import socket
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest
from lxml import html

from monitor.store import VIEWS, open_database
from tests.cli.running import assert_refused, call, run, start
from tests.crawl.site import Site, Workspace, article
from tests.servers import LoopbackServer

HOSTILE = '<script>document.title="taken"</script><img src=x onerror="document.title=1">'


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Served:
    """A running ``monitor browse``.

    Args:
        process: just started.
        port: where it will answer.
    """

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process = process
        self.port = port

    def ask(self, path: str, method: str = "GET", body: str | None = None) -> tuple[int, str]:
        """Status and body of an answer; no redirect is followed."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.putrequest(method, path, skip_host=False)
        payload = (body or "").encode()
        connection.putheader("Content-Type", "application/json")
        connection.putheader("Content-Length", str(len(payload)))
        connection.endheaders(payload)
        answer = connection.getresponse()
        text = answer.read().decode(errors="replace")
        connection.close()
        return answer.status, text

    def rows(self, path: str) -> list[dict[str, object]]:
        """The rows of a table or view."""
        status, text = self.ask(path)
        assert status == 200, text
        return json.loads(text)["rows"]


@contextmanager
def serving(folder: Path, *options: object) -> Iterator[Served]:
    """Run ``monitor browse`` until the block ends."""
    served = Served(process := start("browse", "--port", port := free_port(), *options, at=folder), port)
    end = time.monotonic() + 30
    while True:
        try:
            served.ask("/-/versions.json")
            break
        except OSError:
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < end
            time.sleep(0.05)
    try:
        yield served
    finally:
        process.kill()
        process.communicate()


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A workspace with a change and texts that a browser must not run."""
    folder = tmp_path_factory.mktemp("browse") / "watch"
    with LoopbackServer(address="127.0.4.5") as server:
        site = Site(server)
        site.put("/blog/depression/", article("depression"))
        workspace = Workspace(folder, {"bluff-creek": server.url("/blog/")})
        workspace.run("crawl")
        site.put("/blog/depression/", article("depression", edits={"$2,700": "$3,100"}))
        workspace.run("crawl", "--full")
    database = sqlite3.connect(folder / "monitor.db")
    with database:
        database.execute("UPDATE metadata SET title = ?, description = ?", (HOSTILE, HOSTILE))
        database.execute("UPDATE passages SET text = text || ?", (HOSTILE,))
        database.execute("UPDATE clinics SET name = ?", (HOSTILE,))
    database.close()
    return folder


@pytest.fixture(scope="module")
def served(folder) -> Iterator[Served]:
    """The workspace, served."""
    with serving(folder) as running:
        yield running


@pytest.mark.parametrize(
    "path", ["/", "/monitor", *(f"/monitor/{view}" for view in VIEWS), "/monitor/passages"]
)
def test_pages_answer_and_run_nothing_that_was_scraped(served, path):
    """Titles and texts are shown as they are; no element comes of them."""
    status, text = served.ask(path)
    assert status == 200
    page = html.fromstring(text)
    assert page.xpath("//img") == []
    assert not [script for script in page.xpath("//script") if "taken" in (script.text or "")]


def test_scraped_text_is_there_to_be_read(served):
    """Escaped, not left out."""
    assert "&lt;script&gt;document.title" in served.ask("/monitor/change_log")[1]
    assert served.rows("/monitor/latest_articles.json")[0]["title"] == HOSTILE


def test_views_show_what_was_found(served):
    """The edit, the article, the clinic."""
    (change,) = served.rows("/monitor/change_log.json")
    assert change["kind"] == "edited"
    assert "$2,700" in str(change["before"])
    assert len(served.rows("/monitor/latest_articles.json")) == 1
    assert [row["clinic"] for row in served.rows("/monitor/clinic_health.json")] == ["bluff-creek"]


@pytest.mark.parametrize(
    "path",
    [
        "/archive", "/archive.db", "/archive/snapshots", "/archive/snapshots.json", "/../archive.db",
        "/static/../archive.db", "/static/%2e%2e/serve.py", "/-/static/../../archive.db", "/clinics.toml",
        "/_internal", "/_memory",
    ],
)  # fmt: skip
def test_the_archive_cannot_be_reached(served, path):
    """Nor any other file of the workspace or the program."""
    assert served.ask(path)[0] in (302, 400, 403, 404)


@pytest.mark.parametrize(
    "path",
    [
        "/monitor.db",
        "/monitor/-/query?sql=select+1",
        "/monitor/-/query.json?sql=select+1",
        "/monitor/change_log?_where=1=1",
        "/monitor/-/execute-write?sql=delete+from+pages",
        "/-/threads",
        "/-/permissions",
        "/-/auth-token?token=x",
        "/-/create-token",
    ],
)
def test_nobody_downloads_the_database_or_asks_sql(served, path):
    """Refused with 403."""
    assert served.ask(path)[0] == 403


def test_csv_cannot_be_streamed(served):
    """A page of a table as CSV is fine, all of it in one answer is not."""
    assert served.ask("/monitor/change_log.csv")[0] == 200
    assert served.ask("/monitor/change_log.csv?_stream=on")[0] == 400


@pytest.mark.parametrize(
    "path",
    [
        "/monitor/-/create", "/monitor/clinics/-/insert", "/monitor/clinics/-/upsert",
        "/monitor/clinics/-/drop", "/monitor/clinics/-/alter",
        "/monitor/clinics/1/-/delete", "/monitor/clinics/1/-/update",
        "/monitor/-/execute-write", "/monitor/-/queries/store", "/-/create-token",
    ],
)  # fmt: skip
def test_nobody_writes(served, folder, path):
    """The JSON API for writing is closed, and the database stays as it was."""
    body = json.dumps({"row": {"slug": "x"}, "table": "x", "confirm": True, "sql": "delete from pages"})
    assert served.ask(path, "POST", body)[0] in (403, 404, 405)
    database = open_database(folder)
    assert database["clinics"].count == database["pages"].count == 1
    database.close()


def test_a_page_that_is_not_there_is_404_and_no_noise(folder):
    """Datasette would print tracebacks with everything it has in memory."""
    with serving(folder) as served:
        for path in ("/archive", "/%2e%2e/x", "/../x", "/monitor/nothing"):
            assert served.ask(path)[0] in (302, 404)
        served.process.send_signal(signal.SIGINT)
        output, errors = served.process.communicate(timeout=20)
    assert output == b""
    assert errors.decode() == f"Datasette: http://127.0.0.1:{served.port}/-/monitor (Ctrl-C ends it)\n"


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 0), (signal.SIGTERM, 143)])
def test_it_ends_cleanly_and_frees_the_port(folder, number, code):
    """Ctrl-C is the way to end it: exit code 0, nothing said, within a few seconds."""
    with serving(folder) as served:
        served.process.send_signal(number)
        sent = time.monotonic()
        _output, errors = served.process.communicate(timeout=20)
        assert time.monotonic() - sent < 6
        assert served.process.returncode == code
        assert b"Traceback" not in errors
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", served.port))


def test_what_a_crawl_writes_is_seen_at_once(folder):
    """The same file is read while others write to it."""
    database = open_database(folder)
    with serving(folder) as served:
        database.execute("UPDATE crawls SET state = 'killed' WHERE id = 1")
        assert [row["state"] for row in served.rows("/monitor/crawls.json")] == ["killed", "finished"]
        database.execute("UPDATE crawls SET state = 'finished' WHERE id = 1")
        assert [row["state"] for row in served.rows("/monitor/crawls.json")] == ["finished", "finished"]
    database.close()


def test_before_the_first_crawl_the_pages_are_empty(tmp_path):
    """The database is made; there is nothing in it yet."""
    Workspace(tmp_path, {"bluff-creek": "http://127.0.4.99:9/"})
    with serving(tmp_path) as served:
        assert served.rows("/monitor/change_log.json") == []
        assert served.ask("/monitor/clinic_health")[0] == 200
    assert not (tmp_path / "archive.db").exists()


def test_a_port_that_is_taken_is_refused(folder):
    """Exit code 2, and which one."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert_refused(call("browse", "--port", port, at=folder), 2, str(port), "--port")
        assert_refused(call("demo", "--port", port), 2, str(port), "--port")


def test_what_cannot_be_served_is_one_line(tmp_path):
    """No workspace, and no database."""
    assert_refused(call("browse", at=tmp_path / "nowhere"), 2, "clinics.toml")
    Workspace(tmp_path, {})
    (tmp_path / "monitor.db").write_text("no database, and long enough to be seen as none " * 100)
    done = run("browse", "--port", free_port(), at=tmp_path)
    assert (done.returncode, done.stdout) == (1, b"")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.browser
def test_rows_are_seen_without_scrolling(served, browser):
    """On a desk and on a telephone: the first row of the change log begins on the first screen."""
    for width, height in ((1440, 900), (390, 844)):
        page = browser.new_page(viewport={"width": width, "height": height})
        page.goto(f"http://127.0.0.1:{served.port}/monitor/change_log")
        assert page.title() != "taken"
        cell = page.locator("table.rows-and-columns td").first.bounding_box()
        assert cell is not None
        assert cell["y"] + cell["height"] < height
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.close()


def test_addresses_of_readers_are_not_shown(served):
    """They are nobody's business who reads about clinics."""
    assert served.ask("/monitor/recipients.json")[0] == 403
    assert "recipients" not in served.ask("/monitor")[1]

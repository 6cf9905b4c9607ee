"""``monitor crawl``: what is printed, and what is refused; what is found is tested in tests/crawl."""

from __future__ import annotations

import os
import pty
import re
import signal
import time

import pytest

from tests.cli.running import assert_refused, call, environment, rows, run, start
from tests.crawl.site import Workspace, article
from tests.servers import Reply

SUMMARY_KEYS = {"crawl_id", "slug", "outcome", "reason", "listed", "visited", "failed", "changes"}


@pytest.fixture
def folder(tmp_path, site):
    """A workspace that watches the site."""
    Workspace(tmp_path / "watch", {"bluff-creek": site.server.url("/blog/")})
    return tmp_path / "watch"


def test_the_summary_names_each_clinic(folder, site):
    """On standard output; elsewhere there is nothing to say about a short crawl."""
    done = run("crawl", at=folder)
    assert done.stdout.decode() == "bluff-creek: ok: 2 articles listed, 2 pages visited, 0 changes\n"
    assert done.stderr == b""
    site.put("/blog/anxiety/", article("anxiety", edits={"$2,700": "$3,100"}))
    done = run("crawl", "--full", at=folder)
    assert done.stdout.decode() == "bluff-creek: ok: 2 articles listed, 2 pages visited, 1 change\n"


def test_json_is_one_line_per_clinic(folder):
    """With the documented keys."""
    (row,) = rows(run("crawl", "--json", at=folder).stdout.decode())
    assert set(row) == SUMMARY_KEYS
    assert (row["slug"], row["outcome"], row["visited"]) == ("bluff-creek", "ok", 2)


def test_a_limit_holds(folder):
    """At most so many pages of each clinic."""
    assert b"1 page visited" in run("crawl", "--limit", "1", at=folder).stdout


def test_lists_that_did_not_change_are_no_failure(folder, site):
    """A site that answers 304 for its only list, with no page due: all is well, and nothing is news."""
    body = site.server.pages["/sitemap.xml"](None).body
    site.server.pages["/sitemap.xml"] = Reply(body, content_type="application/xml", etag='"1"')
    run("crawl", at=folder)
    done = run("crawl", at=folder)
    assert done.returncode == 0, done.stdout.decode()
    assert done.stdout.decode() == "bluff-creek: ok: lists unchanged, 0 pages visited, 0 changes\n"


def test_on_a_terminal_there_is_a_bar_and_on_a_narrow_one_too(folder, site):
    """It is gone at the end, and nothing is wider than the terminal."""
    for number in range(20):
        site.put(f"/blog/{number}/", article(f"subject {number}"), wait=0.05)
    ours, theirs = pty.openpty()
    process = start("crawl", at=folder, stderr=theirs, env=environment({"COLUMNS": "40", "TERM": "xterm"}))
    os.close(theirs)
    shown = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # the other end is closed
            break
        shown += piece
    os.close(ours)
    output, _ = process.communicate(timeout=60)
    assert output.startswith(b"bluff-creek: ok: 22 articles listed")
    plain = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", shown.decode())
    assert "/22" in plain
    assert "clinics" in plain
    assert all(len(line) <= 40 for line in re.split(r"[\r\n]+", plain))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["bluf-creek"], "bluff-creek"), (["bluff-creek", "other"], "other"), (["--workers", "0"], "64")],
)
def test_what_cannot_be_crawled_is_refused(folder, site, arguments, said):
    """A clinic that is not on the list, a wrong number: exit code 2, nobody is asked."""
    assert_refused(call("crawl", *arguments, at=folder), 2, said)
    assert site.server.requests == []


def test_all_problems_of_the_files_are_told_at_once(folder, site):
    """A line each, with file, line, key and what would be right."""
    (folder / "clinics.toml").write_text('contakt = "x"\n[[clinics]]\nurl = "ftp://x"\ndelay = "soon"\n')
    (folder / "alerts.toml").write_text("[smpt]\n")
    result = call("crawl", at=folder)
    assert result.exit_code == 2
    lines = result.stderr.splitlines()
    assert [line.split()[1] for line in lines] == [
        "clinics.toml:1:", "clinics.toml:3:", "clinics.toml:4:", "alerts.toml:1:",
    ]  # fmt: skip
    assert "contact" in lines[0]
    assert "smtp" in lines[3]
    assert site.server.requests == []


def test_no_clinics_is_a_mistake(tmp_path):
    """An empty watch list, and one with nothing enabled."""
    Workspace(tmp_path, {})
    assert_refused(call("crawl", at=tmp_path), 2, "monitor add")
    Workspace(tmp_path, {"bluff-creek": "https://x.example/"}, settings="enabled = false")
    assert_refused(call("crawl", at=tmp_path), 2, "enabled")


def test_a_clinic_that_fails_is_named_with_the_reason(tmp_path):
    """Exit code 1."""
    Workspace(tmp_path, {"bluff-creek": "http://127.0.4.99:9/"})
    done = run("crawl", at=tmp_path)
    assert done.returncode == 1
    assert done.stdout.startswith(b"bluff-creek: failed (")
    assert done.stderr == b""


def test_a_full_disk_stops_it_with_one_line(folder, site):
    """Files may not grow beyond a few pages: exit code 1, and what was stored is sound."""
    import resource

    def small() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))

    for number in range(60):
        site.put(f"/blog/{number}/", article(f"subject {number} {time.time_ns()}"))
    process = start("crawl", at=folder, preexec_fn=small)
    _output, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert b"Traceback" not in errors, errors.decode()
    assert len(errors.splitlines()) == 1
    assert "database: sound" in call("status", at=folder).stdout

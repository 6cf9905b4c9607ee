"""``monitor add``: a clinic for the watch list."""

from __future__ import annotations

import pytest

from monitor.config import load
from tests.cli.running import assert_refused, call, rows, run
from tests.crawl.site import Workspace

KEYS = {"slug", "url", "cms", "sources", "articles"}
COMMENT = "# allow_private_addresses is only for tests\nallow_private_addresses = true"


@pytest.fixture
def folder(tmp_path):
    """A workspace with an empty watch list and a comment."""
    Workspace(tmp_path / "watch", {}, head=f"{COMMENT}\n[defaults]\ndelay = 0")
    return tmp_path / "watch"


def test_a_site_is_looked_at_and_appended(folder, site):
    """What was found is said, comments stay, and the next step works as printed."""
    url = site.server.url("/blog/")
    done = run("add", url, "--slug", "mill-road", "--name", "Mill Road", at=folder)
    assert done.returncode == 0, done.stderr.decode()
    output = done.stdout.decode()
    assert "articles: 2, listed by 1 sitemap" in output
    assert f"sitemap: {site.server.url('/sitemap.xml')}" in output
    assert output.endswith(f"next: monitor crawl mill-road --data {folder}\n")
    assert (folder / "clinics.toml").read_text().startswith(COMMENT)
    (clinic,) = load(folder).clinics
    assert (clinic.slug, clinic.name, clinic.url) == ("mill-road", "Mill Road", url)
    crawled = run(*output.splitlines()[-1].removeprefix("next: monitor ").split())
    assert b"2 pages visited" in crawled.stdout


def test_json_is_one_line(folder, site):
    """With the documented keys."""
    done = run("add", site.server.url("/blog/"), "--json", at=folder)
    (row,) = rows(done.stdout.decode())
    assert set(row) == KEYS
    assert row["sources"] == [{"kind": "sitemap", "url": site.server.url("/sitemap.xml")}]
    assert row["articles"] == 2
    assert [clinic.slug for clinic in load(folder).clinics] == [row["slug"]]


@pytest.mark.slow
def test_nothing_found_is_exit_code_1_and_nothing_is_added(folder, site):
    """A site without articles, and one that is not there."""
    before = (folder / "clinics.toml").read_text()
    site.articles.clear()
    for url in (site.server.url("/"), "http://127.0.4.99:9/"):
        done = run("add", url, at=folder)
        assert (done.returncode, done.stdout) == (1, b"")
        (line,) = done.stderr.decode().splitlines()
        assert line.startswith(f"monitor: nothing found at {url} (")
    assert (folder / "clinics.toml").read_text() == before


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ftp://x.example/",
        "http://",
        "http://[::1",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://a\x1b[31m/",
    ],
)
def test_what_is_no_web_address_is_refused(folder, url):
    """Before anybody is asked anything."""
    assert_refused(call("add", url, at=folder), 2, "https://www.example.com/blog/")


def test_what_is_on_the_list_is_not_added_again(folder, site):
    """Neither the address in another spelling nor the slug; the site is not asked."""
    url = site.server.url("/blog/")
    Workspace(folder, {"mill-road": url}, head=COMMENT)
    assert_refused(call("add", url.rstrip("/"), at=folder), 2, "mill-road")
    assert_refused(call("add", "https://x.example/", "--slug", "mill-road", at=folder), 2, "mill-road", url)
    assert site.server.requests == []


def test_without_a_workspace_nothing_is_asked(tmp_path, site):
    """The file that is missing is named."""
    assert_refused(call("add", site.server.url("/"), at=tmp_path / "x"), 2, "clinics.toml", "monitor init")
    assert site.server.requests == []


def test_a_title_does_not_steer_the_terminal(folder, site):
    """The site's title is shown, whatever is in it."""
    page = site.server.pages["/"]
    hostile = page.body.replace("<title>", "<title>\x1b[31m\u202e\u009b2J")
    site.server.pages["/"] = site.server.pages["/blog/"] = type(page)(hostile)
    output = run("add", site.server.url("/blog/"), at=folder).stdout.decode()
    assert "\x1b" not in output
    assert "\u202e" not in output
    assert "\u009b" not in output

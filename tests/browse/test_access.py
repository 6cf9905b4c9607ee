"""Who may look, and what is refused: on loopback, with passwords, and behind a proxy."""

from __future__ import annotations

import asyncio
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlencode

import pytest
from datasette_auth_passwords.utils import hash_password
from lxml import html

from monitor.browse import Access, checked, read_accounts
from monitor.browse.gate import Gate
from monitor.errors import UsageError
from tests.browse.test_serving import free_port, serving
from tests.cli.running import assert_refused, call

PASSWORD = "correct horse"
HASH = hash_password(PASSWORD, iterations=1000)


@pytest.mark.parametrize(
    "access",
    [
        Access(),
        Access(host="::1"),
        Access(host="localhost"),
        Access(host="127.3.2.1", header="X-Remote-User"),
        Access(host="0.0.0.0", accounts={"ana": HASH}),
        Access(host="192.0.2.1", header="X-Remote-User", proxy="192.0.2.9"),
    ],
)
def test_safe_ways_to_listen_pass(access):
    """On this machine, or with a login."""
    assert checked(access) is access


@pytest.mark.parametrize(
    ("access", "word"),
    [
        (Access(host="0.0.0.0"), "--passwords"),
        (Access(host="::"), "--passwords"),
        (Access(host="example.com"), "--passwords"),
        (Access(host="0.0.0.0", header="X-Remote-User"), "--proxy"),
        (Access(header="X Remote"), "--login-header"),
        (Access(proxy="192.0.2.9"), "--login-header"),
        (Access(header="X-Remote-User", proxy="the-proxy"), "IP address"),
    ],
)
def test_unsafe_ways_to_listen_are_refused(access, word):
    """With what would be right."""
    with pytest.raises(UsageError, match=word):
        checked(access)


def test_the_command_refuses_before_it_listens(folder):
    """Exit code 2 and one line."""
    assert_refused(call("browse", "--host", "0.0.0.0", at=folder), 2, "--passwords")
    assert_refused(call("browse", "--passwords", "nowhere.txt", at=folder), 2, "nowhere.txt")
    assert_refused(call("browse", "--host", "no.such.host.invalid", "--passwords", "x", at=folder), 2, "x")


def test_accounts_are_read_from_a_file(tmp_path):
    """Comments and empty lines do not count."""
    path = tmp_path / "analysts.txt"
    path.write_text(f"# analysts\n\nana:{HASH}\nben@example.com:{HASH}\n")
    assert read_accounts(path) == {"ana": HASH, "ben@example.com": HASH}


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("", "nobody"),
        ("ana\n", ":1:"),
        ("ana:secret\n", ":1:"),
        (f"ana:{HASH}\nana:{HASH}", ":2:"),
        ("\xff", ":1:"),
    ],
)
def test_a_file_of_accounts_that_is_wrong_is_named(tmp_path, content, word):
    """With its line; never with what stands there."""
    path = tmp_path / "analysts.txt"
    path.write_text(content)
    with pytest.raises(UsageError, match=word) as caught:
        read_accounts(path)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"host": "127.0.0.1:8001"}, 200),
        ({"host": "[::1]:8001"}, 200),
        ({"host": "evil.example"}, 403),
        ({"host": "127.0.0.1.evil.example"}, 403),
        ({"host": ""}, 403),
        ({"x-forwarded-for": "192.0.2.1"}, 403),
        ({"forwarded": "for=192.0.2.1"}, 403),
        ({"authorization": "Basic !!!"}, 200),
    ],
)
def test_without_a_login_only_this_machine_is_answered(site, headers, status):
    """Neither another name, by which a page elsewhere could read along, nor what came through a proxy."""
    for path in ("changes", "/", "/monitor/change_log.json", "/static/desk.css"):
        assert site.ask(path, headers=headers).status == status


@contextmanager
def served(folder: Path, *options: object) -> Iterator[int]:
    """``monitor browse`` with options, as a process; gives the port."""
    with serving(folder, *options) as running:
        yield running.port


def ask(
    port: int, path: str, headers: dict[str, str] | None = None, form: dict[str, str] | None = None
) -> HTTPResponse:
    """One request; no redirect is followed."""
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    body = urlencode(form) if form else None
    sent = {"Accept": "text/html", **(headers or {})}
    if form:
        sent |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://127.0.0.1:{port}"}
    connection.request("POST" if form else "GET", path, body, sent)
    response = connection.getresponse()
    response.text = response.read().decode()  # type: ignore[attr-defined]
    connection.close()
    return response


EVERY = (
    "/-/monitor/changes", "/-/monitor/changes.json", "/-/monitor/changes.csv", "/-/monitor/changes/1",
    "/-/monitor/clinics", "/-/monitor/clinics/bluff-creek", "/-/monitor/pages/1", "/-/monitor/pages/1/diff",
    "/-/monitor/versions/1/snapshot", "/-/monitor/versions/1/body", "/-/monitor/search?q=x",
    "/-/monitor/health", "/", "/monitor", "/monitor/change_log", "/monitor/change_log.json",
    "/monitor/most_edited?since=2001-01-01",
)  # fmt: skip


def test_with_passwords_nobody_sees_anything_before_logging_in(folder, tmp_path):
    """Then the page that was asked for is shown, and analysts may ask SQL; guessing is slowed down."""
    (tmp_path / "analysts.txt").write_text(f"ana:{HASH}\n")
    with served(folder, "--passwords", tmp_path / "analysts.txt") as port:
        for path in EVERY:
            assert ask(port, path).status in (302, 403), path
            assert ask(port, path, {"Accept": "*/*"}).status == 403, path
            assert ask(port, path, {"Cookie": "ds_actor=x", "X-Remote-User": "ana"}).status in (302, 403), (
                path
            )
        wanted = ask(port, "/-/monitor/pages/1/diff?from=1&to=4")
        assert wanted.headers["location"] == "/-/login"
        cookie = wanted.headers["set-cookie"].partition(";")[0]
        done = ask(port, "/-/login", {"Cookie": cookie}, {"username": "ana", "password": PASSWORD})
        assert (done.status, done.headers["location"]) == (302, "/-/monitor/pages/1/diff?from=1&to=4")
        session = done.headers["set-cookie"]
        assert "HttpOnly" in session
        actor = {"Cookie": session.partition(";")[0]}
        for path in EVERY:
            assert ask(port, path, actor).status in (200, 302), path
        assert ">ana<" in ask(port, "/-/monitor/changes", actor).text
        assert ask(port, "/monitor/-/query.json?sql=select+1", actor).status == 200
        assert ask(port, "/monitor.db", actor).status == 403  # a file that is written to is never sent
        assert HASH not in ask(port, "/-/config.json", actor).text
        wrong = [ask(port, "/-/login", {}, {"username": "ana", "password": "x"}).status for _ in range(20)]
        assert (wrong[0], wrong[-1]) == (200, 429)


@pytest.mark.parametrize("path", ["//evil.example/", "/\\evil.example", "https://evil.example/"])
def test_a_login_leads_nowhere_else(folder, tmp_path, path):
    """Whatever stands in the cookie."""
    (tmp_path / "analysts.txt").write_text(f"ana:{HASH}\n")
    with served(folder, "--passwords", tmp_path / "analysts.txt") as port:
        cookie = {"Cookie": f"monitor_next={path.replace('/', '%2F')}"}
        done = ask(port, "/-/login", cookie, {"username": "ana", "password": PASSWORD})
        assert (done.status, done.headers["location"]) == (302, "/")


def test_without_accounts_there_is_no_login(site):
    """And nothing that leads to one."""
    assert site.ask("/-/login").status == 404
    assert "Log in" not in site.ask("/").body


def test_a_header_is_believed_from_the_proxy_alone(folder):
    """Nobody who is not named by it sees anything."""
    with served(folder, "--login-header", "X-Remote-User") as port:
        assert ask(port, "/-/monitor/changes").status == 403
        assert ask(port, "/-/monitor/changes", {"X-Remote-User": ""}).status == 403
        assert ask(port, "/-/monitor/changes", {"X-Remote-User": "ana"}).status == 200


def test_another_peer_than_the_proxy_is_refused(folder):
    """Whatever it says about itself."""
    sent: list[dict] = []

    async def app(scope, receive, send):
        raise AssertionError("it must not be asked")

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http", "method": "GET", "path": "/", "query_string": b"", "scheme": "http",
        "headers": [(b"host", b"x"), (b"x-remote-user", b"ana")], "client": ("192.0.2.7", 1),
    }  # fmt: skip
    gate = Gate(app, Access(host="0.0.0.0", header="X-Remote-User", proxy="192.0.2.9"))
    asyncio.run(gate(scope, None, send))  # type: ignore[arg-type]
    assert sent[0]["status"] == 403


def test_nginx_serves_it_under_a_prefix(folder, tmp_path, nginx):
    """As docs/browse.md says: logged in by nginx, all links under the prefix, tables page after page."""
    watch = tmp_path / "watch"
    subprocess.run(["cp", "-r", folder, watch], check=True)
    (watch / "alerts.toml").write_text('[monitor]\npublic_url = "https://monitor.example.com/desk"\n')
    with served(watch, "--login-header", "X-Remote-User") as port:
        outside = nginx(port)
        assert ask(outside, "/desk/-/monitor/changes").status == 401
        analyst = {"Authorization": "Basic YW5hOnNlY3JldA=="}
        for path in EVERY:
            found = ask(outside, f"/desk{path}", analyst)
            assert found.status in (200, 302), path
            if found.status == 302:
                assert found.headers["location"].startswith("/desk/"), path
        text = ask(outside, "/desk/-/monitor/changes", analyst).text
        assert 'href="/desk/static/desk.css"' in text
        assert 'href="/desk/-/monitor/clinics"' in text
        assert ask(outside, "/desk/static/desk.css", analyst).status == 200
        table = html.fromstring(ask(outside, "/desk/monitor/passages?_size=1", analyst).text)
        (following,) = table.xpath("//a[contains(., 'Next page')]/@href")
        assert following.startswith(f"http://127.0.0.1:{outside}/desk/monitor/passages?")
        assert ask(outside, following.partition(str(outside))[2], analyst).status == 200


@pytest.fixture
def nginx(tmp_path):
    """A real nginx with the lines of docs/browse.md; called with our port, it gives its own."""
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
    if program is None:
        pytest.skip("not installed: nginx")
    started: list[subprocess.Popen[bytes]] = []

    def begin(port: int) -> int:
        page = (Path(__file__).parents[2] / "docs" / "browse.md").read_text()
        lines = page.partition("```nginx\n")[2].partition("```")[0]
        lines = lines.replace("127.0.0.1:8001", f"127.0.0.1:{port}").replace(
            "/etc/nginx/analysts", str(tmp_path / "htpasswd")
        )
        (tmp_path / "htpasswd").write_text("ana:{PLAIN}secret\n")
        own = free_port()
        (tmp_path / "nginx.conf").write_text(
            f"""daemon off; master_process off; pid {tmp_path}/nginx.pid; error_log {tmp_path}/error.log;
            events {{}}
            http {{ access_log off; client_body_temp_path {tmp_path}/b; proxy_temp_path {tmp_path}/p;
            fastcgi_temp_path {tmp_path}/f; uwsgi_temp_path {tmp_path}/u; scgi_temp_path {tmp_path}/s;
            server {{ listen 127.0.0.1:{own}; {lines} }} }}"""
        )
        started.append(
            subprocess.Popen([program, "-c", tmp_path / "nginx.conf", "-e", tmp_path / "error.log"])
        )
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", own)) == 0:
                    return own
            time.sleep(0.05)
        raise AssertionError((tmp_path / "error.log").read_text())

    yield begin
    for process in started:
        process.terminate()
        process.wait(timeout=10)

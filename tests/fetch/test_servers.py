"""The loopback server that the tests rely on."""

from __future__ import annotations

import socket
import threading
import time
import urllib.error
import urllib.request
from typing import Any

import pytest

from tests.servers import LoopbackServer, Reply, redirect


def get(url: str, **headers: str) -> tuple[int, bytes, Any]:
    """Ask with the standard library, following redirects."""
    request = urllib.request.Request(
        url, headers={name.replace("_", "-"): text for name, text in headers.items()}
    )
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, answer.read(), answer.headers
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read(), error.headers


def test_pages_are_replies_rows_or_functions(server: LoopbackServer) -> None:
    """A row is used up one after the other, its last reply stays."""
    server.pages["/one"] = Reply("Grüße")
    server.pages["/row"] = [Reply("1"), Reply("2", status=503)]
    server.pages["/function"] = lambda received: Reply(received.headers["x-name"])
    server.pages["/moved"] = redirect("/one?x=1", 302)
    assert get(server.url("/one"))[:2] == (200, "Grüße".encode())
    assert [get(server.url("/row"))[:2] for _ in range(3)] == [(200, b"1"), (503, b"2"), (503, b"2")]
    assert get(server.url("/function"), X_Name="me")[1] == b"me"
    assert get(server.url("/moved"))[1] == "Grüße".encode()
    assert get(server.url("/other"))[0] == 404
    assert server.paths == ["/one", "/row", "/row", "/row", "/function", "/moved", "/one?x=1", "/other"]
    assert len(server.gaps) == 7


@pytest.mark.parametrize(
    ("header", "value", "status"),
    [
        ("If-None-Match", '"1"', 304),
        ("If-None-Match", '"2"', 200),
        ("If-Modified-Since", "Sun, 01 Mar 2026 10:00:00 GMT", 304),
        ("If-Modified-Since", "Sun, 01 Mar 2026 10:00:01 GMT", 200),
    ],
)
def test_validators_are_compared_as_text(
    server: LoopbackServer, header: str, value: str, status: int
) -> None:
    """As a stock nginx does."""
    server.pages["/a"] = Reply("a", etag='"1"', last_modified="Sun, 01 Mar 2026 10:00:00 GMT")
    assert get(server.url("/a"), **{header: value})[0] == status


def test_stopping_does_not_wait_for_slow_replies(server: LoopbackServer) -> None:
    """A reply that would take a minute ends with its server, and no thread is left behind."""
    server.pages["/slow"] = Reply(wait=60)
    before = threading.active_count()
    started = time.monotonic()
    with socket.create_connection((server.address, server.port)) as client:
        client.sendall(b"GET /slow HTTP/1.1\r\n\r\n")
        while not server.requests:
            time.sleep(0.01)
        server.stop()
    assert threading.active_count() < before
    assert time.monotonic() - started < 5

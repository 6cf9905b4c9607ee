"""Bounds on what comes from outside: size, time, redirects, encodings, certificates."""

from __future__ import annotations

import gzip
from typing import Any

import brotli  # type: ignore[import-untyped]  # the package has neither annotations nor stubs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.fetch.encoding import decode
from monitor.fetch.failures import FetchError
from tests.fetch.crawling import Reactor
from tests.servers import LoopbackServer, Reply, redirect

LIMIT = 5 * 1024 * 1024
MEGABYTE = "x" * 1024 * 1024


def reason_of(reactor: Reactor, server: LoopbackServer, reply: Reply, **settings: Any) -> str:
    """Why ``reply`` was not taken; empty if it was."""
    server.pages["/a"] = reply
    return "".join(reactor.crawl([server.url("/a")], **settings).failures.values())


@pytest.mark.parametrize("encoding", ["", "gzip", "br"])
def test_a_body_of_the_limit_is_taken(reactor: Reactor, server: LoopbackServer, encoding: str) -> None:
    """Five megabytes exactly, compressed or not."""
    server.pages["/a"] = Reply(b"x" * LIMIT, encoding=encoding)
    assert [len(body) for body in reactor.crawl([server.url("/a")]).bodies] == [LIMIT]


@pytest.mark.parametrize(
    "reply",
    [
        Reply(b"x" * (LIMIT + 1)),
        Reply(MEGABYTE, repeat=6),
        Reply(MEGABYTE, repeat=6, sized=False),
        Reply(b"x" * (LIMIT + 1), encoding="gzip"),
        Reply(b"x" * (LIMIT + 1), encoding="br"),
        Reply(gzip.compress(b"\0" * 60_000_000, 9), headers={"Content-Encoding": "gzip"}),
        Reply(
            gzip.compress(gzip.compress(b"\0" * 60_000_000, 9)), headers={"Content-Encoding": "gzip, gzip"}
        ),
        Reply(brotli.compress(b"\0" * 60_000_000, quality=5), headers={"Content-Encoding": "br"}),
    ],
    ids=["one-more", "announced", "endless", "gzip", "br", "gzip-bomb", "gzip-bomb-twice", "br-bomb"],
)
def test_a_body_over_the_limit_is_refused(reactor: Reactor, server: LoopbackServer, reply: Reply) -> None:
    """Announced or not, before or after decompression."""
    assert reason_of(reactor, server, reply) == "too_large"


@pytest.mark.parametrize(
    "reply",
    [
        Reply("Half a page", missing=5),
        Reply(gzip.compress(b"Half a page")[:-9], headers={"Content-Encoding": "gzip"}),
    ],
    ids=["by-length", "by-gzip"],
)
def test_half_an_answer_is_none(reactor: Reactor, server: LoopbackServer, reply: Reply) -> None:
    """A page that ended early must not look like an edit."""
    assert reason_of(reactor, server, reply) == "truncated"


def test_an_answer_without_length_ends_with_the_connection(reactor: Reactor, server: LoopbackServer) -> None:
    """Old servers do that; it is complete."""
    assert reason_of(reactor, server, Reply("whole", sized=False)) == ""


@pytest.mark.parametrize(
    "reply", [Reply("x" * 500, drip=0.05), Reply(wait=20), Reply("x" * 500, drip=0.05, encoding="gzip")]
)
def test_the_time_limit_is_for_the_whole_answer(
    reactor: Reactor, server: LoopbackServer, reply: Reply
) -> None:
    """A server that drips a byte now and then gets no more time than a silent one."""
    server.pages["/a"] = reply
    outcome = reactor.crawl([server.url("/a")], DOWNLOAD_TIMEOUT=1, RETRY_TIMES=0)
    assert list(outcome.failures.values()) == ["timeout"]
    assert 1.0 <= outcome.seconds < 2.0


def test_a_chain_of_five_redirects_is_followed(reactor: Reactor, server: LoopbackServer) -> None:
    """Five, not six."""
    server.pages |= {f"/{n}": redirect(f"/{n + 1}", 302) for n in range(6)} | {"/6": Reply("end")}
    outcome = reactor.crawl([server.url("/0"), server.url("/1")])
    assert outcome.bodies == [b"end"]
    assert outcome.failures == {server.url("/0"): "redirect_loop"}


def test_a_loop_of_redirects_ends(reactor: Reactor, server: LoopbackServer) -> None:
    """After five rounds."""
    assert reason_of(reactor, server, redirect("/a")) == "redirect_loop"
    assert server.paths.count("/a") == 6


@pytest.mark.parametrize("target", ["http://[", "http://[::1", "//", "http://a:99999999/", "\x01"])
def test_a_nonsense_redirect_does_no_harm(reactor: Reactor, server: LoopbackServer, target: str) -> None:
    """It is an answer or a named failure, never a traceback."""
    server.pages["/a"] = redirect(target)
    outcome = reactor.crawl([server.url("/a")], RETRY_TIMES=0, DOWNLOAD_TIMEOUT=2)
    assert len(outcome.responses) + len(outcome.failures) == 1
    assert set(outcome.failures.values()) <= {"bad_address", "dns", "redirect_loop", "network"}


def test_a_meta_refresh_is_content(reactor: Reactor, server: LoopbackServer) -> None:
    """The page itself is handed on."""
    page = Reply('<meta http-equiv="refresh" content="0; url=/b">')
    assert reason_of(reactor, server, page) == ""
    assert "/b" not in server.paths


def test_only_gzip_and_brotli_are_asked_for(reactor: Reactor, server: LoopbackServer) -> None:
    """Robots.txt and pages alike."""
    reactor.crawl([server.url("/a")])
    assert [received.headers["accept-encoding"] for received in server.requests] == ["gzip, br"] * 2


@pytest.mark.parametrize("encoding", ["gzip", "br"])
def test_compressed_pages_are_read(reactor: Reactor, server: LoopbackServer, encoding: str) -> None:
    """And nobody is told of the encoding afterwards."""
    server.pages["/a"] = Reply("Grüße", encoding=encoding)
    (response,) = reactor.crawl([server.url("/a")]).responses
    assert response.body.decode() == "Grüße"
    assert b"Content-Encoding" not in response.headers


@pytest.mark.parametrize("status", [200, 304])
def test_an_empty_body_needs_no_decoding(reactor: Reactor, server: LoopbackServer, status: int) -> None:
    """Servers leave the header on answers without a body."""
    server.pages["/a"] = Reply(status=status, headers={"Content-Encoding": "gzip"})
    assert reactor.crawl([server.url("/a")]).statuses == [status]


@pytest.mark.parametrize(
    "reply",
    [
        Reply("plain", encoding="zstd"),
        Reply("plain", headers={"Content-Encoding": "gzip"}),
        Reply("<p>not brotli</p>", headers={"Content-Encoding": "br"}),
        Reply("plain", headers={"Content-Encoding": ", ".join(["gzip"] * 500)}),
    ],
    ids=["not-asked-for", "not-gzip", "not-br", "five-hundred-layers"],
)
def test_an_encoding_that_cannot_be_undone_is_named(
    reactor: Reactor, server: LoopbackServer, reply: Reply
) -> None:
    """No guess is made about such a body."""
    assert reason_of(reactor, server, reply) == "bad_encoding"


def test_gzip_in_several_members_with_a_tail_is_read() -> None:
    """Log rotators and old proxies write such streams; browsers read them."""
    body = gzip.compress(b"one ") + gzip.compress(b"two") + b"\0\0\0"
    assert decode(body, "x-gzip, identity", 100) == b"one two"


def test_encodings_are_undone_from_the_last_to_the_first() -> None:
    """The header lists them in the order in which they were applied."""
    assert decode(brotli.compress(gzip.compress(b"text")), "gzip, br", 100) == b"text"


def decoded(body: bytes, header: str, limit: int) -> bytes | str:
    """The decoded body, or the name of the refusal."""
    try:
        return decode(body, header, limit)
    except FetchError as error:
        return error.reason


@given(st.binary(max_size=200), st.sampled_from(["gzip", "br", "gzip, br", "gzip, gzip"]))
def test_garbage_never_breaks_a_decoder(body: bytes, header: str) -> None:
    """It is decoded or refused with a name."""
    outcome = decoded(body, header, 1000)
    assert isinstance(outcome, bytes) or outcome in {"bad_encoding", "truncated", "too_large"}


@given(st.binary(min_size=1, max_size=3000), st.integers(0, 60), st.integers(0, 255))
def test_damage_is_found_or_harmless(content: bytes, place: int, value: int) -> None:
    """A damaged gzip stream gives the content or a named failure, never other content."""
    body = bytearray(gzip.compress(content, mtime=0))
    body[10 + place % (len(body) - 10)] = value
    assert decoded(bytes(body), "gzip", 10_000) in {content, "bad_encoding", "truncated", "too_large"}


def test_a_certificate_nobody_vouches_for_is_refused(reactor: Reactor) -> None:
    """The reason is named, robots.txt included; nothing was asked over that connection."""
    with LoopbackServer("127.0.0.5", tls=True) as server:
        url = server.url("/a")
        assert reactor.crawl([url]).failures == {url: "tls"}
        assert server.requests == []
        assert reactor.crawl([url], DOWNLOAD_VERIFY_CERTIFICATES=False).statuses == [404]


def test_a_certificate_for_another_name_is_refused(reactor: Reactor, monkeypatch: pytest.MonkeyPatch) -> None:
    """A trusted certificate passes for its own address and for no other."""
    with LoopbackServer(tls=True) as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
        assert reactor.crawl([server.url("/a")]).statuses == [404]
        url = server.url("/a", "localhost")
        assert reactor.crawl([url]).failures == {url: "tls"}


def test_tls_to_a_port_that_speaks_plain_http_is_named(reactor: Reactor, server: LoopbackServer) -> None:
    """A broken handshake is a matter of TLS."""
    url = server.url("/a").replace("http:", "https:")
    assert reactor.crawl([url]).failures == {url: "tls"}

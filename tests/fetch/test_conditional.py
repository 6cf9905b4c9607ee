"""Conditional requests, and answers as records."""

from __future__ import annotations

from datetime import UTC, datetime

from scrapy import Request

from monitor.fetch.conditional import MAX_HEADER, fetched_from
from monitor.records import Fetched, Validators
from tests.fetch.crawling import Reactor
from tests.servers import LoopbackServer, Reply, redirect

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
ODD = Validators('W/"caf\u00e9-gzip"', "Sun, 1 Mar 2026 10:00:00 +0100")


def fetch(reactor: Reactor, url: str, validators: Validators | None = None) -> Fetched:
    """Fetch one address as a record."""
    meta = {} if validators is None else {"validators": validators}
    (response,) = reactor.crawl([Request(url, meta=meta)]).responses
    return fetched_from(response, NOW)


def test_validators_go_round_unchanged(reactor: Reactor, server: LoopbackServer) -> None:
    """What a server sent is sent back byte for byte, however odd, and it answers 304."""
    server.pages["/a"] = Reply("text", etag=ODD.etag or "", last_modified=ODD.last_modified or "")
    first = fetch(reactor, server.url("/a"))
    assert first.validators == ODD
    again = fetch(reactor, server.url("/a"), first.validators)
    assert (again.status, again.body) == (304, b"")
    assert server.requests[-1].headers["if-modified-since"] == ODD.last_modified
    assert server.requests[-1].headers["if-none-match"] == ODD.etag


def test_each_validator_is_sent_alone(reactor: Reactor, server: LoopbackServer) -> None:
    """No header is made up for the other one."""
    server.pages["/a"] = Reply("text", last_modified="Sun, 01 Mar 2026 10:00:00 GMT")
    assert fetch(reactor, server.url("/a"), Validators(None, "Sun, 01 Mar 2026 10:00:00 GMT")).status == 304
    assert "if-none-match" not in server.requests[-1].headers
    assert fetch(reactor, server.url("/a"), Validators()).status == 200
    assert not {"if-none-match", "if-modified-since"} & set(server.requests[-1].headers)


def test_validators_stay_with_their_address(reactor: Reactor, server: LoopbackServer) -> None:
    """The target of a redirect is asked without conditions: it was never seen by them."""
    server.pages |= {"/a": redirect("/b"), "/b": Reply("other", last_modified="x")}
    fetched = fetch(reactor, server.url("/a"), Validators('"1"', "x"))
    assert fetched.body == b"other"
    before, after = server.requests[-2:]
    assert before.headers["if-modified-since"] == "x"
    assert not {"if-none-match", "if-modified-since"} & set(after.headers)


def test_a_redirected_answer_hands_no_validators_on(reactor: Reactor, server: LoopbackServer) -> None:
    """They would belong to another address than the one that is asked next time."""
    server.pages |= {"/a": redirect("/b", 302), "/b": redirect("/c", 308), "/c": Reply("c", etag='"1"')}
    fetched = fetch(reactor, server.url("/a"))
    assert fetched.validators == Validators()
    assert (fetched.url, fetched.final_url) == (server.url("/a"), server.url("/c"))
    assert fetched.redirects == (302, 308)


def test_an_answer_becomes_a_record(reactor: Reactor, server: LoopbackServer) -> None:
    """With everything that the stages need and nothing of Scrapy."""
    server.pages["/a"] = Reply(b"\xff\x00", status=410, content_type="text/html; charset=odd")
    assert fetch(reactor, server.url("/a")) == Fetched(
        url=server.url("/a"),
        final_url=server.url("/a"),
        status=410,
        body=b"\xff\x00",
        fetched_at=NOW,
        content_type="text/html; charset=odd",
    )


def test_endless_headers_are_dropped(reactor: Reactor, server: LoopbackServer) -> None:
    """A validator of kilobytes is not carried into the database."""
    server.pages["/a"] = Reply("a", etag='"' + "x" * MAX_HEADER + '"', content_type="")
    fetched = fetch(reactor, server.url("/a"))
    assert fetched.validators == Validators()
    assert fetched.content_type == ""


def test_no_validator_smuggles_a_header(reactor: Reactor, server: LoopbackServer) -> None:
    """A line break in a stored value, from wherever it came, makes no second header."""
    fetch(reactor, server.url("/a"), Validators('"1"\r\nX-Evil: yes', "\u4e2d\nX-Evil: yes"))
    assert "x-evil" not in server.requests[-1].headers

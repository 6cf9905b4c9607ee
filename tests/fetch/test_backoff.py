"""Manners towards a host: pace, pauses, and leaving it alone when it says no."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy import Request
from scrapy.http import Response

from monitor.fetch.backoff import retry_after
from tests.fetch.crawling import OutcomeSpider, Reactor
from tests.servers import LoopbackServer, Received, Reply

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def pages(server: LoopbackServer, count: int, **meta: Any) -> list[Request]:
    """Requests for ``/0``, ``/1`` … of a server."""
    return [Request(server.url(f"/{number}"), meta=meta) for number in range(count)]


def test_the_delay_is_kept_between_all_requests(reactor: Reactor, server: LoopbackServer) -> None:
    """From the start of one request to the start of the next, robots.txt included."""
    reactor.crawl(pages(server, 4, delay=0.25))
    assert len(server.requests) == 5
    assert min(server.gaps) >= 0.2
    assert max(server.gaps) < 0.6


def test_the_delay_of_the_host_counts_where_a_request_has_none(
    reactor: Reactor, server: LoopbackServer
) -> None:
    """MONITOR_DELAYS by host name, MONITOR_DEFAULT_DELAY for the others."""
    reactor.crawl(pages(server, 2), MONITOR_DELAYS={"127.0.0.1": 0.3}, MONITOR_DEFAULT_DELAY=9.0)
    assert min(server.gaps) >= 0.25
    assert max(server.gaps) < 1.0


def test_a_delay_of_zero_is_zero(reactor: Reactor, server: LoopbackServer) -> None:
    """Fifty pages take a moment."""
    outcome = reactor.crawl(pages(server, 50, delay=0.0), MONITOR_DEFAULT_DELAY=5.0)
    assert len(outcome.responses) == 50
    assert outcome.seconds < 3.0


def test_a_host_sees_one_request_at_a_time(reactor: Reactor, server: LoopbackServer) -> None:
    """However many are waiting."""
    inside: list[int] = []
    lock = threading.Semaphore(1)

    def page(received: Received) -> Reply:
        alone = lock.acquire(blocking=False)
        time.sleep(0.02)
        inside.append(alone)
        if alone:
            lock.release()
        return Reply()

    server.pages |= {f"/{number}": page for number in range(10)}
    reactor.crawl(pages(server, 10))
    assert inside == [True] * 10


def test_hosts_do_not_wait_for_each_other(reactor: Reactor) -> None:
    """Eight hosts with a delay take as long as one."""
    servers = [LoopbackServer(f"127.0.2.{number}") for number in range(1, 9)]
    for server in servers:
        server.__enter__()
    outcome = reactor.crawl([request for server in servers for request in pages(server, 3, delay=0.3)])
    for server in servers:
        server.stop()
    assert len(outcome.responses) == 24
    assert outcome.seconds < 2.5


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_kept_for_the_whole_host(reactor: Reactor, status: int) -> None:
    """The same page is tried again after the pause; nothing else of the host is asked meanwhile."""
    with LoopbackServer() as slow, LoopbackServer("127.0.0.2") as fast:
        slow.pages["/0"] = [Reply(status=status, headers={"Retry-After": "2"}), Reply("at last")]
        outcome = reactor.crawl(pages(slow, 4) + pages(fast, 4))
        paused = slow.requests[1].at
    assert b"at last" in outcome.bodies
    assert slow.paths[:2] == ["/robots.txt", "/0"]
    assert slow.requests[2].at - paused >= 2.0
    assert slow.requests[2].at - paused < 3.0
    assert sorted(slow.paths[2:]) == ["/0", "/1", "/2", "/3"]
    assert fast.requests[-1].at - paused < 1.0


def test_without_retry_after_the_pause_doubles(reactor: Reactor, server: LoopbackServer) -> None:
    """A busy page is tried twice again, then its answer is handed on."""
    server.pages["/0"] = Reply("busy", status=503)
    outcome = reactor.crawl(pages(server, 1), MONITOR_BACKOFF_SECONDS=0.2)
    assert outcome.statuses == [503]
    assert server.paths == ["/robots.txt", "/0", "/0", "/0"]
    assert server.gaps[1] >= 0.15
    assert server.gaps[2] >= 0.35


def test_a_host_that_wants_too_much_patience_is_given_up(reactor: Reactor, server: LoopbackServer) -> None:
    """The pause is not even begun, and what already waited in line is not sent."""
    server.pages["/0"] = Reply(status=429, headers={"Retry-After": "3600"})
    outcome = reactor.crawl(pages(server, 4))
    assert outcome.statuses == [429]
    assert list(outcome.failures.values()) == ["host_backing_off"] * 3
    assert server.paths == ["/robots.txt", "/0"]
    assert outcome.seconds < 2.0


def test_pauses_add_up_to_the_limit(reactor: Reactor, server: LoopbackServer) -> None:
    """Several pauses under the limit are over it together."""
    server.otherwise = Reply(status=503, headers={"Retry-After": "1"})
    server.pages["/robots.txt"] = Reply()
    outcome = reactor.crawl(pages(server, 3), MONITOR_BACKOFF_LIMIT=1.5)
    assert server.paths == ["/robots.txt", "/0", "/1"]
    assert outcome.statuses == [503]
    assert set(outcome.failures.values()) == {"host_backing_off"}


@pytest.mark.parametrize("status", [403, 429])
def test_three_refusals_in_a_row_are_a_no(reactor: Reactor, server: LoopbackServer, status: int) -> None:
    """After the third the host is left alone for this crawl."""
    server.otherwise = Reply("no", status=status)
    server.pages["/robots.txt"] = Reply()
    outcome = reactor.crawl(pages(server, 6), MONITOR_BACKOFF_SECONDS=0.05)
    assert len(server.paths) == 4
    assert set(outcome.failures.values()) == {"refused"}
    assert set(outcome.statuses) == {status}
    assert len(outcome.statuses) + len(outcome.failures) == 6


def test_a_good_answer_forgives_refusals(reactor: Reactor, server: LoopbackServer) -> None:
    """Single forbidden pages between good ones do not close the host."""
    server.pages["/a"] = [Reply(status=403 if number % 3 else 200) for number in range(9)]
    outcome = reactor.crawl([server.url(f"/a?{number}") for number in range(9)])
    assert sorted(outcome.statuses) == [200] * 3 + [403] * 6


@pytest.mark.parametrize(
    "answer", [Reply(hang_up=True), Reply(status=500), Reply(wait=9)], ids=["hangs-up", "500", "silent"]
)
def test_a_failing_host_is_left_alone(reactor: Reactor, server: LoopbackServer, answer: Reply) -> None:
    """Five failed attempts in a row are enough; two hundred pages do not each wait for a time-out."""
    server.otherwise = answer
    server.pages["/robots.txt"] = Reply()
    outcome = reactor.crawl(pages(server, 30), DOWNLOAD_TIMEOUT=0.3)
    assert server.paths.count("/robots.txt") == 1
    assert len(server.paths) <= 1 + 5 * 2  # Twisted repeats a request on a kept connection that broke
    assert list(outcome.failures.values()).count("host_failing") >= 25
    assert outcome.seconds < 5.0


def test_a_failed_page_gets_one_more_try(reactor: Reactor, server: LoopbackServer) -> None:
    """A passing fault costs nothing."""
    server.pages["/0"] = [Reply(status=502), Reply("good")]
    assert reactor.crawl(pages(server, 1)).bodies == [b"good"]


class StoppingSpider(OutcomeSpider):
    """Tells the crawl to stop soon after its start."""

    async def start(self) -> AsyncIterator[Any]:
        """Yield the requests, stop half a second later."""
        async for request in super().start():
            yield request
        asyncio.get_running_loop().call_later(0.5, asyncio.ensure_future, self.crawler.stop_async())


def test_waiting_requests_do_not_hold_up_a_stop(reactor: Reactor, server: LoopbackServer) -> None:
    """A crawl that is told to stop ends within two seconds, though pages wait for their turn."""
    outcome = reactor.crawl(pages(server, 3, delay=30.0), StoppingSpider)
    assert server.paths == ["/robots.txt"]
    assert outcome.seconds < 2.5
    assert set(outcome.failures.values()) <= {"stopped"}


def response(retry: str) -> Response:
    """An answer with a Retry-After header."""
    return Response("https://clinic.example/", status=429, headers={"Retry-After": retry})


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        ("120", 120.0),
        (" 7 ", 7.0),
        (format_datetime(NOW + timedelta(seconds=90), usegmt=True), 90.0),
        (format_datetime(NOW - timedelta(days=9), usegmt=True), 0.0),
        ("Sun, 01 Mar 2026 12:00:30", 30.0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("\u0663", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_date(value: str, seconds: float | None) -> None:
    """Both forms of the header are understood, nonsense is not."""
    assert retry_after(response(value), NOW) == seconds


def test_an_absurd_retry_after_is_only_a_long_one() -> None:
    """A number of ten thousand digits does no harm."""
    assert retry_after(response("9" * 10_000), NOW) == 999_999_999_999.0


@given(
    st.text(max_size=60)
    | st.from_regex(r"(Mon|Sun), \d+ (Jan|Xyz) \d+ \d+:\d+:\d+ ([+-]\d+|GMT)", fullmatch=True)
)
def test_no_retry_after_breaks_the_reader(value: str) -> None:
    """Whatever a server sends: seconds from zero up, or None."""
    seconds = retry_after(response(value), NOW)
    assert seconds is None or seconds >= 0

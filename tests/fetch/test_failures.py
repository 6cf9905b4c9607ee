"""Every failure has a name, found by class."""

from __future__ import annotations

import errno
import threading
from typing import Any, cast

import pytest
from scrapy import Request
from scrapy.exceptions import CannotResolveHostError, DownloadFailedError, IgnoreRequest, NotSupported
from twisted.internet import error as network
from twisted.python.failure import Failure

from monitor.errors import SkipError
from monitor.fetch.failures import FetchError, failure_outcome, failure_reason
from tests.fetch.crawling import Reactor
from tests.servers import LoopbackServer, Reply

connect_error = cast(Any, network.getConnectError)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (FetchError("refused", "detail"), "refused"),
        (SkipError("extractor_timeout"), "extractor_timeout"),
        (connect_error(OSError(errno.ETIMEDOUT, "")), "timeout"),
        (connect_error(OSError(errno.ECONNREFUSED, "")), "refused_connection"),
        (connect_error(OSError(errno.ENETUNREACH, "")), "network"),
        (network.ConnectionLost(), "network"),
        (CannotResolveHostError(), "dns"),
        (NotSupported(), "bad_address"),
        (DownloadFailedError(), "network"),
        (BrokenPipeError(), "network"),
    ],
)
def test_exceptions_are_named(error: Exception, reason: str) -> None:
    """Given as an exception or as Twisted's failure."""
    assert failure_reason(error) == reason
    assert failure_reason(cast(Any, Failure)(error)) == reason


def test_a_fault_of_the_program_is_not_blamed_on_the_network(caplog: pytest.LogCaptureFixture) -> None:
    """It has a name of its own, and its traceback is in the log."""
    assert failure_reason(TypeError("something new")) == "unexpected"
    assert "something new" in caplog.text


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(wait=9), "timeout"),
        (Reply(hang_up=True), "network"),
        (Reply(raw=b"SSH-2.0-OpenSSH_9.2\r\n\r\n"), "bad_response"),
        (Reply(raw=b"HTTP/1.1 two hundred\r\n\r\n"), "bad_response"),
        (Reply(headers={"X-Long": "x" * 100_000}), "network"),
    ],
)
def test_real_failures_are_named(reactor: Reactor, server: LoopbackServer, reply: Reply, reason: str) -> None:
    """As they come out of Scrapy and Twisted."""
    server.pages["/a"] = reply
    outcome = reactor.crawl([server.url("/a")], DOWNLOAD_TIMEOUT=0.5)
    assert list(outcome.failures.values()) == [reason]


def test_a_host_that_vanishes_is_named(reactor: Reactor, server: LoopbackServer) -> None:
    """Between robots.txt and the page nobody listens any more."""
    timer = threading.Timer(0.3, server.stop)
    timer.start()
    outcome = reactor.crawl([Request(server.url("/a"), meta={"delay": 1.0})])
    timer.join()
    assert list(outcome.failures.values()) == ["refused_connection"]


def test_a_fetch_error_is_known_to_both_worlds() -> None:
    """Scrapy ignores it quietly, the monitor skips the page with its reason."""
    error = FetchError("robots_forbidden", "https://clinic.example/a")
    assert isinstance(error, IgnoreRequest)
    assert isinstance(error, SkipError)
    assert str(error) == "robots_forbidden: https://clinic.example/a"


@pytest.mark.parametrize(
    ("reason", "outcome"),
    [("refused", "blocked"), ("robots_forbidden", "skipped"), ("timeout", "error"), ("anything", "error")],
)
def test_reasons_lead_to_outcomes(reason: str, outcome: str) -> None:
    """What a visit is recorded as."""
    assert failure_outcome(reason) == outcome

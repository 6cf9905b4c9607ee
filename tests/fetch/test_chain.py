"""The whole chain of middlewares, as monitor.settings builds it."""

from __future__ import annotations

from tests.fetch.crawling import Reactor
from tests.servers import LoopbackServer, Reply


def test_a_page_comes_through(reactor: Reactor, server: LoopbackServer) -> None:
    """A page is fetched after robots.txt, with our user agent, and its body is untouched."""
    server.pages["/a"] = Reply("<p>Hello</p>")
    outcome = reactor.crawl([server.url("/a")])
    assert outcome.bodies == [b"<p>Hello</p>"]
    assert server.paths == ["/robots.txt", "/a"]
    assert {r.headers["user-agent"] for r in server.requests} == {"CompetitorContentMonitor/0.1"}

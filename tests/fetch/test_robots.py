"""robots.txt: obeyed, waited for, and not guessed at."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from scrapy import Request

from monitor.fetch.robots import MAX_BYTES, read_rules, robots_of
from tests.fetch.crawling import OutcomeSpider, Reactor
from tests.servers import LoopbackServer, Reply, redirect

FORBID_ALL = Reply("User-agent: *\nDisallow: /\n", content_type="text/plain")


def test_nothing_slips_through_while_robots_txt_is_on_its_way(reactor: Reactor) -> None:
    """Twelve forbidden pages asked for at once on a fresh host: none is fetched, in twenty rounds."""
    for round_number in range(20):
        with LoopbackServer(f"127.0.1.{round_number + 1}") as server:
            server.pages["/robots.txt"] = Reply(FORBID_ALL.body, wait=0.01 * (round_number % 3))
            urls = [server.url(f"/{number}") for number in range(12)]
            outcome = reactor.crawl(urls)
        assert server.paths == ["/robots.txt"]
        assert outcome.failures == dict.fromkeys(urls, "robots_forbidden")


def test_robots_txt_is_asked_once_for_each_origin(reactor: Reactor) -> None:
    """Two ports of one host have a robots.txt each, fetched once."""
    with LoopbackServer() as one, LoopbackServer() as other:
        other.pages["/robots.txt"] = FORBID_ALL
        outcome = reactor.crawl([server.url(f"/{n}") for n in range(3) for server in (one, other)])
    assert one.paths.count("/robots.txt") == other.paths.count("/robots.txt") == 1
    assert len(one.paths) == 4
    assert len(other.paths) == 1
    assert len(outcome.responses) == len(outcome.failures) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_missing_robots_txt_allows_everything(
    reactor: Reactor, server: LoopbackServer, status: int
) -> None:
    """4xx other than 429 means that there are no rules (RFC 9309)."""
    server.pages |= {"/robots.txt": Reply("Disallow: /", status), "/a": Reply("a")}
    assert reactor.crawl([server.url("/a")]).bodies == [b"a"]


@pytest.mark.parametrize(
    "answer",
    [
        Reply(status=500),
        Reply(status=503),
        Reply(status=429),
        Reply(status=304),
        Reply(hang_up=True),
        Reply(wait=5),
        Reply("User-agent: *\n", missing=10),
        redirect("/robots.txt"),
    ],
    ids=["500", "503", "429", "304", "hangs-up", "too-slow", "cut-short", "loop"],
)
def test_an_unreadable_robots_txt_closes_the_host(
    reactor: Reactor, server: LoopbackServer, answer: Reply
) -> None:
    """Whoever cannot give rules is not crawled, and the reason is named."""
    server.pages["/robots.txt"] = answer
    outcome = reactor.crawl(
        [server.url("/a"), server.url("/b")], DOWNLOAD_TIMEOUT=0.5, MONITOR_BACKOFF_SECONDS=0.05
    )
    assert set(outcome.failures.values()) == {"robots_unreachable"}
    assert set(server.paths) == {"/robots.txt"}


def test_nobody_listening_closes_the_host(reactor: Reactor, server: LoopbackServer) -> None:
    """A refused connection is an unreachable robots.txt."""
    url = server.url("/a")
    server.stop()
    assert reactor.crawl([url]).failures == {url: "robots_unreachable"}


def test_redirects_of_robots_txt_are_followed(reactor: Reactor, server: LoopbackServer) -> None:
    """Rules at the end of five redirects count."""
    server.pages |= {"/robots.txt": redirect("/1")}
    server.pages |= {f"/{n}": redirect(f"/{n + 1}") for n in range(1, 5)} | {"/5": FORBID_ALL}
    url = server.url("/a")
    assert reactor.crawl([url]).failures == {url: "robots_forbidden"}


def test_a_compressed_robots_txt_is_read(reactor: Reactor, server: LoopbackServer) -> None:
    """Content-Encoding is undone before the rules are read."""
    server.pages["/robots.txt"] = Reply(FORBID_ALL.body, encoding="gzip")
    url = server.url("/a")
    assert reactor.crawl([url]).failures == {url: "robots_forbidden"}


def test_a_redirect_into_a_forbidden_path_is_not_followed(reactor: Reactor, server: LoopbackServer) -> None:
    """Each hop is checked."""
    server.pages |= {"/robots.txt": Reply("User-agent: *\nDisallow: /private\n"), "/a": redirect("/private")}
    url = server.url("/a")
    assert reactor.crawl([url]).failures == {url: "robots_forbidden"}
    assert "/private" not in server.paths


def test_our_group_wins_over_the_general_one(reactor: Reactor, server: LoopbackServer) -> None:
    """The product token matches in any case, and then the rules for everybody do not count."""
    server.pages["/robots.txt"] = Reply(
        "User-agent: *\nDisallow: /\n\nUser-agent: COMPETITORCONTENTMONITOR\nDisallow: /b\n"
    )
    server.pages["/a"] = Reply("a")
    outcome = reactor.crawl([server.url("/a"), server.url("/b")], USER_AGENT="Mozilla/5.0 (compatible)")
    assert outcome.bodies == [b"a"]
    assert outcome.failures == {server.url("/b"): "robots_forbidden"}


def test_crawl_delay_is_kept(reactor: Reactor, server: LoopbackServer) -> None:
    """A Crawl-delay above ours counts, from robots.txt to the first page too."""
    server.pages["/robots.txt"] = Reply("User-agent: *\nCrawl-delay: 0.4\n")
    reactor.crawl([Request(server.url(f"/{n}"), meta={"delay": 0.1}) for n in range(3)])
    assert len(server.requests) == 4
    assert min(server.gaps) >= 0.35


def test_our_delay_is_kept_where_it_is_longer(reactor: Reactor, server: LoopbackServer) -> None:
    """A Crawl-delay below ours changes nothing."""
    server.pages["/robots.txt"] = Reply("User-agent: *\nCrawl-delay: 0.01\n")
    reactor.crawl([Request(server.url(f"/{n}"), meta={"delay": 0.3}) for n in range(2)])
    assert len(server.requests) == 3
    assert min(server.gaps) >= 0.25


def test_a_crawl_delay_beyond_patience_leaves_the_host_alone(
    reactor: Reactor, server: LoopbackServer
) -> None:
    """Neither disobeyed nor slept through."""
    server.pages["/robots.txt"] = Reply("User-agent: *\nCrawl-delay: 301\n")
    url = server.url("/a")
    assert reactor.crawl([url]).failures == {url: "crawl_delay"}
    assert server.paths == ["/robots.txt"]


class SitemapSpider(OutcomeSpider):
    """Asks for the Sitemap lines of the hosts it is given."""

    async def start(self) -> AsyncIterator[Any]:
        """Put the lines where the test finds them."""
        for wanted in self.wanted:
            found = await robots_of(self.crawler).sitemaps(str(wanted))
            SITEMAPS.append(found)
        no_requests: tuple[Any, ...] = ()
        for request in no_requests:
            yield request


SITEMAPS: list[tuple[str, ...]] = []


def test_sitemap_lines_are_passed_on(reactor: Reactor, server: LoopbackServer) -> None:
    """In order, as written, at most a hundred, and from one request."""
    SITEMAPS.clear()
    lines = [f"https://clinic.example/map-{n}.xml" for n in range(150)]
    server.pages["/robots.txt"] = Reply("\n".join(f"Sitemap: {line}" for line in lines))
    reactor.crawl([server.url("/"), server.url("/blog")], SitemapSpider)
    expected = tuple(lines[:100])
    assert [expected, expected] == SITEMAPS
    assert server.paths == ["/robots.txt"]


def test_no_sitemaps_where_robots_txt_cannot_be_read(reactor: Reactor, server: LoopbackServer) -> None:
    """Asking for them never fails."""
    SITEMAPS.clear()
    server.pages["/robots.txt"] = Reply(status=500)
    reactor.crawl([server.url("/")], SitemapSpider)
    assert SITEMAPS == [()]


@pytest.mark.parametrize(
    "body",
    [b"", b"\x00\xff\xfe" * 100, b"<html><title>Welcome</title></html>", "\ufeffUser-agent: *".encode()],
)
def test_nonsense_has_no_rules(body: bytes) -> None:
    """What is no robots.txt allows everything and never raises."""
    read_rules(200, body).check("https://clinic.example/a")


def test_only_the_first_half_megabyte_counts() -> None:
    """A rule in the first 500 KiB counts, one after it or cut by the border does not."""
    filler = b"# filler line\n" * (MAX_BYTES // 14)
    rules = read_rules(200, b"User-agent: *\nDisallow: /early\n" + filler + b"\nDisallow: /late\n")
    assert rules.parser is not None
    assert not rules.parser.can_fetch("https://clinic.example/early", "CompetitorContentMonitor")
    assert rules.parser.can_fetch("https://clinic.example/late", "CompetitorContentMonitor")


@pytest.mark.parametrize(
    "hostile",
    [
        "".join(f"User-agent: a{n}\n" for n in range(12_000)) + "Disallow: /x\n" * 8_000,
        "User-agent: *\n" + "Disallow: /*a*b*c*d*e*f\n" * 20_000,
    ],
    ids=["groups", "wildcards"],
)
def test_a_robots_txt_made_to_hang_its_reader_closes_the_host(hostile: str) -> None:
    """It is refused at once instead of being parsed for minutes."""
    started = time.monotonic()
    assert read_rules(200, hostile.encode()).refusal == "robots_unreachable"
    assert time.monotonic() - started < 1.0


@pytest.mark.parametrize("delay", ["nan", "inf", "-5", "1e400", "soon", ""])
def test_a_senseless_crawl_delay_is_ignored(delay: str) -> None:
    """Only a finite number of seconds from zero up is a delay."""
    rules = read_rules(200, f"User-agent: *\nCrawl-delay: {delay}\n".encode())
    assert (rules.delay, rules.refusal) == (0.0, "")

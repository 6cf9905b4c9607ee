"""The address guard: nothing but public addresses, by whatever way they are named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
from scrapy import Request
from twisted.internet.address import IPv4Address, IPv6Address

from monitor.fetch import guard
from monitor.fetch.guard import GuardedResolver, is_public
from tests.fetch.crawling import Reactor
from tests.servers import LoopbackServer, Reply, redirect


class ScriptedResolver:
    """Knows the names of a test; each look-up of a name gives its next row of addresses."""

    def __init__(self, names: Mapping[str, Sequence[Sequence[str]]]) -> None:
        self.names = names
        self.asked: list[str] = []

    def resolveHostName(
        self,
        receiver: Any,
        host: str,
        portNumber: int = 0,
        addressTypes: Any = None,
        transportSemantics: str = "TCP",
    ) -> Any:
        """Resolve as Twisted's IHostnameResolver says."""
        rows = self.names.get(host, [[host]] if host[0].isdigit() else [[]])
        row = rows[min(self.asked.count(host), len(rows) - 1)]
        self.asked.append(host)
        receiver.resolutionBegan(None)
        for address in row:
            kind = IPv6Address if ":" in address else IPv4Address
            receiver.addressResolved(kind("TCP", address, portNumber))
        receiver.resolutionComplete()


class Names:
    """Puts scripted names in the place of the reactor's resolver."""

    def __init__(self, reactor: Reactor) -> None:
        self._reactor = reactor
        self._before = reactor.reactor.nameResolver

    def use(self, names: Mapping[str, Sequence[Sequence[str]]]) -> ScriptedResolver:
        """Resolve ``names`` from now on."""
        resolver = ScriptedResolver(names)
        self._reactor.call(lambda: self._reactor.reactor.installNameResolver(resolver))
        return resolver

    def restore(self) -> None:
        """Resolve as before."""
        self._reactor.call(lambda: self._reactor.reactor.installNameResolver(self._before))


@pytest.fixture
def names(reactor: Reactor) -> Iterator[Names]:
    """Scripted names for one test."""
    scripted = Names(reactor)
    yield scripted
    scripted.restore()


@pytest.fixture
def public_seven(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let 127.0.0.7 pass for a public address, so that a redirect can start somewhere."""
    monkeypatch.setattr(guard, "is_public", lambda address: address == "127.0.0.7")


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "100.100.100.200",
        "127.0.0.1",
        "127.255.255.254",
        "168.63.129.16",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.192",
        "192.0.2.1",
        "192.168.0.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "",
        "clinic.example",
    ],
)
def test_addresses_that_are_not_public(address: str) -> None:
    """Every special purpose of the IANA registries, and what is no address at all."""
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "1.1.1.1",
        "8.8.8.8",
        "172.15.0.1",
        "172.32.0.1",
        "192.0.1.1",
        "223.255.255.255",
        "2001:4860:4860::8888",
        "2606:4700::1111",
        "2a00:1450:4001::1",
    ],
)
def test_addresses_that_are_public(address: str) -> None:
    """The neighbours of refused blocks pass."""
    assert is_public(address)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "2130706433",
        "0x7f000001",
        "0x7f.0.0.1",
        "0177.0.0.1",
        "127.1",
        "localhost",
        "LOCALHOST",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[0:0:0:0:0:ffff:7f00:1]",
        "0.0.0.0",
        "0",
        "user:secret@127.0.0.1",
    ],
)
def test_loopback_is_refused_in_every_notation(reactor: Reactor, server: LoopbackServer, host: str) -> None:
    """Not even a connection is made, for the page or for robots.txt."""
    url = server.url("/a", host)
    outcome = reactor.crawl([url], MONITOR_ALLOW_PRIVATE_ADDRESSES=False)
    assert list(outcome.failures.values()) == ["private_address"]
    assert server.requests == []


def test_metadata_hosts_are_refused(reactor: Reactor) -> None:
    """The address at which clouds hand out secrets."""
    url = "http://169.254.169.254/latest/meta-data/"
    assert reactor.crawl([url], MONITOR_ALLOW_PRIVATE_ADDRESSES=False).failures == {url: "private_address"}


@pytest.mark.parametrize("host", ["clinic.example", "clinic.example.", "a_b.example", "xn--zca.example"])
def test_a_public_name_for_a_private_address_is_refused(
    reactor: Reactor, server: LoopbackServer, names: Names, host: str
) -> None:
    """What counts is the address behind the name, and nobody tries again."""
    resolver = names.use({host: [["127.0.0.1"]]})
    url = server.url("/a", host)
    assert reactor.crawl([url], MONITOR_ALLOW_PRIVATE_ADDRESSES=False).failures == {url: "private_address"}
    assert len(resolver.asked) == 1
    assert server.requests == []


def test_an_international_name_for_a_private_address_is_refused(
    reactor: Reactor, server: LoopbackServer, names: Names
) -> None:
    """The resolver is given the name as DNS knows it."""
    names.use({"xn--klinik-glck-1hb.example": [["10.0.0.1"]]})
    outcome = reactor.crawl(
        [server.url("/a", "klinik-gl\u00fcck.example")], MONITOR_ALLOW_PRIVATE_ADDRESSES=False
    )
    assert list(outcome.failures.values()) == ["private_address"]


def test_the_checked_address_is_the_connected_one(reactor: Reactor, names: Names, public_seven: None) -> None:
    """A name that is public at the check and private a moment later still meets the public address."""
    with LoopbackServer("127.0.0.7") as good, LoopbackServer("127.0.0.8", port=good.port) as evil:
        good.pages["/a"] = Reply("good")
        resolver = names.use({"clinic.example": [["127.0.0.7"], ["127.0.0.8"]]})
        outcome = reactor.crawl([good.url("/a", "clinic.example")], MONITOR_ALLOW_PRIVATE_ADDRESSES=False)
    assert outcome.bodies == [b"good"]
    assert resolver.asked == ["clinic.example"]  # robots.txt and the page share the connection
    assert evil.requests == []


def test_of_several_addresses_only_the_public_ones_are_used(
    reactor: Reactor, names: Names, public_seven: None
) -> None:
    """Whatever their order."""
    with LoopbackServer("127.0.0.7") as good, LoopbackServer("127.0.0.8", port=good.port) as evil:
        names.use({"clinic.example": [["::1", "127.0.0.8", "127.0.0.7"]]})
        outcome = reactor.crawl([good.url("/a", "clinic.example")], MONITOR_ALLOW_PRIVATE_ADDRESSES=False)
    assert outcome.statuses == [404]
    assert evil.requests == []


@pytest.mark.parametrize("via", ["/a", "/robots.txt", "/sitemap.xml"])
def test_redirects_to_private_addresses_are_refused(
    reactor: Reactor, names: Names, public_seven: None, via: str
) -> None:
    """Each hop is checked, that of robots.txt too."""
    with LoopbackServer("127.0.0.7") as good, LoopbackServer("127.0.0.8") as evil:
        names.use({})
        good.pages[via] = redirect(evil.url("/secret"))
        url = good.url(via if via != "/robots.txt" else "/a")
        outcome = reactor.crawl([url], MONITOR_ALLOW_PRIVATE_ADDRESSES=False)
    assert outcome.failures == {url: "private_address"}
    assert evil.requests == []


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://127.0.0.1/a", "data:text/plain,a", "s3://bucket/a", "gopher://h/"]
)
def test_only_http_and_https_are_spoken(reactor: Reactor, url: str) -> None:
    """Other schemes have no handler, whether private addresses are allowed or not."""
    assert list(reactor.crawl([url]).failures.values()) == ["bad_address"]


def test_a_redirect_to_a_file_is_not_followed(reactor: Reactor, server: LoopbackServer) -> None:
    """The redirect itself is the answer."""
    server.pages["/a"] = redirect("file:///etc/passwd")
    assert reactor.crawl([server.url("/a")]).statuses == [301]


@pytest.mark.parametrize("host", ["a" * 64 + ".example", "a..example", "."])
def test_impossible_host_names_are_named(reactor: Reactor, host: str) -> None:
    """They fail like any other bad address, without a traceback."""
    outcome = reactor.crawl([f"http://{host}/a"], MONITOR_ALLOW_PRIVATE_ADDRESSES=False)
    assert set(outcome.failures.values()) <= {"bad_address", "dns"}
    assert len(outcome.failures) == 1


def test_an_unknown_name_is_a_dns_failure(reactor: Reactor, names: Names) -> None:
    """Not mistaken for a refusal."""
    names.use({})
    url = "http://clinic.example/a"
    assert reactor.crawl([url], MONITOR_ALLOW_PRIVATE_ADDRESSES=False).failures == {url: "dns"}


def test_a_proxy_of_the_environment_is_not_used(
    reactor: Reactor, server: LoopbackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy would resolve names behind the guard's back."""
    with LoopbackServer("127.0.0.9") as proxy:
        monkeypatch.setenv("http_proxy", proxy.url())
        assert reactor.crawl([server.url("/a")]).statuses == [404]
    assert proxy.requests == []


def test_the_reactor_gets_its_resolver_back(reactor: Reactor, names: Names) -> None:
    """After the crawl the process resolves as before."""
    resolver = names.use({})
    reactor.crawl(["http://clinic.example/"], MONITOR_ALLOW_PRIVATE_ADDRESSES=False)
    assert reactor.reactor.nameResolver is resolver


def test_the_guard_stands_in_front_of_a_resolver_installed_later(reactor: Reactor, names: Names) -> None:
    """Scrapy may install its resolver after the middlewares are built; the next request notices."""
    middleware = guard.GuardMiddleware(allow_private=False)
    request = Request("http://clinic.example/")

    def place() -> list[Any]:
        placed = []
        for _ in range(2):
            reactor.reactor.installNameResolver(ScriptedResolver({}))
            middleware.process_request(request)
            placed.append(reactor.reactor.nameResolver)
        return placed

    first, second = reactor.call(place)
    assert first is not second
    assert isinstance(first, GuardedResolver)
    assert isinstance(second, GuardedResolver)

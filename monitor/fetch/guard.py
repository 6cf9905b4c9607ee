"""The address guard: nothing but public addresses, unless the workspace allows private ones.

The check stands where names become addresses: a resolver in front of the one that Scrapy installed lets
public addresses through and drops the rest. The connection is made to exactly the addresses that passed,
without a second look-up, so a name that changes its address in between gains nothing. Every request goes
this way: pages, redirects, robots.txt, sitemaps, and numbers in any notation that the system understands.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any, Protocol, Self, cast

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError
from scrapy.utils.httpobj import urlparse_cached

from monitor.fetch.failures import FetchError

# The IANA registries of special-purpose addresses, written out: ``ipaddress.is_global`` changes its mind
# between patch releases of Python.
_REFUSED_V4 = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",  # this network
            "10.0.0.0/8",  # private
            "100.64.0.0/10",  # carrier-grade NAT; some clouds keep metadata here
            "127.0.0.0/8",  # loopback
            "168.63.129.16/32",  # a public number that is a cloud's metadata host
            "169.254.0.0/16",  # link-local, metadata
            "172.16.0.0/12",  # private
            "192.0.0.0/24",  # protocol assignments, metadata
            "192.0.2.0/24",  # documentation
            "192.88.99.0/24",  # 6to4 relays
            "192.168.0.0/16",  # private
            "198.18.0.0/15",  # benchmarks
            "198.51.100.0/24",  # documentation
            "203.0.113.0/24",  # documentation
            "224.0.0.0/4",  # multicast
            "240.0.0.0/4",  # reserved, broadcast
        ),
    )
)
# Of IPv6 only global unicast is public at all. That leaves out loopback, link-local, unique local,
# multicast, IPv4-mapped and NAT64 addresses.
_GLOBAL_V6 = IPv6Network("2000::/3")
_REFUSED_V6 = tuple(
    map(
        IPv6Network,
        (
            "2001::/23",  # protocol assignments, among them Teredo, which wraps IPv4 addresses
            "2001:db8::/32",  # documentation
            "2002::/16",  # 6to4, which wraps IPv4 addresses
            "3fff::/20",  # documentation
        ),
    )
)


def is_public(address: str) -> bool:
    """Tell whether a numeric address belongs to the public internet; False for what is no address."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, IPv4Address):
        return not any(parsed in network for network in _REFUSED_V4)
    return _is_public_v6(parsed)


def _is_public_v6(address: IPv6Address) -> bool:
    return address in _GLOBAL_V6 and not any(address in network for network in _REFUSED_V6)


# Twisted describes these three as zope interfaces, which type checkers cannot read.
class _Receiver(Protocol):
    def resolutionBegan(self, resolution: Any) -> None: ...
    def addressResolved(self, address: Any) -> None: ...
    def resolutionComplete(self) -> None: ...


class _Resolver(Protocol):
    def resolveHostName(
        self,
        resolutionReceiver: _Receiver,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Any = None,
        transportSemantics: str = "TCP",
    ) -> Any: ...


class _Reactor(Protocol):
    nameResolver: _Resolver

    def installNameResolver(self, resolver: _Resolver) -> _Resolver: ...


class _Sieve:
    """Passes public addresses on to the receiver behind it.

    Args:
        receiver: who asked for the addresses.
        host: the name that is being resolved.
        refused: gains the host, with its address, if nothing was left.
    """

    def __init__(self, receiver: _Receiver, host: str, refused: dict[str, str]) -> None:
        self._receiver = receiver
        self._host = host
        self._refused = refused
        self._dropped = ""
        self._passed = False

    def resolutionBegan(self, resolution: Any) -> None:
        """Pass on that the resolution began."""
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:
        """Pass a public address on, keep back any other."""
        number: str = getattr(address, "host", "")
        if is_public(number):
            self._passed = True
            self._receiver.addressResolved(address)
        else:
            self._dropped = number

    def resolutionComplete(self) -> None:
        """Note the outcome, then pass it on."""
        if self._dropped and not self._passed:
            self._refused[self._host.lower()] = self._dropped
        self._receiver.resolutionComplete()


class GuardedResolver:
    """A resolver that yields public addresses only.

    Args:
        inner: the resolver that does the work.

    Attributes:
        inner: the same.
        refused: host names that had no public address, with one of the others.
        crawls: how many running crawls rely on it; several in one process share it.
    """

    def __init__(self, inner: _Resolver) -> None:
        self.inner = inner
        self.refused: dict[str, str] = {}
        self.crawls = 0

    def resolveHostName(
        self,
        resolutionReceiver: _Receiver,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Any = None,
        transportSemantics: str = "TCP",
    ) -> Any:
        """Resolve as Twisted's IHostnameResolver says."""
        sieve = _Sieve(resolutionReceiver, hostName, self.refused)
        return self.inner.resolveHostName(sieve, hostName, portNumber, addressTypes, transportSemantics)


class GuardMiddleware:
    """Puts the guarded resolver into place and names its refusals.

    Args:
        allow_private: True switches the guard off (MONITOR_ALLOW_PRIVATE_ADDRESSES).
    """

    def __init__(self, allow_private: bool) -> None:
        self._allow_private = allow_private
        self._resolver: GuardedResolver | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read the setting and take the resolver away again when the crawl ends."""
        middleware = cls(crawler.settings.getbool("MONITOR_ALLOW_PRIVATE_ADDRESSES"))
        crawler.signals.connect(middleware.spider_closed, signals.spider_closed)
        return middleware

    def process_request(self, request: Request) -> None:
        """Make sure of the guard, and refuse hosts that a resolver would choke on or never see.

        Raises:
            FetchError: ``bad_address`` for an impossible name; ``private_address`` for a literal IPv6
                address, which the default resolver does not know.
        """
        host = urlparse_cached(request).hostname or ""
        if ":" not in host and not _is_possible(host):
            raise FetchError("bad_address", host[:80])
        if self._allow_private:
            return
        self._stand_in_front()
        if ":" in host and not is_public(host):
            raise FetchError("private_address", host)

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Name a failed look-up that was a refusal, before anybody tries it again.

        Raises:
            FetchError: ``private_address``; ``bad_address`` for what Twisted cannot ask for.
        """
        host = urlparse_cached(request).hostname or ""
        if isinstance(exception, CannotResolveHostError):
            refused = self._resolver.refused.get(host) if self._resolver is not None else None
            if refused:
                raise FetchError("private_address", f"{host} is {refused}") from exception
        elif isinstance(exception, ValueError):
            raise FetchError("bad_address", f"{host[:80]}: {exception}") from exception

    def spider_closed(self) -> None:
        """Leave the reactor as it was, unless another crawl still needs the guard."""
        if self._resolver is None:
            return
        self._resolver.crawls -= 1
        reactor = _reactor()
        if self._resolver.crawls == 0 and reactor.nameResolver is self._resolver:
            reactor.installNameResolver(self._resolver.inner)

    def _stand_in_front(self) -> None:
        """Guard whatever resolver is in place now: Scrapy installs its own at its own time."""
        reactor = _reactor()
        current = reactor.nameResolver
        if self._resolver is not None and current is self._resolver:
            return
        if isinstance(current, GuardedResolver):
            self._resolver = current
        else:
            self._resolver = GuardedResolver(current)
            reactor.installNameResolver(self._resolver)
        self._resolver.crawls += 1


def _is_possible(host: str) -> bool:
    """Whether a host name has the lengths that DNS allows."""
    labels = host.removesuffix(".").split(".")
    return len(host) <= 254 and all(0 < len(label) < 64 for label in labels)


def _reactor() -> _Reactor:
    """Give the running reactor; importing it at the top would install the wrong one."""
    from twisted.internet import reactor

    return cast(_Reactor, reactor)

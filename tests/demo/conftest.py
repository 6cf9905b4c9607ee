"""The demo's clinics on loopback, and a small client that follows nothing by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from lxml import etree, html

from monitor.demo.server import DemoSite, DemoWorld
from monitor.demo.weeks import State

CLINICS = ("harrow-lake", "saltmarsh", "juniper-row", "quillstone", "north-orchard")


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()


def ask(url: str, method: str = "GET", **headers: str) -> Reply:
    """Send one request; underscores in header names become hyphens."""
    parts = urlsplit(url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    return ask_at(parts.netloc, target, method, {k.replace("_", "-"): v for k, v in headers.items()})


def ask_at(place: str, target: str, method: str = "GET", headers: Mapping[str, str] | None = None) -> Reply:
    """Send one request with a target exactly as given."""
    connection = HTTPConnection(place, timeout=10)
    try:
        connection.putrequest(method, target, skip_host=True)  # http.client would read odd targets itself
        for name, value in {"Host": place, **(headers or {})}.items():
            connection.putheader(name, value)
        connection.endheaders()
        response = connection.getresponse()
        named = {name.lower(): value for name, value in response.getheaders()}
        return Reply(response.status, named, response.read())
    finally:
        connection.close()


def state_of(site: DemoSite) -> State:
    """The clinic as it stands."""
    return site.weeks[site.week]


def posts_of(site: DemoSite) -> set[str]:
    """Addresses of the blog's public articles."""
    return {site.url_of(post.slug, site.week) for post in state_of(site).posts}


def locations(reply: Reply) -> list[str]:
    """The addresses in a sitemap."""
    return [str(node.text) for node in etree.fromstring(reply.body).iter("{*}loc")]


def links(reply: Reply, selector: str) -> list[str]:
    """Addresses of the links that a selector finds."""
    return [str(link.get("href")) for link in html.fromstring(reply.body).cssselect(selector)]


@pytest.fixture(scope="module")
def running() -> Iterator[DemoWorld]:
    """One world for a module."""
    with DemoWorld() as world:
        yield world


@pytest.fixture
def world(running: DemoWorld) -> DemoWorld:
    """The world in its first week."""
    running.week = 1
    return running

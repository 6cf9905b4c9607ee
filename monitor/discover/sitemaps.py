"""Sitemaps: lists of addresses and indexes of further sitemaps, and what their names say they hold."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from lxml import etree  # type: ignore[import-untyped]  # the library ships no types

from monitor.discover import addresses, dates
from monitor.errors import SourceError
from monitor.records import Entry

MOST_ENTRIES = 50_000
"""Addresses taken from one sitemap: the bound of the protocol itself."""

Holds = Literal["posts", "mixed", "pages", "archives"]

_PREFIX = re.compile(r"^wp-sitemap-posts-")
_WORD = re.compile(r"[a-z]+")
_ARCHIVES = frozenset({
    "category", "categories", "tag", "tags", "author", "authors", "user", "users", "taxonomies", "taxonomy",
    "tax", "archive", "archives", "hashtags", "topic", "topics", "collections", "members", "profiles",
    "image", "images", "video", "videos",
})  # fmt: skip
_PAGES = frozenset({
    "page", "pages", "product", "products", "store", "misc", "event", "events", "team", "staff", "location",
    "locations", "service", "services", "testimonial", "testimonials",
})  # fmt: skip
_POSTS = frozenset({
    "post", "posts", "blog", "blogs", "article", "articles", "news", "insights", "stories",
})  # fmt: skip
_CLOSING = re.compile(rb"</(?:[A-Za-z0-9_.-]{1,40}:)?(?:urlset|sitemapindex)\s*>")


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What one sitemap says.

    Attributes:
        entries: the pages it lists, whatever they are.
        children: cleaned addresses of further sitemaps.
        whole: whether it was read to its end, none left out.
    """

    entries: tuple[Entry, ...]
    children: tuple[str, ...]
    whole: bool


def read(body: bytes, url: str) -> Sitemap:
    """Read a sitemap or a sitemap index, also a damaged one as far as it goes.

    Entities are not expanded and nothing is loaded.

    Args:
        body: unpacked.
        url: of the sitemap.

    Raises:
        SourceError: ``not_a_sitemap``.
    """
    entries: list[Entry] = []
    children: list[str] = []
    full = False
    try:
        for element in _elements(body):
            if len(entries) + len(children) >= MOST_ENTRIES:
                full = True
                break
            name, said = element
            address = addresses.clean(said.get("loc", ""), url)
            if address is not None and name == "sitemap":
                children.append(address)
            elif address is not None:
                entries.append(Entry(address, dates.parse(said.get("lastmod"))))
    except etree.XMLSyntaxError as error:
        raise SourceError("not_a_sitemap", str(error)[:200]) from error
    # A broken document is read as far as it goes; only the closing tag shows that nothing was cut off.
    whole = not full and _CLOSING.search(body[-1_000:]) is not None
    return Sitemap(tuple(entries), tuple(dict.fromkeys(children)), whole)


def _elements(body: bytes) -> Iterator[tuple[str, dict[str, str]]]:
    """Give each ``url`` and ``sitemap`` element as its name and the texts of its direct children.

    Direct children only: an image of a page has a ``loc`` of its own one level further down.
    """
    parsing = etree.iterparse(
        io.BytesIO(body),
        events=("end",),
        tag=("{*}url", "{*}sitemap"),
        recover=True,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    for _, element in parsing:
        # Not etree.QName: it refuses names that a damaged document may well have.
        said = {_local(child): child.text or "" for child in element if isinstance(child.tag, str)}
        yield _local(element), said
        element.clear()


def _local(element: etree._Element) -> str:
    name: str = element.tag
    return name.rpartition("}")[2]


def holds(url: str) -> Holds:
    """Tell from a sitemap's name what it holds: the names are fixed by the content systems.

    ``mixed`` where the name does not say.
    """
    name = (addresses.segments(url) or ("",))[-1]
    words = frozenset(_WORD.findall(_PREFIX.sub("", name)))
    if words & _ARCHIVES:
        return "archives"
    if words & _PAGES:
        return "pages"
    return "posts" if words & _POSTS else "mixed"

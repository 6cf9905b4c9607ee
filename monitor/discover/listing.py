"""Listings: the index of a blog as a web page, its article links and the way to its next page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from monitor.discover import addresses, articles
from monitor.discover.markup import Page

_NEXT_TEXTS = frozenset(
    (
        "next", "next page", "next posts", "older", "older posts", "older entries", "older articles",
        "load more", "load more posts", "more posts", "show more", "view more", "see more",
    )
)  # fmt: skip
_ARROWS = "»›→>«‹←< \u00a0."
_FORWARD_ARROWS = frozenset(("»", "›", "→", ">", ">>"))


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a listing.

    Attributes:
        articles: cleaned addresses that look like articles, in the order of the page.
        next: the address of the next page; None on the last one, or where scripts would load more.
    """

    articles: tuple[str, ...]
    next: str | None


def read(page: Page, url: str, start: str, include: Sequence[str]) -> Listing:
    """Read one page of a listing.

    Where links lead below the listing or a blog directory, those are the articles; else those that
    stand in articles or headings.

    Args:
        page: as ``markup`` read it.
        url: its cleaned address.
        start: the cleaned address of the listing's first page.
        include: the clinic's patterns; where given, they alone say what is an article.
    """
    base = urljoin(url, page.base) if page.base and addresses.clean(page.base, url) else url
    links: dict[str, bool] = {}
    for anchor in page.anchors:
        address = addresses.clean(anchor.href, base)
        if address and addresses.same_site(address, start):
            links[address] = links.get(address, False) or anchor.marked
    return Listing(_articles(links, start, include), _next(page, base, url, start))


def _articles(links: dict[str, bool], start: str, include: Sequence[str]) -> tuple[str, ...]:
    possible = [
        link for link in links if not articles.never(link) and addresses.key(link) != addresses.key(start)
    ]
    if include:
        return tuple(link for link in possible if articles.matches(link, include))
    path = articles.blog_path(start)
    below = [
        link
        for link in possible
        if (articles.under(link, (path,) if path else ()) or articles.under_blog(link))
        and not articles.blog_index(link)
    ]
    return tuple(below or (link for link in possible if links[link] and not articles.plain_page(link)))


def _next(page: Page, base: str, url: str, start: str) -> str | None:
    """The next page by what the page says (rel, then text), else by the number that follows."""
    related = [link.href for link in page.links if "next" in link.rel]
    related += [anchor.href for anchor in page.anchors if "next" in anchor.rel]
    for address in _elsewhere(related, base, url, start):
        return address
    numbered = [
        address
        for address in _elsewhere((anchor.href for anchor in page.anchors), base, url, start)
        if articles.further_page(address)
    ]
    said = [anchor.href for anchor in page.anchors if _says_next(anchor.text)]
    for address in _elsewhere(said, base, url, start):
        if address in numbered:
            return address
    wanted = (articles.page_number(url) or 1) + 1
    return next((address for address in numbered if articles.page_number(address) == wanted), None)


def _elsewhere(hrefs: Iterable[str], base: str, url: str, start: str) -> Iterator[str]:
    """Those of some links that lead to the listing or below it, but not to the page itself."""
    path = urlsplit(start).path.rstrip("/").lower()
    for href in hrefs:
        address = addresses.clean(href, base)
        if (
            not address
            or not addresses.same_site(address, start)
            or addresses.key(address) == addresses.key(url)
        ):
            continue
        other = urlsplit(address).path.rstrip("/").lower()
        if other == path or other.startswith(path + "/"):
            yield address


def _says_next(text: str) -> bool:
    return text in _FORWARD_ARROWS or text.lower().strip(_ARROWS) in _NEXT_TEXTS

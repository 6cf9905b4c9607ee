"""From everything the sources list to the articles of a clinic, with the best claim of their dates.

Without patterns of the operator, an address is an article

1. if a feed, the WordPress API, a sitemap of posts or a listing lists it; or
2. if a sitemap lists it below the blog: the path of the clinic's start address, a directory in which at
   least half of the articles of (1) lie, or one with a usual name (``/blog/``, ``/post/``, ``/2024/05/``); or
3. where nothing of that tells, if a sitemap lists it and it is not plainly a page of another kind.

Step 3 is not taken when a source that would tell gave no answer today: its silence must not turn pages
into articles.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from monitor.discover import addresses, articles
from monitor.records import Entry

if TYPE_CHECKING:
    from monitor.config import Clinic

Origin = Literal["wordpress", "posts", "sitemap", "feed", "listing"]

# Whose claims go first; a sitemap of posts is as good as any sitemap.
_RANKS: dict[Origin, int] = {"wordpress": 0, "posts": 1, "sitemap": 1, "feed": 2, "listing": 3}
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry and the kind of source that lists it; ``posts`` is a sitemap that holds nothing else."""

    entry: Entry
    origin: Origin


@dataclass(frozen=True, slots=True)
class Selection:
    """The articles of a clinic.

    Attributes:
        entries: the newest claim first, undated ones last, then by address.
        told: whether a source that lists all articles, and not only new ones, told them from pages.
        cut: whether there were more than the clinic's ``max_pages``.
    """

    entries: tuple[Entry, ...]
    told: bool
    cut: bool


def select(clinic: Clinic, listed: Sequence[Listed], silent: bool) -> Selection:
    """Choose the articles.

    Args:
        listed: from all sources, in any order: the result does not depend on it.
        silent: whether a source that could tell articles from pages gave no answer.
    """
    by_hand = _named(clinic)
    possible = [
        item
        for item in listed
        if _wanted(clinic, item.entry.url) and addresses.key(item.entry.url) not in by_hand
    ]
    if clinic.include:
        chosen = possible
        told = any(item.origin != "feed" for item in chosen)
    else:
        chosen, told = _tell(clinic, possible, silent)
    entries = _merge(chosen)
    return Selection(tuple(entries[: clinic.max_pages]), told, len(entries) > clinic.max_pages)


def _wanted(clinic: Clinic, url: str) -> bool:
    """What holds whoever lists it: the clinic's site and its patterns."""
    return addresses.same_site(url, clinic.url) and not articles.never(url) and is_allowed(clinic, url)


def is_allowed(clinic: Clinic, url: str) -> bool:
    """Whether the watch list's ``include`` and ``exclude`` let an address be an article."""
    if articles.matches(url, clinic.exclude):
        return False
    return not clinic.include or articles.matches(url, clinic.include)


def _named(clinic: Clinic) -> frozenset[str]:
    """Keys of the start address and of the pages that are watched by hand, which are no articles."""
    cleaned = (addresses.clean(url) for url in (clinic.url, *clinic.pages))
    return frozenset(addresses.key(url) for url in cleaned if url)


def _tell(clinic: Clinic, possible: Sequence[Listed], silent: bool) -> tuple[list[Listed], bool]:
    possible = [item for item in possible if not articles.blog_index(item.entry.url)]
    sure = [item for item in possible if item.origin != "sitemap"]
    unsure = [item for item in possible if item.origin == "sitemap"]
    shared = articles.shared_directories(item.entry.url for item in sure)
    below = [item for item in unsure if _below(item.entry.url, shared - {""}, articles.blog_path(clinic.url))]
    # Articles in the root cannot be told from pages, whatever else lies below some blog.
    in_root = "" in shared
    told = any(item.origin != "feed" for item in sure) or (bool(below) and not in_root)
    chosen = [item for item in sure + below if not articles.is_one_of(item.entry.url, shared)]
    if not told and not silent and (in_root or not sure):
        chosen += [item for item in unsure if _perhaps(item.entry.url, in_root)]
    return chosen, told


def _below(url: str, shared: Iterable[str], start: str) -> bool:
    if articles.under(url, shared) or articles.under_blog(url):
        return True
    # The start address may be the home page of a language or a place: not all below it is a blog.
    return (
        bool(start)
        and articles.under(url, (start,))
        and (articles.names_blog(start) or not articles.plain_page(url))
    )


def _perhaps(url: str, in_root: bool) -> bool:
    return not articles.plain_page(url) and not (in_root and articles.directory(url))


def _merge(chosen: Iterable[Listed]) -> list[Entry]:
    groups: dict[str, list[Listed]] = {}
    for item in chosen:
        groups.setdefault(addresses.key(item.entry.url), []).append(item)
    entries = sorted((_best(group) for group in groups.values()), key=lambda entry: entry.url)
    return sorted(
        entries, key=lambda entry: entry.modified_at or entry.published_at or _LONG_AGO, reverse=True
    )


def _best(group: list[Listed]) -> Entry:
    """One page as its best source spells and dates it; of equals https, then the first by the alphabet."""
    ranked = sorted(group, key=_order)
    url = ranked[0].entry.url
    modified = next((item.entry.modified_at for item in ranked if item.entry.modified_at), None)
    published = next((item.entry.published_at for item in ranked if item.entry.published_at), None)
    return Entry(url, modified, published)


def _order(item: Listed) -> tuple[int, bool, str, float, float]:
    """Rank, address, then the latest change and the earliest publication."""
    entry = item.entry
    modified = -entry.modified_at.timestamp() if entry.modified_at else 0.0
    published = entry.published_at.timestamp() if entry.published_at else 0.0
    return _RANKS[item.origin], entry.url.startswith("http:"), entry.url, modified, published

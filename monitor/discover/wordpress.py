"""The WordPress REST API: every published post with its dates, 100 to a page."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from monitor.discover import addresses, dates
from monitor.discover.formats import load_json
from monitor.errors import SourceError
from monitor.records import Entry

PER_PAGE = 100
"""Posts on one page of the answer, the most that WordPress allows."""

_FIELDS = "_fields=link,slug,modified_gmt,date_gmt,status"


@dataclass(frozen=True, slots=True)
class Posts:
    """One page of the answer.

    Attributes:
        entries: the published posts on it.
        last: whether no further page follows: it holds fewer posts than were asked for.
    """

    entries: tuple[Entry, ...]
    last: bool


def endpoint(api: str) -> str | None:
    """Give the cleaned address of the list of posts.

    Args:
        api: root of the API, as the page announces it, in the pretty (``/wp-json/``) or the plain form
            (``/index.php?rest_route=/``).
    """
    root = addresses.clean(api)
    return addresses.clean(root.rstrip("/") + "/wp/v2/posts") if root else None


def page_address(listed_at: str, number: int) -> str:
    """Give the address of one page of the list, newest posts first, only the fields that are read.

    Args:
        listed_at: what ``endpoint`` gave.
        number: from 1.
    """
    joint = "&" if urlsplit(listed_at).query else "?"
    return f"{listed_at}{joint}{_FIELDS}&page={number}&per_page={PER_PAGE}"


def read(body: bytes, url: str) -> Posts:
    """Read one page of the answer.

    Raises:
        SourceError: ``not_json``; ``api_refused`` where the site closed it; ``not_posts`` for other shapes.
    """
    answer = load_json(body)
    if isinstance(answer, dict) and "code" in answer:
        raise SourceError("api_refused", str(answer["code"])[:100])
    if not isinstance(answer, list):
        raise SourceError("not_posts", type(answer).__name__)
    posts = [item for item in answer if isinstance(item, dict)]
    if answer and not any(isinstance(post.get("link"), str) for post in posts):
        raise SourceError("not_posts", "no links")
    entries = (_entry(post, url) for post in posts[:PER_PAGE])
    return Posts(tuple(entry for entry in entries if entry), len(answer) < PER_PAGE)


def _entry(post: dict[str, object], base: str) -> Entry | None:
    link = post.get("link")
    url = addresses.clean(link, base) if isinstance(link, str) else None
    # An API that is asked as a visitor gives published posts only, unless a plugin adds to it.
    if url is None or post.get("status", "publish") != "publish":
        return None
    return Entry(url, dates.parse(post.get("modified_gmt")), dates.parse(post.get("date_gmt")))

"""From statements and headings to the metadata of a page; nothing is guessed from running text.

trafilatura's own metadata reader is not used: it looks for dates in the text, takes as long as the
extraction itself, and a guess that flips would be reported as an edit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import urljoin, urlsplit

from monitor.extract.normal import normal_form
from monitor.extract.statements import Statements, short
from monitor.extract.tree import Element
from monitor.extract.wording import word_set
from monitor.records import Metadata

_SEPARATOR = re.compile(r"\s+(?:[|–—\-·•:»~]|::)\s+|\s*\|\s*")
_PUBLISHED = word_set("published entry-date datepublished date-published post-date")
_MODIFIED = word_set("updated modified datemodified date-modified")


def read_metadata(
    root: Element, stated: Statements, url: str, furniture: Callable[[Element], bool]
) -> Metadata:
    """Choose the metadata of a page.

    Args:
        root: the tree after ignored elements were dropped.
        url: address of the page; relative canonical addresses are completed with it.
        furniture: tells whether an element stands in a navigation, comment or similar part.
    """
    h1 = _h1(root, furniture)
    linked = stated.linked
    # og:title first: it is written for the article, while <title> is often the template's sentence.
    title = stated.first("og:title", "twitter:title") or linked.headline or stated.title or h1
    published, modified = _times(root, furniture)
    return Metadata(
        title=_without_site(title, _site_names(stated, url)),
        h1=h1,
        description=stated.first("description", "og:description") or linked.description,
        # article:author is an address on most sites; JSON-LD and meta name the person.
        author=linked.author or stated.first("author") or _linked_text(root, "author", furniture),
        published_at=stated.first("article:published_time", "datepublished") or linked.published or published,
        modified_at=stated.first("article:modified_time", "datemodified", "og:updated_time")
        or linked.modified
        or modified,
        categories=_categories(root, stated, furniture),
        canonical=_absolute(stated.canonical, url),
        language=stated.language or stated.first("og:locale"),
    )


def _h1(root: Element, furniture: Callable[[Element], bool]) -> str:
    """Return the first main heading of the article, else of the page: many a logo is an h1, too."""
    headings = [(h, text) for h in root.iter("h1") if (text := short("".join(h.itertext())))]
    for heading, text in headings:
        inside = next(heading.iterancestors("article", "main"), None) is not None
        if inside and not furniture(heading):
            return text
    return headings[0][1] if headings else ""


def _site_names(stated: Statements, url: str) -> set[str]:
    host = urlsplit(url).hostname or ""
    labels = host.removeprefix("www.").split(".")
    # The name in the host: "bluffcreek" of bluffcreek.com, and of blog.bluffcreek.com.
    hosts = labels[:-1] if len(labels) < 3 else labels[-3:-1]
    names = (*stated.every("og:site_name"), *stated.every("application-name"), stated.linked.site, *hosts)
    return {bare for name in names if len(bare := _bare(name)) > 2}


def _bare(name: str) -> str:
    return "".join(c for c in normal_form(name).casefold() if c.isalnum())


def _without_site(title: str, sites: set[str]) -> str:
    """Take the site's name off the end or the beginning of a title, where a separator sets it apart."""
    while (found := list(_SEPARATOR.finditer(title))) and len(found) < 50:
        head, tail = title[: found[-1].start()].strip(), title[found[-1].end() :]
        if _bare(tail) in sites and head:
            title = head
        elif _bare(title[: found[0].start()]) in sites and title[found[0].end() :].strip():
            title = title[found[0].end() :]
        else:
            break
    return title.strip(" |")


def _times(root: Element, furniture: Callable[[Element], bool]) -> tuple[str, str]:
    """Read the dates of ``<time>`` elements that are marked as the article's own."""
    published = modified = ""
    for element in root.iter("time"):
        stated = short(element.get("datetime", ""))[:80]
        words = set(f"{element.get('class', '')} {element.get('itemprop', '')}".lower().split())
        if not stated or furniture(element):
            continue
        if words & _MODIFIED and not modified:
            modified = stated
        # A theme marks an unchanged post's only date as both "published" and "updated".
        if (words & _PUBLISHED or "pubdate" in element.get("class", "")) and not published:
            published = stated
    return published, modified


def _by_relation(root: Element, relation: str, furniture: Callable[[Element], bool]) -> Iterator[str]:
    for link in root.iter("a"):
        if relation in link.get("rel", "").lower().split():
            text = short("".join(link.itertext()))
            if text and not furniture(link):
                yield text


def _linked_text(root: Element, relation: str, furniture: Callable[[Element], bool]) -> str:
    return next(_by_relation(root, relation, furniture), "")


def _categories(root: Element, stated: Statements, furniture: Callable[[Element], bool]) -> tuple[str, ...]:
    names = (
        *stated.every("article:section"),
        *stated.linked.sections,
        *_by_relation(root, "category", furniture),
    )
    return tuple(dict.fromkeys(names))[:20]


def _absolute(address: str, url: str) -> str:
    if not address:
        return ""
    try:
        joined = urljoin(url, address)
        return joined if urlsplit(joined).scheme in ("http", "https") else ""
    except ValueError:
        return ""

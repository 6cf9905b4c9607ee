"""What a page states about itself outside its text: title, meta elements, JSON-LD, canonical address.

Read once per page: the metadata is chosen from it, and the fingerprint covers all of it, so a change
that no visible text shows (a title, a description, a date) is never taken for "same".
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from monitor.extract.tree import Element, one_line
from monitor.extract.wording import word_set

MAX_VALUE = 2000  # characters kept of one statement
_MAX_SCRIPT = 300_000  # characters of one JSON-LD script that is read
_MAX_SCRIPTS = 20
_MAX_NODES = 5_000  # JSON-LD values looked at per page

_META_NAMES = word_set(
    "description author robots og:title og:description og:site_name og:locale og:updated_time",
    "twitter:title application-name article:published_time article:modified_time article:author",
    "article:section datepublished datemodified headline",
)
_ARTICLES = word_set(
    "Article BlogPosting NewsArticle MedicalScholarlyArticle ScholarlyArticle TechArticle Report",
    "AdvertiserContentArticle OpinionNewsArticle AnalysisNewsArticle SocialMediaPosting",
)
_PAGES = frozenset(("WebPage", "MedicalWebPage", "FAQPage", "AboutPage", "ItemPage", "ContactPage"))


@dataclass(frozen=True, slots=True)
class LinkedData:
    """What the JSON-LD of a page says about the article, or failing that about the page."""

    headline: str = ""
    description: str = ""
    author: str = ""
    published: str = ""
    modified: str = ""
    sections: tuple[str, ...] = ()
    site: str = ""


@dataclass(frozen=True, slots=True)
class Statements:
    """All statements of a page, as written, one line each.

    Attributes:
        meta: of the names that are read, in document order, ``name`` or ``property`` in small letters.
    """

    title: str = ""
    language: str = ""
    canonical: str = ""
    meta: tuple[tuple[str, str], ...] = ()
    times: tuple[str, ...] = ()
    linked: LinkedData = field(default_factory=LinkedData)

    def first(self, *names: str) -> str:
        """Return the first statement that is not empty, by order of names."""
        for name in names:
            for key, value in self.meta:
                if key == name and value:
                    return value
        return ""

    def every(self, name: str) -> tuple[str, ...]:
        """Return all statements of one name."""
        return tuple(value for key, value in self.meta if key == name and value)


def read_statements(root: Element) -> Statements:
    """Read the statements of a parsed page; scripts must still be in it."""
    title = root.find(".//head/title")
    canonical = (
        e.get("href", "") for e in root.iter("link") if "canonical" in e.get("rel", "").lower().split()
    )
    return Statements(
        title="" if title is None else short("".join(title.itertext())),
        language=short(root.get("lang", "") or root.get("xml:lang", ""))[:40],
        canonical=short(next(canonical, "")),
        meta=tuple(_meta(root)),
        times=tuple(short(e.get("datetime", ""))[:80] for e in root.iter("time")),
        linked=_linked_data(root),
    )


def short(value: object) -> str:
    """Return a statement as one line of bounded length; anything but a string is no statement."""
    return one_line(value[: 4 * MAX_VALUE])[:MAX_VALUE] if isinstance(value, str) else ""


def _meta(root: Element) -> Iterator[tuple[str, str]]:
    for element in root.iter("meta"):
        name = (
            (element.get("property", "") or element.get("name", "") or element.get("itemprop", ""))
            .strip()
            .lower()
        )
        if name in _META_NAMES:
            yield name, short(element.get("content", ""))


def _linked_data(root: Element) -> LinkedData:
    nodes = [node for node in _values(root) if isinstance(node, dict)]
    by_id = {node["@id"]: node for node in nodes if len(node) > 1 and isinstance(node.get("@id"), str)}
    about = next((n for kind in (_ARTICLES, _PAGES) for n in nodes if _types(n) & kind), {})
    publisher = about.get("publisher")
    return LinkedData(
        headline=short(about.get("headline") or (about.get("name") if _types(about) & _ARTICLES else "")),
        description=short(about.get("description")),
        author=short(", ".join(_names(about.get("author"), by_id))),
        published=short(about.get("datePublished"))[:80],
        modified=short(about.get("dateModified"))[:80],
        sections=tuple(_names(about.get("articleSection"), by_id)),
        site=next(
            iter([*_names([n for n in nodes if "WebSite" in _types(n)], by_id), *_names(publisher, by_id)]),
            "",
        ),
    )


def _values(root: Element) -> Iterator[Any]:
    """Iterate over all values of all JSON-LD scripts, outer before inner, in document order."""
    left = _MAX_NODES
    for script in list(root.iterfind(".//script[@type='application/ld+json']"))[:_MAX_SCRIPTS]:
        source = script.text or ""
        if len(source) > _MAX_SCRIPT:
            continue
        try:
            # strict=False: raw line breaks inside strings are common. Deep nesting ends in RecursionError.
            stack = [json.loads(source.strip().removesuffix("-->").removeprefix("<!--"), strict=False)]
        except (ValueError, RecursionError):
            continue
        while stack and left:
            left -= 1
            value = stack.pop()
            yield value
            if isinstance(value, dict):
                stack.extend(reversed(value.values()))
            elif isinstance(value, list):
                stack.extend(reversed(value))


def _types(node: dict[str, Any]) -> set[str]:
    kinds = node.get("@type")
    return {k for k in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(k, str)}


def _names(value: Any, by_id: dict[str, dict[str, Any]]) -> list[str]:
    """Read names out of a string, an object, a reference to an object, or a list of these."""
    names: list[str] = []
    for item in (value if isinstance(value, list) else [value])[:20]:
        if isinstance(item, dict):
            there = item if "name" in item else by_id.get(str(item.get("@id")), {})
            item = there.get("name")
        if (name := short(item)) and name not in names:
            names.append(name)
    return names

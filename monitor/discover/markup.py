"""What discovery needs of a web page: title, metas, link elements and anchors with where they stand.

A streaming tokenizer instead of a tree: its time grows with the length of the page and nothing else,
while tree builders take quadratic time on deep nesting or thousands of attributes, and discovery runs
where a hanging page would hang the crawl.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from w3lib.encoding import html_to_unicode

LARGEST = 3_000_000
"""Characters of a page that are looked at."""

MOST_ANCHORS = 5_000
"""Anchors, metas and link elements taken from one page, each."""

_LONGEST_TEXT = 300
_HEADINGS = frozenset(("h1", "h2", "h3", "h4"))
_ASIDES = frozenset(("nav", "footer", "aside"))
_CONTEXT = _HEADINGS | _ASIDES | {"article", "header"}


@dataclass(frozen=True, slots=True)
class LinkElement:
    """A ``link`` element of the head.

    Attributes:
        rel: its words in lower case.
        type: in lower case.
    """

    rel: frozenset[str]
    type: str
    href: str
    title: str


@dataclass(slots=True)
class Anchor:
    """A link of the page.

    Attributes:
        href: as written.
        text: white space collapsed, at most 300 characters; the ``aria-label`` where there is none.
        rel: its words in lower case.
        marked: whether it stands where articles are announced: in an ``article`` element or a heading
            (or has a heading inside), and not in a navigation, footer or aside.
    """

    href: str
    text: str
    rel: frozenset[str]
    marked: bool


@dataclass(slots=True)
class Page:
    """What one web page says of itself and where it leads.

    Attributes:
        base: of its ``base`` element, as written; empty if none.
        metas: content by name or property in lower case, the first of each.
        text: the decoded page itself, for looking up marks of content systems.
    """

    text: str
    title: str = ""
    base: str = ""
    metas: dict[str, str] = field(default_factory=dict)
    links: list[LinkElement] = field(default_factory=list)
    anchors: list[Anchor] = field(default_factory=list)


def read(body: bytes, content_type: str) -> Page:
    """Read a web page; whatever the bytes are, there is an answer.

    Args:
        content_type: the header as sent; its charset counts unless a byte order mark contradicts.
    """
    text = html_to_unicode(content_type or None, body)[1][:LARGEST]
    reader = _Reader(text)
    # "<![" begins what the tokenizer may refuse with an assertion, and means nothing in HTML.
    # Never closed: at the end of input the tokenizer would go over the rest again and again.
    reader.feed(text.replace("<![", "<! "))
    reader.finish_anchor()
    reader.page.title = squeeze(reader.page.title)
    return reader.page


def squeeze(text: str) -> str:
    """Collapse white space, drop what cannot be printed, and cut to 300 characters."""
    words = " ".join(text[: 10 * _LONGEST_TEXT].split())
    return "".join(letter for letter in words if letter.isprintable())[:_LONGEST_TEXT]


class _Reader(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page(text)
        self._open = dict.fromkeys(_CONTEXT, 0)
        self._anchor: Anchor | None = None
        self._label = ""
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in reversed(attrs)}
        self._in_title = tag == "title" and not self.page.title
        if tag in _CONTEXT:
            self._open[tag] += 1
            if self._anchor and tag in _HEADINGS:
                self._anchor.marked = not self._aside()
        elif tag == "a":
            self._begin_anchor(said)
        elif tag == "link" and len(self.page.links) < MOST_ANCHORS:
            rel = frozenset(said.get("rel", "").lower().split())
            link = LinkElement(rel, said.get("type", "").lower(), said.get("href", ""), said.get("title", ""))
            self.page.links.append(link)
        elif tag == "meta" and len(self.page.metas) < MOST_ANCHORS:
            name = (said.get("name") or said.get("property") or "").lower()
            self.page.metas.setdefault(name, squeeze(said.get("content", "")))
        elif tag == "base":
            self.page.base = self.page.base or said.get("href", "")

    def handle_endtag(self, tag: str) -> None:
        if tag in _CONTEXT:
            self._open[tag] = max(0, self._open[tag] - 1)
        elif tag == "a":
            self.finish_anchor()
        elif tag == "title":
            self._in_title = False

    def handle_data(self, data: str) -> None:
        if self._in_title and len(self.page.title) < _LONGEST_TEXT:
            self.page.title += data[:_LONGEST_TEXT]
        if self._anchor and len(self._anchor.text) < _LONGEST_TEXT:
            self._anchor.text += data[:_LONGEST_TEXT] + " "

    def finish_anchor(self) -> None:
        """Keep the anchor that is open, if one is."""
        if self._anchor:
            self._anchor.text = squeeze(self._anchor.text) or squeeze(self._label)
            self.page.anchors.append(self._anchor)
            self._anchor = None

    def _begin_anchor(self, said: dict[str, str]) -> None:
        self.finish_anchor()
        if said.get("href") and len(self.page.anchors) < MOST_ANCHORS:
            announced = self._open["article"] > 0 or any(self._open[tag] for tag in _HEADINGS)
            rel = frozenset(said.get("rel", "").lower().split())
            self._anchor = Anchor(said["href"], "", rel, announced and not self._aside())
            self._label = said.get("aria-label", "")

    def _aside(self) -> bool:
        # The header of an article holds its title; the header of the page holds the navigation.
        in_page_header = self._open["header"] > 0 and self._open["article"] == 0
        return in_page_header or any(self._open[tag] for tag in _ASIDES)

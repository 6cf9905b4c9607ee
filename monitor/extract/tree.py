"""Text in, element tree out: one parse for everything that is taken from a page.

lxml ships no types: it is imported here only, and the rest of the package sees the small protocol below.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Protocol

from cssselect import SelectorError
from lxml import etree, html  # type: ignore[import-untyped]  # no stubs exist for lxml 6
from lxml.cssselect import CSSSelector  # type: ignore[import-untyped]  # no stubs exist for lxml 6

from monitor.errors import ExtractionError
from monitor.extract.wording import word_set


class Element(Protocol):
    """The part of an lxml element that this package uses."""

    tag: str
    text: str | None
    tail: str | None

    def get(self, name: str, default: str = "") -> str:
        """Return an attribute."""

    def getparent(self) -> Element | None:
        """Return the element above."""

    def getnext(self) -> Element | None:
        """Return the element after, under the same parent."""

    def iter(self, *tags: str) -> Iterator[Element]:
        """Iterate over the element and what is below, in document order."""

    def iterancestors(self, *tags: str) -> Iterator[Element]:
        """Iterate upwards."""

    def itertext(self) -> Iterator[str]:
        """Iterate over the text below, in document order."""

    def find(self, path: str) -> Element | None:
        """Return the first match of a simple path."""

    def iterfind(self, path: str) -> Iterator[Element]:
        """Iterate over the matches of a simple path."""

    def drop_tree(self) -> None:
        """Remove the element; the text after it stays."""

    def __iter__(self) -> Iterator[Element]: ...


# Never shown as text of the page, whatever a style sheet says. `head` stays for the metadata reader.
_INVISIBLE = word_set(
    "script style noscript template svg math iframe object embed applet canvas audio video map select",
    "datalist textarea option progress meter rp rt dialog",
)


_PLAIN_TAG = re.compile(r"[a-zA-Z_][\w.-]*\Z")
_SPOKEN = etree.XPath(
    "//*[self::span or self::a or self::small or self::em or self::strong][@hidden"
    " or contains(@class, 'sr-only') or contains(@class, 'screen-reader')"
    " or contains(@class, 'visually-hidden')]"
)


# lxml.html asks a Python function for the class of every element it hands out, for the sake of forms.
_ONE_CLASS = etree.ElementDefaultClassLookup(element=html.HtmlElement)


def parse(text: str) -> Element:
    """Parse a page.

    The parser stops at 256 nested elements and silently leaves out the rest. A page that deep is
    refused: half of it compared with the whole would look like an edit.

    Raises:
        ExtractionError: ``too_deep``, or ``not_html`` when there is no element at all.
    """
    # A new parser each time: it carries the error log, and pages must not influence each other.
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False)
    parser.set_element_class_lookup(_ONE_CLASS)
    try:
        root: Element = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise ExtractionError("not_html", str(error)[:200]) from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise ExtractionError("too_deep", "more than 255 nested elements")
    _rename_odd_tags(root)
    return root


def _rename_odd_tags(root: Element) -> None:
    """Make spans of elements with names that no XML tree may have, such as ``<o:p>``.

    One of them inside a list makes trafilatura give up the whole page.
    """
    odd = {tag for tag in {element.tag for element in root.iter()} if not _PLAIN_TAG.match(tag)}
    if odd:
        for element in root.iter():
            if element.tag in odd:
                element.tag = "span"


def strip(root: Element) -> None:
    """Remove, in place, the elements whose text a reader never sees."""
    etree.strip_elements(root, *sorted(_INVISIBLE), with_tail=False)


def strip_spoken(root: Element) -> None:
    """Remove, in place, inline text for screen readers only: it comes and goes with plugins."""
    for element in _SPOKEN(root):
        element.drop_tree()


def drop(root: Element, ignore: tuple[str, ...]) -> None:
    """Remove, in place, what matches the CSS selectors of the watch list.

    Raises:
        ExtractionError: ``bad_selector``; the watch list checks selectors with :func:`selector` before.
    """
    for css in ignore:
        for element in selector(css)(root):
            parent = element.getparent()
            if parent is not None and element.tag not in ("html", "body"):
                element.drop_tree()


@lru_cache(maxsize=512)
def selector(css: str) -> Any:
    """Compile a CSS selector to a callable from element to list of elements.

    Raises:
        ExtractionError: ``bad_selector``.
    """
    try:
        return CSSSelector(css, translator="html")
    except (SelectorError, etree.XPathError) as error:
        raise ExtractionError("bad_selector", f"{css}: {error}"[:200]) from error


def walk(root: Element) -> Iterator[tuple[str, Element]]:
    """Iterate over start and end of every element, in document order, without recursion."""
    events: Iterator[tuple[str, Element]] = etree.iterwalk(root, events=("start", "end"))
    return events


def one_line(text: str) -> str:
    """Collapse white space and drop control characters."""
    text = " ".join(text.split())
    return text if text.isprintable() else "".join(c for c in text if c >= " " and not "\x7f" <= c <= "\x9f")

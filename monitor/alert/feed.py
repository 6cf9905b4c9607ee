"""An Atom feed of changes with the difference in each entry, for those who do not read it as mail."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree  # type: ignore[import-untyped]  # it ships no types

from monitor.alert.compose import Composer
from monitor.alert.links import Links
from monitor.alert.told import Told
from monitor.alert.wording import headline, name_of
from monitor.config import Alerts, Titles

_ATOM = "http://www.w3.org/2005/Atom"
_BEGINNING = "1970-01-01T00:00:00Z"


def atom(changes: Sequence[Told], *, site: str, address: str, title: str, titles: Titles) -> bytes:
    """The feed as XML.

    Args:
        changes: newest first.
        site: address of the Datasette site without a last slash, for links and for what entries are known by.
        address: of the feed itself.
        title: what it is a feed of.
        titles: of themes and claims.
    """
    composer, links = Composer(Alerts(public_url=site), titles), Links(site)
    feed = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})
    _add(feed, "title", title)
    _add(feed, "id", address)
    _add(feed, "link", rel="self", href=address)
    _add(feed, "link", rel="alternate", href=links.changes())
    _add(feed, "updated", changes[0].detected_at if changes else _BEGINNING)
    for change in changes:
        entry = _add(feed, "entry")
        _add(entry, "title", headline(change))
        _add(entry, "id", links.change(change))
        _add(entry, "link", rel="alternate", href=links.change(change))
        if links.live(change):
            _add(entry, "link", rel="related", href=links.live(change))
        _add(entry, "updated", change.detected_at)
        _add(_add(entry, "author"), "name", name_of(change.clinic_name))
        for word in (change.clinic, change.kind, *change.themes, *(each.kind for each in change.signals)):
            _add(entry, "category", term=word)
        _add(entry, "content", str(composer.alone(change)), type="html")
    return bytes(etree.tostring(feed, encoding="utf-8", xml_declaration=True, pretty_print=True))


def _add(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{_ATOM}}}{name}", attrib=attributes)
    if text:
        element.text = text
    return element

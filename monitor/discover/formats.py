"""What a body is, by its content: servers label feeds, sitemaps and error pages as they please."""

from __future__ import annotations

import codecs
import json
import zlib
from typing import Literal

from monitor.errors import SourceError

Format = Literal["feed", "sitemap", "json", "html", "other"]

LARGEST = 20_000_000
"""Bytes of a document after decompression; larger ones are refused."""

_HEAD = 4_096
_ROOTS: dict[str, Format] = {
    "rss": "feed",
    "feed": "feed",
    "rdf": "feed",
    "urlset": "sitemap",
    "sitemapindex": "sitemap",
}
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def unpack(body: bytes) -> bytes:
    """Decompress a body that is itself a gzip file (``sitemap.xml.gz``); others pass as they are.

    Raises:
        SourceError: ``too_large`` beyond ``LARGEST``, ``bad_gzip`` where it cannot be decompressed.
    """
    if body.startswith(b"\x1f\x8b"):
        unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        try:
            body = unpacker.decompress(body, LARGEST + 1)
        except zlib.error as error:
            raise SourceError("bad_gzip", str(error)) from error
    if len(body) > LARGEST:
        raise SourceError("too_large", f"more than {LARGEST} bytes")
    return body


def recognise(body: bytes) -> Format:
    """Tell what an unpacked body is from its first element or character."""
    head = _decode_head(body)
    if head.startswith(("{", "[")):
        return "json"
    root = _root_name(head)
    if root is None:
        return "other"
    return _ROOTS.get(root, "html")


def load_json(body: bytes) -> object:
    """Read a JSON body.

    Raises:
        SourceError: ``not_json`` for anything else, also for nesting without end and endless numbers.
    """
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise SourceError("not_json", type(error).__name__) from error


def _decode_head(body: bytes) -> str:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return body[len(mark) : _HEAD].decode(encoding, "replace").lstrip()
    return body[:_HEAD].decode("latin-1").lstrip()


def _root_name(head: str) -> str | None:
    """Name of the first element without its prefix, in lower case; None where there is none in the head."""
    place = head.find("<")
    while place >= 0:
        rest = head[place:]
        if rest.startswith("<!--"):
            end = head.find("-->", place + 4)
        elif rest.startswith(("<?", "<!")):
            # An internal subset ends with "]>"; one that holds more than the head is not looked through.
            opening, closing = head.find("[", place), head.find(">", place)
            end = head.find("]>", place) if 0 <= opening < closing else closing
        else:
            name = rest[1:64].replace("/", " ").replace(">", " ").split(" ")[0].split("\n")[0]
            prefix, _, local = name.strip().lower().rpartition(":")
            return prefix if prefix == "rdf" else local
        if end < 0:
            return None
        place = head.find("<", end)
    return None

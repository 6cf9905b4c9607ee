"""Bytes and a content type in, text out; nothing that is not HTML gets past here."""

from __future__ import annotations

import codecs
import re

from monitor.errors import ExtractionError
from monitor.extract.wording import word_set

MAX_BYTES = 5_000_000
_HEAD = 2048  # bytes in which a charset may be declared; the HTML standard asks for the first 1024

_HTML_TYPES = frozenset(
    {"", "text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml"}
)
_BINARY = (
    b"%PDF-",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"RIFF",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"\x28\xb5\x2f\xfd",
)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_META_CHARSET = re.compile(rb"<meta\b[^>]{0,300}?\bcharset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_XML_CHARSET = re.compile(rb"^\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']([\w.:-]{1,40})", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"^\s*<\?xml\b[^>]{0,500}>")
_TAG = re.compile(r"<[a-zA-Z!]")
_CUT = re.compile(r"</?(?:[a-zA-Z][^<>]*)?\Z")
# Control characters that no text needs; lxml and terminals choke on some of them.
# As a character reference they survive the parser, and trafilatura then gives up the whole page.
_CONTROL_REFERENCES = re.compile(
    r"&#(?:[xX]0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F]|7[fF]|[fF]{3}[eEfF])(?![0-9a-fA-F])"
    r"|0*(?:[0-8]|1[1-24-9]|2\d|3[01]|127|6553[45])(?!\d));?"
)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff]")

# Only text encodings that pages really use: the codec registry also holds "zip", "idna" and other traps.
_CODECS = word_set(
    "utf-8 utf-16 utf-16-le utf-16-be ascii mac-roman koi8-r koi8-u shift_jis euc_jp iso2022_jp",
    "gb2312 gbk gb18030 big5 euc_kr cp949 cp932 cp866 cp874 tis-620",
)
_SINGLE_BYTE = re.compile(r"(?:cp125\d|iso8859-\d{1,2}|mac-roman|koi8-[ru])\Z")
_CODEC_FAMILIES = re.compile(r"(?:cp125\d|iso8859-\d{1,2})\Z")


def decode(body: bytes, content_type: str) -> str:
    """Decode a response body as a browser would.

    Order: byte order mark, charset of the header, charset declared in the page, UTF-8 if the bytes are
    valid UTF-8, else windows-1252. Bytes that do not fit become U+FFFD; control characters go.

    Unlike a browser it does not believe in a charset of one byte per letter when the bytes are UTF-8 with
    letters beyond ASCII: by chance they never are, and a server that ceases to say so would seem to have
    edited every accent and every quote.

    Args:
        body: after content decoding.
        content_type: the header as sent, may be empty.

    Raises:
        ExtractionError: ``too_large``, ``empty``, ``not_html`` or ``truncated``.
    """
    if len(body) > MAX_BYTES:
        raise ExtractionError("too_large", f"{len(body)} bytes, at most {MAX_BYTES} are read")
    _refuse_other_types(body, content_type)
    for bom, name in _BOMS:
        if body.startswith(bom):
            return _clean(body[len(bom) :], name)
    if b"\x00" in body[:_HEAD]:
        raise ExtractionError("not_html", "binary data")
    declared = _declared(body, content_type)
    if declared is None or (_SINGLE_BYTE.match(declared) and not body.isascii()):
        declared = "utf-8" if _is_utf8(body) else declared or "cp1252"
    return _clean(body, declared)


def _refuse_other_types(body: bytes, content_type: str) -> None:
    kind = content_type.partition(";")[0].strip().lower()
    if kind not in _HTML_TYPES:
        raise ExtractionError("not_html", kind[:80])
    if not body.strip():
        raise ExtractionError("empty")
    if body.lstrip()[:8].startswith(_BINARY):
        raise ExtractionError("not_html", "binary data")


def _declared(body: bytes, content_type: str) -> str | None:
    found = _HEADER_CHARSET.search(content_type)
    if found and (name := _codec(found[1])):
        return name
    for pattern in (_META_CHARSET, _XML_CHARSET):
        inside = pattern.search(body[:_HEAD])
        if inside and (name := _codec(inside[1].decode("ascii", "replace"))):
            # A page that declares UTF-16 inside bytes read as ASCII cannot be UTF-16.
            return "utf-8" if name.startswith("utf-16") else name
    return None


def _codec(label: str) -> str | None:
    try:
        name = codecs.lookup(label).name
    except LookupError:
        return None
    # Browsers read "latin-1" and "ascii" as windows-1252, and pages rely on it for quotes and dashes.
    if name in ("iso8859-1", "ascii"):
        return "cp1252"
    return name if name in _CODECS or _CODEC_FAMILIES.match(name) else None


def _is_utf8(body: bytes) -> bool:
    """Whether bytes are UTF-8; a body may break off within a letter."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(body)
    except UnicodeDecodeError:
        return False
    return True


def _clean(body: bytes, encoding: str) -> str:
    # The XML declaration would contradict the encoding in which the text is handed to the parser.
    text = _XML_DECLARATION.sub("", body.decode(encoding, "replace"), count=1)
    text = _CONTROL_REFERENCES.sub("", _CONTROLS.sub("", text.replace("\x0c", " ")))
    if not text.strip():
        raise ExtractionError("empty")
    if not _TAG.search(text):
        raise ExtractionError("not_html", "no markup")
    if _CUT.match(text, text.rfind("<")):
        raise ExtractionError("truncated", "the page ends within a tag")
    return text

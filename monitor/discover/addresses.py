"""Addresses: one spelling per address (``clean``), one identity per page (``key``), one site (``same_site``).

Scraped addresses are hostile and sloppy: what is not plainly an http or https address of bounded length
is refused, and what differs without meaning another page is folded together.
"""

from __future__ import annotations

import re
from ipaddress import IPv6Address
from urllib.parse import SplitResult, quote, urljoin, urlsplit

LONGEST = 2_000
"""Characters of an address; longer ones are refused."""

_DEFAULT_PORTS = {"http": 80, "https": 443}
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PATH_SAFE = "/:@!$&'()*+,;=~%"
_QUERY_SAFE = _PATH_SAFE + "?"
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})?")
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]{0,251}[a-z0-9_])?")
_INDEX_FILE = re.compile(r"index\.(?:html?|php)", re.IGNORECASE)

_TRACKING_PREFIXES = ("utm_", "hsa_", "mtm_", "pk_")
_TRACKING = frozenset({
    "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "fbclid", "msclkid", "yclid", "twclid", "ttclid",
    "li_fat_id", "igshid", "igsh", "srsltid", "epik", "mc_cid", "mc_eid", "mkt_tok", "vero_id",
    "oly_enc_id", "oly_anon_id", "ref", "ref_src", "share", "_ga", "_gl", "_hsenc", "_hsmi", "__hstc",
    "__hssc", "__hsfp", "hsctatracking",
})  # fmt: skip
# Other views of the same article: accelerated, for the printer, answering a comment.
_VARIANTS = frozenset({
    "amp", "noamp", "hs_amp", "print", "replytocom",
})  # fmt: skip


def clean(url: str, base: str | None = None) -> str | None:
    """Give the one spelling of an address, or None where it is not an address to visit.

    Scheme and host are lower case (international names in punycode), without default port and
    fragment; percent-escapes, dots and slashes of the path are normalised, ``index.html`` and
    ``/amp`` fall away, as do query parameters that only track; the others are sorted by name.
    A trailing slash stays as it is: see ``key``. Cleaning twice changes nothing.

    Args:
        url: as it was found, perhaps relative.
        base: the address of the document in which it was found.

    Returns:
        None for other schemes than http and https, for addresses with a user name, control
        characters, a host that cannot be one, or more than ``LONGEST`` characters.
    """
    url = url.strip()
    if not url or len(url) > LONGEST or _CONTROL.search(url):
        return None
    try:
        parts = urlsplit(urljoin(base, url) if base else url)
        place = _place(parts)
        if place is None:
            return None
        query = _clean_query(parts.query)
        cleaned = f"{parts.scheme}://{place}{_clean_path(parts.path)}{'?' + query if query else ''}"
    except ValueError:  # a broken port, bracket, international name or surrogate; UnicodeError is one too
        return None
    return cleaned if len(cleaned) <= LONGEST else None


def key(url: str) -> str:
    """Give the identity of a page: two addresses with one key are one page.

    http and https, with and without ``www.`` and trailing slash, are the same.

    Args:
        url: a cleaned address.
    """
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return f"https://{_site(parts)}{parts.path.rstrip('/')}{query}"


def same_site(a: str, b: str) -> bool:
    """Tell whether two addresses are of one site: same host and port, ``www.`` and the scheme ignored."""
    try:
        return _site(urlsplit(a)) == _site(urlsplit(b)) != ""
    except ValueError:
        return False


def host(url: str) -> str:
    """Give the host of an address in lower case, with its port unless that is the default; empty if none."""
    try:
        return _place(urlsplit(url)) or ""
    except ValueError:
        return ""


def segments(url: str) -> tuple[str, ...]:
    """Give the parts of a cleaned address's path in lower case, without empty ones."""
    return tuple(part for part in urlsplit(url).path.lower().split("/") if part)


def _site(parts: SplitResult) -> str:
    place = _place(parts) or ""
    bare = place.removeprefix("www.")
    return bare if "." in bare else place


def _place(parts: SplitResult) -> str | None:
    """Host and port as they stand in a cleaned address; None where they cannot be accepted."""
    if parts.scheme not in _DEFAULT_PORTS or "@" in parts.netloc or "\\" in parts.netloc:
        return None
    name = (parts.hostname or "").rstrip(".")
    if ":" in name:
        # A zone ("%eth0") has no meaning outside one machine, and IPv6Address would accept it.
        if "%" in name:
            return None
        name = f"[{IPv6Address(name).compressed}]"
    else:
        # The codec of the standard library is the one that Scrapy asks with.
        name = name if name.isascii() else name.encode("idna").decode("ascii").lower()
        if not _HOST.fullmatch(name) or ".." in name:
            return None
    port = parts.port
    if port == 0:
        return None
    return name if port in (None, _DEFAULT_PORTS[parts.scheme]) else f"{name}:{port}"


def _clean_path(path: str) -> str:
    """Normalise escapes first, for ``%2e`` is a dot; then dots, slashes and suffixes."""
    parts = _escape(path, _PATH_SAFE).split("/")
    slash = parts[-1] in ("", ".", "..")
    kept: list[str] = []
    for part in parts:
        if part == "..":
            del kept[-1:]
        elif part not in ("", "."):
            kept.append(part)
    while kept:
        if _INDEX_FILE.fullmatch(kept[-1]):
            slash = True
        elif kept[-1] != "amp" or len(kept) == 1:
            break
        kept.pop()
    return "/" + "/".join(kept) + ("/" if slash and kept else "")


def _clean_query(query: str) -> str:
    """Drop what tracks or only chooses another view, sort the rest by name; equal names keep their order."""
    kept: list[tuple[str, str]] = []
    for part in _escape(query, _QUERY_SAFE).split("&"):
        name = part.partition("=")[0].lower()
        if part and not (name in _TRACKING or name in _VARIANTS or name.startswith(_TRACKING_PREFIXES)):
            kept.append((part.partition("=")[0], part))
    return "&".join(part for _, part in sorted(kept, key=lambda pair: pair[0]))


def _escape(text: str, safe: str) -> str:
    return _ESCAPE.sub(_one_escape, quote(text, safe=safe))


def _one_escape(match: re.Match[str]) -> str:
    """Decode an escape that needs none, write the others in upper case; a bare per cent sign becomes one."""
    digits = match[1]
    if digits is None:
        return "%25"
    value = int(digits, 16)
    return chr(value) if value in _UNRESERVED else f"%{digits.upper()}"

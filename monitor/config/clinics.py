"""``clinics.toml``: the watch list."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

from cssselect import SelectorError
from lxml import etree, html  # type: ignore[import-untyped]  # lxml ships no types
from lxml.cssselect import CSSSelector  # type: ignore[import-untyped]  # the same

from monitor.config import values
from monitor.config.reading import Document, Key, Section, Spot, Table, kind_of

FILE = "clinics.toml"
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_EMPTY_PAGE = html.document_fromstring("<html><head><title>t</title></head><body><p>p</p></body></html>")


def _slug(spot: Spot) -> str | None:
    """Check for a slug."""
    if isinstance(spot.value, str) and _SLUG.fullmatch(spot.value):
        return spot.value
    spot.wrong(f"is {spot.shown}", 'use a-z, 0-9 and "-", not first, at most 64, like "bluff-creek"')
    return None


def _path_pattern(spot: Spot) -> str | None:
    """Check for a pattern of the path of an address, in which only ``*`` is special."""
    right = 'give the path of an address with "*" for anything, like "/blog/*"'
    if not isinstance(spot.value, str):
        spot.wrong(f"is {kind_of(spot.value)}", right)
    elif re.fullmatch(r"[/*][^\s?#\[\]\\]{0,499}", spot.value):
        return spot.value
    else:
        spot.wrong(f"is {spot.shown}", right)
    return None


def _selector(spot: Spot) -> str | None:
    """Check for a CSS selector that can be used and does not drop the whole page."""
    right = 'give a CSS selector like ".related-posts" or "#subscribe"'
    if not isinstance(spot.value, str):
        spot.wrong(f"is {kind_of(spot.value)}", right)
        return None
    try:
        if not 0 < len(spot.value) <= 300 or not spot.value.isprintable():
            raise SelectorError("Too long, empty or invisible")
        hit = CSSSelector(spot.value, translator="html")(_EMPTY_PAGE)
    except (SelectorError, etree.XPathError, RecursionError) as error:
        reason = str(error).strip() or "cannot be used"
        spot.wrong(f"is {spot.shown}, which is no CSS selector: {reason}", right)
        return None
    if any(node.tag in ("html", "body") for node in hit):
        spot.wrong(f"is {spot.shown}, which drops the whole page", right)
        return None
    return spot.value


def _render(spot: Spot) -> bool | None:
    """Check for false: there is no browser renderer yet."""
    found = values.flag(spot)
    if found:
        spot.wrong("is true", "the browser renderer is not part of this release; leave it false")
    return found


def _contact(spot: Spot) -> str | None:
    """Check for an e-mail or web address that can stand in a user agent."""
    written = spot.value if isinstance(spot.value, str) else ""
    if not written.isascii():
        spot.wrong(f"is {spot.shown}", "give an e-mail or web address in ASCII characters")
        return None
    return values.email(spot) if "@" in written and "//" not in written else values.web_address(spot)


ALLOW_PRIVATE = Key("allow_private_addresses", values.flag, False)
CONTACT = Key("contact", values.optional(_contact), "")
SLUG = Key("slug", _slug, "")
NAME = Key("name", values.text(200), "")
URL = Key("url", values.web_address, "", needed=True)
PAGES = Key[tuple[str, ...]]("pages", values.many(values.web_address), ())
INCLUDE = Key[tuple[str, ...]]("include", values.many(_path_pattern), ())
EXCLUDE = Key[tuple[str, ...]]("exclude", values.many(_path_pattern), ())
IGNORE = Key[tuple[str, ...]]("ignore", values.many(_selector), ())
DELAY = Key("delay", values.number(0, 3600), 5.0)
REVISIT = Key("revisit", values.duration, timedelta(days=7))
MAX_PAGES = Key("max_pages", values.whole(1, 1_000_000), 2000)
RENDER = Key("render", _render, False)
ENABLED = Key("enabled", values.flag, True)

_SHARED_KEYS = (PAGES, INCLUDE, EXCLUDE, IGNORE, DELAY, REVISIT, MAX_PAGES, RENDER, ENABLED)
DEFAULTS = Section("defaults", _SHARED_KEYS)
CLINICS = Section("clinics", (SLUG, NAME, URL, *_SHARED_KEYS), many=True)
TOP = Section("", (ALLOW_PRIVATE, CONTACT), (DEFAULTS, CLINICS))


@dataclass(frozen=True, slots=True)
class Clinic:
    """A competitor whose site is watched, and how.

    Attributes:
        slug: unique; ``a-z``, ``0-9`` and ``-``.
        name: for people.
        url: where to start: home page, blog index, feed or sitemap.
        pages: addresses watched by hand, beside the articles.
        include: patterns of the path of an article's address, ``*`` matches anything; empty: what
            discovery says is an article.
        exclude: the same for addresses that are no articles; it wins over ``include``.
        ignore: CSS selectors of what is dropped before extraction.
        delay: seconds between requests to the site.
        revisit: every known page is looked at again at least this often.
        max_pages: how many pages are known at most.
        render: through a real browser; always False in this release.
        enabled: False: the clinic is kept but not crawled.
    """

    slug: str
    name: str
    url: str
    pages: tuple[str, ...] = PAGES.default
    include: tuple[str, ...] = INCLUDE.default
    exclude: tuple[str, ...] = EXCLUDE.default
    ignore: tuple[str, ...] = IGNORE.default
    delay: float = DELAY.default
    revisit: timedelta = REVISIT.default
    max_pages: int = MAX_PAGES.default
    render: bool = RENDER.default
    enabled: bool = ENABLED.default


@dataclass(frozen=True, slots=True)
class WatchList:
    """What ``clinics.toml`` says.

    Attributes:
        slugs: of all clinics, also of those with a problem; None if some are not known because of one.
    """

    allow_private_addresses: bool
    contact: str
    clinics: tuple[Clinic, ...]
    slugs: frozenset[str] | None


def read_watch_list(document: Document) -> WatchList:
    """Read and check the watch list; problems go to the document."""
    top = Table(document.top, document.data, TOP)
    defaults = top.table(DEFAULTS)
    nameless = Clinic("", "", "")
    fallback = _with_settings(defaults, nameless, nameless) if defaults else nameless
    tables = top.tables(CLINICS)
    clinics = tuple(_clinic(table, fallback) for table in tables)
    _report_repeated(tables, clinics)
    slugs = frozenset(clinic.slug for clinic in clinics)
    return WatchList(
        allow_private_addresses=top.get(ALLOW_PRIVATE),
        contact=top.get(CONTACT),
        clinics=clinics,
        slugs=None if "" in slugs else slugs,
    )


def default_slug(url: str) -> str:
    """Make a slug from an address: the host without ``www.`` and its last label, dots to dashes.

    Gives empty text if nothing is left that a slug can be made of.
    """
    host = _plain_host(url)
    if "." in host and not _is_ip(host):
        host = host.rpartition(".")[0]
    ascii_only = unicodedata.normalize("NFKD", host).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")[:64].strip("-")


def default_name(slug: str) -> str:
    """Make a name from a slug: ``bluff-creek`` becomes ``Bluff Creek``."""
    return slug.replace("-", " ").title()


def _with_settings(table: Table, clinic: Clinic, fallback: Clinic) -> Clinic:
    """Give a clinic the settings of a table; what the table leaves out comes from ``fallback``."""
    return replace(
        clinic,
        pages=table.get(PAGES, fallback.pages),
        include=table.get(INCLUDE, fallback.include),
        exclude=table.get(EXCLUDE, fallback.exclude),
        ignore=table.get(IGNORE, fallback.ignore),
        delay=table.get(DELAY, fallback.delay),
        revisit=table.get(REVISIT, fallback.revisit),
        max_pages=table.get(MAX_PAGES, fallback.max_pages),
        render=table.get(RENDER, fallback.render),
        enabled=table.get(ENABLED, fallback.enabled),
    )


def _clinic(table: Table, fallback: Clinic) -> Clinic:
    """Read one clinic; its slug and address are empty if they are not known because of a problem."""
    url = table.get(URL)
    slug = table.get(SLUG)
    if url and SLUG not in table:
        slug = default_slug(url)
        if not slug:
            table.at(URL).wrong("has a host that gives no slug", 'add `slug = "…"` to this clinic')
    return _with_settings(table, Clinic(slug, table.get(NAME, default_name(slug)), url), fallback)


def _report_repeated(tables: Sequence[Table], clinics: Sequence[Clinic]) -> None:
    """Report slugs and addresses that two clinics share."""
    slugs: dict[str, int] = {}
    sites: dict[str, int] = {}
    for place, (table, clinic) in enumerate(zip(tables, clinics, strict=True), start=1):
        site = _address_key(clinic.url)
        first = sites.setdefault(site, place) if site else place
        if first != place:
            table.at(URL).wrong(f"is the address of clinics[{first}] already", "keep one of the two clinics")
            continue  # the same default slug is a consequence
        first = slugs.setdefault(clinic.slug, place) if clinic.slug else place
        if first == place:
            continue
        if SLUG in table:
            table.at(SLUG).wrong(f"is the slug of clinics[{first}] already", "give another slug")
        else:
            wrong = f'gives the slug "{clinic.slug}", which clinics[{first}] has already'
            table.at(URL).wrong(wrong, 'add `slug = "…"` to this clinic')


def _address_key(url: str) -> str:
    """Reduce an address to what tells two clinics apart: no scheme, ``www.``, last slash or fragment."""
    if not url:
        return ""
    parts = urlsplit(url)
    port = "" if parts.port in (None, 80, 443) else f":{parts.port}"
    query = f"?{parts.query}" if parts.query else ""
    return f"{_plain_host(url)}{port}{parts.path.rstrip('/')}{query}"


def _plain_host(url: str) -> str:
    return (urlsplit(url).hostname or "").rstrip(".").removeprefix("www.")


def _is_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True

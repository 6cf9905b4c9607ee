"""What of a site the watch list wants: which clinics, which pages, and by which identity."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.config import Clinic, Config
from monitor.discover import Discovery, addresses, is_allowed
from monitor.errors import UsageError
from monitor.records import Entry, PageKind


def chosen(config: Config, slugs: Sequence[str]) -> tuple[Clinic, ...]:
    """The clinics that are to be crawled.

    Args:
        slugs: of the clinics asked for; none means every enabled one.

    Raises:
        UsageError: a named clinic is not on the list, or there is none to crawl.
    """
    known = {clinic.slug: clinic for clinic in config.clinics}
    unknown = [slug for slug in slugs if slug not in known]
    if unknown:
        raise UsageError(
            f"clinics.toml has no clinic {', '.join(unknown)}; "
            f"it has {', '.join(sorted(known)) or 'none yet'}"
        )
    chosen = [known[slug] for slug in slugs] or [clinic for clinic in config.clinics if clinic.enabled]
    if not chosen:
        raise UsageError("clinics.toml lists no enabled clinic; add one with: monitor add URL")
    return tuple(chosen)


def cleaned(url: str) -> str:
    """An address without what does not matter for it; one that cannot be cleaned as it is."""
    return addresses.clean(url) or url


def is_wanted(clinic: Clinic, kind: str, url: str) -> bool:
    """Whether the watch list still lets a known page be watched."""
    if kind == "watched":
        return addresses.key(url) in {addresses.key(cleaned(page)) for page in clinic.pages}
    return is_allowed(clinic, url)


def by_identity(clinic: Clinic, discovery: Discovery) -> dict[str, tuple[Entry, PageKind]]:
    """What discovery lists and what the operator lists by hand, by identity of the address."""
    entries: dict[str, tuple[Entry, PageKind]] = {
        addresses.key(entry.url): (entry, "article") for entry in discovery.entries
    }
    for url in clinic.pages:
        address = cleaned(url)
        entries[addresses.key(address)] = (Entry(address), "watched")
    return entries

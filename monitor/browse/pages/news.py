"""What is new: the list of changes with the difference in it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

from datasette.plugins import pm  # type: ignore[import-untyped]  # it ships no types

from monitor.browse import marks, wording
from monitor.browse.address import ROOT, Address
from monitor.browse.page import Asked, Shown
from monitor.config.lexicon import THEMES
from monitor.errors import UsageError
from monitor.records import CHANGE_KINDS, SIGNAL_KINDS
from monitor.store.desk import clinics, news

FEED = "monitor.browse.feed"
"""The plugin that serves the list as Atom."""
SHOWN = 30
"""Changes on one page."""
IN_TABLE = 1_000
"""Changes in one answer as JSON or CSV."""
DIFFERENCES = 4
"""Differences of one change that the list shows."""
SIZES = (
    ("", "any size"),
    ("5", "5 words and more"),
    ("25", "25 words and more"),
    ("100", "100 words and more"),
)
MANY, MOST = 12, 60
"""Values of a filter that are shown at once, and at all: those with most changes."""


def start(_connection: sqlite3.Connection, asked: Asked) -> Shown:
    """The desk opens with what is new."""
    return Shown(redirect=asked.address.to("changes"))


def changes(connection: sqlite3.Connection, asked: Asked) -> Shown:
    """The list, narrowed as the address says."""
    here = asked.address
    wanted = wanted_by(here)
    as_table = bool(asked.path.get("ending"))
    limit = IN_TABLE if as_table else SHOWN
    listed = news.changes(connection, wanted, before=here.number("before"), limit=limit)
    if as_table:
        return Shown(rows=[_table_row(change) for change in listed.changes])
    names = {row["slug"]: row["name"] for row in clinics.slugs(connection)}
    counts = news.counts(connection, wanted)
    context = {
        "title": "What is new",
        "changes": [_entry(here, change) for change in listed.changes],
        "older": here.with_(before=listed.older) if listed.older else None,
        "exhausted": listed.exhausted,
        "newest": here.without("before") if here.number("before") else None,
        "filters": _filters(here, wanted, counts, names, asked.configured.titles.called),
        "narrowed": wanted != news.Wanted(),
        "everything": here.to("changes"),
        "counts": counts,
        "sizes": SIZES,
        "size": here.one("least"),
        "since": here.one("since"),
        "until": here.one("until"),
        "kept": tuple(
            pair for pair in here.arguments if pair[0] not in ("since", "until", "least", "before")
        ),
        "crawled": clinics.crawls(connection, 1),
        "feed": feed_of(here) if pm.has_plugin(FEED) else None,
    }
    return Shown("changes.html", context, rows=[])


def changes_of(connection: sqlite3.Connection, here: Address, slug: str, limit: int) -> list[dict[str, Any]]:
    """The newest changes of one clinic, as the list shows them."""
    listed = news.changes(connection, news.Wanted(clinics=(slug,)), before=None, limit=limit)
    return [_entry(here, change) for change in listed.changes]


def wanted_by(here: Address) -> news.Wanted:
    """What an address asks for.

    Raises:
        UsageError: a value that cannot be.
    """
    for name, known in (("kind", CHANGE_KINDS), ("signal", SIGNAL_KINDS), ("theme", THEMES)):
        for value in here.all(name):
            if value not in known:
                raise UsageError(f"“{name}={value}” is not known; choose of {', '.join(known)}")
    return news.Wanted(
        clinics=here.all("clinic"),
        kinds=here.all("kind"),
        themes=here.all("theme"),
        signals=here.all("signal"),
        least=here.number("least") or 0,
        since=here.day("since"),
        until=here.day("until", following=True),
    )


def feed_of(here: Address) -> Address:
    """The same list as a feed."""
    kept = tuple(pair for pair in here.arguments if pair[0] in ("clinic", "theme", "kind", "signal"))
    return Address(here.prefix, f"{ROOT}/feed.atom", kept)


def link_of(here: Address, change: dict[str, Any]) -> Address:
    """The page that shows one change best."""
    before, after = change["version_from"], change["version_to"]
    if change["page_id"] is None:
        return here.to(f"changes/{change['id']}")
    if before and after and before != after:
        return here.to(f"pages/{change['page_id']}/diff", from_=before, to=after)
    if after or not before:
        return here.to(f"pages/{change['page_id']}", **({"version": after} if after else {}))
    return here.to(f"pages/{change['page_id']}", version=before)


def _entry(here: Address, change: dict[str, Any]) -> dict[str, Any]:
    told = [each for each in change["operations"] if each["kind"] != "moved"] or change["operations"]
    shown = [
        {**each, "html": marks.inline(each["before"], each["after"], folded=True)}
        for each in told[:DIFFERENCES]
    ]
    return {
        **change,
        "link": link_of(here, change),
        "signals": wording.gathered(change["signals"]),
        "shown": shown,
        "more": max(0, change["visible_operations"] - len(shown)) if shown else 0,
        "name": change["title"] or change["url"] or "All pages of the clinic",
    }


def _filters(
    here: Address,
    wanted: news.Wanted,
    counts: news.Counts,
    names: dict[str, str],
    called: Callable[[str], str],
) -> list[dict[str, Any]]:
    shapes = (
        ("clinics", "clinic", "Clinic", lambda slug: names.get(slug, slug)),
        ("signals", "signal", "Signal", wording.name_of("signal")),
        ("themes", "theme", "Theme", called),
        ("kinds", "kind", "Kind", wording.name_of("kind")),
    )
    made = []
    for name, argument, title, named in shapes:
        chosen = getattr(wanted, name)
        found = counts.of[name]
        slugs = sorted({*found, *chosen}, key=lambda slug: (slug not in chosen, -found[slug], slug))[:MOST]
        values = [
            {
                "name": named(slug),
                "count": found[slug],
                "chosen": slug in chosen,
                "link": here.toggled(argument, slug),
            }
            for slug in slugs
        ]
        made.append({"title": title, "values": values[:MANY], "more": values[MANY:], "open": bool(chosen)})
    return made


def _table_row(change: dict[str, Any]) -> dict[str, Any]:
    first = next((each for each in change["operations"] if each["kind"] != "moved"), None)
    return {
        "id": change["id"],
        "detected_at": change["detected_at"],
        "clinic": change["clinic"],
        "kind": change["kind"],
        "title": change["title"],
        "url": change["url"],
        "before": first["before"] if first else None,
        "after": first["after"] if first else None,
        "differences": change["visible_operations"],
        "words_added": change["words_added"],
        "words_removed": change["words_removed"],
        "signals": [each["kind"] for each in change["signals"]],
        "themes": [each["theme"] for each in change["themes"]],
        "page_id": change["page_id"],
        "version_from": change["version_from"],
        "version_to": change["version_to"],
    }

"""Two versions of a page, passage by passage and word by word."""

from __future__ import annotations

import sqlite3
from typing import Any

from datasette import NotFound  # type: ignore[import-untyped]  # it ships no types

from monitor.browse import comparison, marks
from monitor.browse.address import Address
from monitor.browse.page import Asked, Shown
from monitor.browse.pages.news import link_of
from monitor.diff import align, operations
from monitor.errors import UsageError
from monitor.records import Operation
from monitor.store.desk import article, news
from monitor.version import metadata_operations


def change(connection: sqlite3.Connection, asked: Asked) -> Shown:
    """The permanent address of a change: leads to what shows it best; what no page shows stands here."""
    number = int(asked.path["change"])
    found = news.details(connection, [number])
    if not found:
        raise NotFound(f"There is no change {number}.")
    link = link_of(asked.address, found[0])
    if link.path != asked.address.path:
        return Shown(redirect=link)
    told = news.every_operation(connection, number)
    context = {
        "title": f"{found[0]['clinic_name']}: site-wide change",
        "change": found[0],
        "operations": [{**each, "html": marks.inline(each["before"], each["after"])} for each in told],
    }
    return Shown("change.html", context)


def difference(connection: sqlite3.Connection, asked: Asked) -> Shown:
    """The difference of any two versions of a page."""
    here = asked.address
    page_id = int(asked.path["page"])
    page = article.page(connection, page_id)
    if page is None:
        raise NotFound(f"There is no page {page_id}.")
    versions = article.versions(connection, page_id)
    old, new = _chosen(connection, asked, page_id, versions)
    said = metadata_operations(old.extract.metadata, new.extract.metadata)
    if asked.path.get("ending"):
        told = [*said, *_counted(connection, here, page_id, (old, new))]
        return Shown(rows=[_table_row(each) for each in told])
    context = {
        "title": page["title"] or page["url"],
        "page": page,
        "old": old.about,
        "new": new.about,
        "versions": versions,
        "said": [{"operation": each, "html": marks.inline(each.before, each.after)} for each in said],
        "side": here.choice("view", ("inline", "side")) == "side",
        **_lines(connection, here, page_id, (old, new), len(said)),
        **_around(connection, asked, page_id, new.about["id"]),
    }
    return Shown("difference.html", context, rows=[])


def _counted(
    connection: sqlite3.Connection,
    here: Address,
    page_id: int,
    pair: tuple[article.Extracted, article.Extracted],
) -> list[Operation]:
    """The operations of the text, with those that do not count if the address asks for them."""
    before, after = pair[0].extract.passages, pair[1].extract.passages
    told = article.told(connection, page_id, pair[0].about["id"], pair[1].about["id"])
    return [
        each
        for each in operations(align(before, after), before, after)
        if each.kind == "moved"
        or here.one("uncounted") == "shown"
        or not told.uncounted(
            filter(None, (each.before_key, each.after_key)), filter(None, (each.before, each.after))
        )
    ]


def _table_row(operation: Operation) -> dict[str, Any]:
    return {name: getattr(operation, name) for name in ("kind", "before", "after", "field", "part")}


def _lines(
    connection: sqlite3.Connection,
    here: Address,
    page_id: int,
    pair: tuple[article.Extracted, article.Extracted],
    said: int,
) -> dict[str, Any]:
    """The text, folded as the address asks, with what does not count left out or in."""
    old, new = pair
    before, after = old.extract.passages, new.extract.passages
    signals = article.signals_between(connection, page_id, old.about["id"], new.about["id"])
    told = article.told(connection, page_id, old.about["id"], new.about["id"])
    rows = comparison.rows(before, after, align(before, after), signals, told)
    counted = [row for row in rows if not row.uncounted]
    with_uncounted = here.one("uncounted") == "shown"
    everything = here.one("unchanged") == "all"
    return {
        "stretches": comparison.folded(rows if with_uncounted else counted, everything=everything),
        "uncounted": len(rows) - len(counted),
        "with_uncounted": with_uncounted,
        "everything": everything,
        "told": said + sum(row.kind != "unchanged" for row in counted),
        "came": sum(row.words[0] for row in counted),
        "went": sum(row.words[1] for row in counted),
        "loose_signals": comparison.loose(rows, signals),
    }


def _around(connection: sqlite3.Connection, asked: Asked, page_id: int, version_id: int) -> dict[str, Any]:
    """Where to go on, and what judgement left out on this page."""
    earlier, later = article.neighbours(connection, page_id, version_id)
    volatile, visits = article.uncounted(connection, page_id)
    return {
        "earlier": _link(asked, page_id, earlier),
        "later": _link(asked, page_id, later),
        "volatile": volatile,
        "visits": visits,
    }


def _link(asked: Asked, page_id: int, pair: dict[str, Any] | None) -> Any:
    if pair is None:
        return None
    view = {"view": "side"} if asked.address.one("view") == "side" else {}
    link = asked.address.to(f"pages/{page_id}/diff", from_=pair["version_from"], to=pair["version_to"])
    return link.with_(**view)


def _chosen(
    connection: sqlite3.Connection, asked: Asked, page_id: int, versions: list[dict[str, Any]]
) -> tuple[article.Extracted, article.Extracted]:
    """The versions that the address names; left out, the last two that the page itself had."""
    own = [row["id"] for row in versions if not row["technical"]]
    if not own:
        raise UsageError("this page has never been read; there is nothing to compare yet")
    before = asked.address.number("from")
    after = asked.address.number("to")
    numbers = (own[-2:][0] if before is None else before, own[-1] if after is None else after)
    found = []
    for number in numbers:
        version = article.extracted(connection, number)
        if version is None or version.about["page_id"] != page_id:
            raise NotFound(f"This page has no version {number}.")
        found.append(version)
    return found[0], found[1]

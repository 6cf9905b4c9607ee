"""Names of kinds, signals, themes and outcomes in words, and numbers and times as people write them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from markupsafe import Markup

from monitor.diff.printable import printable
from monitor.store import parse_iso

KINDS: Mapping[str, str] = MappingProxyType({
    "published": "Published",
    "edited": "Edited",
    "retitled": "Retitled",
    "metadata": "Description or author",
    "removed": "Removed",
    "restored": "Restored",
    "moved": "Moved",
    "reverted": "Reverted",
    "sitewide": "Site-wide",
})  # fmt: skip

SIGNALS: Mapping[str, str] = MappingProxyType({
    "claim_added": "Claim added",
    "claim_dropped": "Claim dropped",
    "number_changed": "Number changed",
    "strengthened": "Wording stronger",
    "softened": "Wording softer",
    "disclosure_lost": "Disclosure lost",
    "disclosure_added": "Disclosure added",
    "red_flag": "Red flag",
    "copied": "Borrowed text",
})  # fmt: skip

OPERATIONS: Mapping[str, str] = MappingProxyType(
    {"added": "Added", "removed": "Removed", "reworded": "Reworded", "moved": "Moved"}
)

PARTS: Mapping[str, str] = MappingProxyType({
    "text": "Text",
    "faq": "Questions and answers",
    "caption": "Captions",
    "aside": "Asides",
    "call_to_action": "Calls to action",
})  # fmt: skip

STATES: Mapping[str, str] = MappingProxyType({
    "known": "not read yet",
    "live": "live",
    "missing": "gone at the last look",
    "removed": "removed",
})  # fmt: skip

MATTERS: Mapping[str, str] = MappingProxyType({
    "unreachable": "cannot be reached",
    "blocked": "refuses to be read",
    "collapsed": "shows pages without their content",
    "silent": "publishes nothing, unlike before; days between articles:",
})  # fmt: skip

EXPLAINED = frozenset({"number_changed", "strengthened", "softened", "red_flag", "copied"})
"""Signals whose rule says more than their name."""

_TABLES = {
    "kind": KINDS,
    "signal": SIGNALS,
    "operation": OPERATIONS,
    "part": PARTS,
    "state": STATES,
    "matter": MATTERS,
}


def name_of(what: str) -> Callable[[str], str]:
    """A filter that names a slug of some table; one that is not in it is written out."""
    table = _TABLES[what]
    return lambda slug: table.get(slug) or spelled(slug)


def gathered(signals: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Signals for a list: each thing that is meant once, with ``times`` and what may be said of it."""
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for each in signals:
        borrowed = each["kind"] == "copied"
        rule = each["rule"] if each["kind"] == "number_changed" else ""
        key = (each["kind"],) if borrowed else (each["kind"], each["theme"] or "", each["claim"] or "", rule)
        known = found.setdefault(key, {**each, "times": 0})
        known["times"] += 1
    return list(found.values())


def spelled(slug: str | None) -> str:
    """A slug as words: ``call_to_action`` is Call to action."""
    words = (slug or "").replace("_", " ").replace("-", " ")
    return words.replace("http", "HTTP", 1) if words.startswith("http ") else words.capitalize()


def number(value: float) -> str:
    """A number with its thousands set apart."""
    return f"{value:,}"


def counted(value: int, one: str, many: str = "") -> str:
    """A number with its noun: 1 page, 2 pages."""
    return f"{value:,} {one if value == 1 else many or one + 's'}"


def size(value: int) -> str:
    """Bytes as people say them."""
    amount = float(value)
    for unit in ("bytes", "kB", "MB", "GB"):
        if amount < 1000 or unit == "GB":
            break
        amount /= 1000
    return f"{amount:,.0f} {unit}" if unit == "bytes" else f"{amount:,.1f} {unit}"


def day(text: str | None) -> Markup:
    """The day of a time, with the exact time on hover."""
    return _time(text, "%-d %b %Y")


def moment(text: str | None) -> Markup:
    """Day and minute of a time, with the exact time on hover."""
    return _time(text, "%-d %b %Y, %H:%M")


def _time(text: str | None, shape: str) -> Markup:
    if not text:
        return Markup("–")
    shown = parse_iso(text).strftime(shape)
    return Markup('<time datetime="{0}" title="{0} (UTC)">{1}</time>').format(text, shown)


def claimed(text: str) -> Markup:
    """A date as a page gives it: the day where it can be read, what it says on hover; else as it stands."""
    try:
        shown = datetime.fromisoformat(text).strftime("%-d %b %Y")
    except ValueError:
        return Markup("{}").format(printable(text[:40]))
    return Markup('<span title="{}">{}</span>').format(printable(text[:80]), shown)


def now() -> datetime:
    """The time of a request."""
    return datetime.now(UTC)

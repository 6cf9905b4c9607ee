"""Numbers in a passage, each with kind, bounds, unit and role: equal values are equal however written.

Read from the same words as everything else.  "Up to" leaves the lower bound open, "over" the upper one.
A number without a unit that matters is left out: telephone numbers, addresses, opening hours.  No library
does this: those for written numbers know neither ranges nor bounds, and those for quantities take a
thousand times as long.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.classify.phrases import Word
from monitor.classify.roles import role_of
from monitor.classify.shares import FRACTIONS, PEOPLE, read_share
from monitor.classify.values import (
    ARTICLES,
    CURRENCIES,
    DOSES,
    HOURS,
    PERCENT,
    TIMES,
    Value,
    read_idiom,
    read_value,
)
from monitor.records import Number, NumberKind

COUNTED: dict[str, frozenset[str]] = {
    "session": frozenset({
        "session", "sessions", "infusion", "infusions", "treatment", "treatments", "visit", "visits",
        "appointment", "appointments", "injection", "injections", "booster", "boosters", "consultations",
    }),
    "dose": frozenset({"dose", "doses", "lozenge", "lozenges", "troches", "tablet", "tablets", "sprays"}),
    "patient": PEOPLE,
    "trial": frozenset({"trial", "trials", "study", "studies", "papers", "analyses"}),
    "review": frozenset({"review", "reviews", "testimonials", "ratings", "stories"}),
    "clinic": frozenset({"clinic", "clinics", "locations", "states"}),
    "medication": frozenset({"antidepressants", "medications", "medicines"}),
}  # fmt: skip
_COUNTED = {name: unit for unit, names in COUNTED.items() for name in names}
_KILOS = frozenset({"kg", "kilogram", "kilo", "kilograms", "kilos"})
_MONEY = {"dollars": "USD", "usd": "USD", "pounds": "GBP", "euros": "EUR"}
_BETWEEN = frozenset(
    {"full", "short", "straight", "consecutive", "or", "more", "business", "working", "whole", "long"}
)
_NO_ADJECTIVES = frozenset({"and", "of", "to", "in", "on", "at", "for", "by", "with", "is", "are"})

_STARTS = frozenset({*FRACTIONS, *CURRENCIES, *ARTICLES})
"""Words that a number may begin with, beside numbers themselves."""

_FILLING = r"(?: (?:a|an|the|about|around|roughly|approximately|only|just|[$£€]|usd))*$"
_OPEN_BELOW = re.compile(
    r"(?:up to|under|below|(?<!no )(?<!not )(?:less|fewer|lower) than|at most|at the most|no more than"
    r"|not more than|no longer than|no higher than|as much as|as many as|as high as|as long as"
    rf"|(?:a |the )?maximum(?: of)?|not exceed|shorter than){_FILLING}"
)
_OPEN_ABOVE = re.compile(
    r"(?:over|above|(?:more|greater|longer|older|higher|better) than|at least|from"
    r"|as (?:little|low|few|early|soon) as|minimum(?: of)?|upwards? of"
    rf"|north of|(?:no|not) (?:less|fewer) than|exceed(?:s|ed|ing)?|in excess of){_FILLING}"
)
_BEGINNING = re.compile(rf"(?:start|begin)(?:s|ing|ning)? (?:at|from){_FILLING}")
_OR_LESS = re.compile(r"\bor (?:less|fewer|under|below|younger)\b")
_OR_MORE = re.compile(r"\b(?:or|and) (?:more|older|over|above|up|greater|higher|longer)\b|^(?:% )?\+")
# "Over 40 minutes" tells how something is spread, "for over 40 minutes" is a bound.
_SPREAD = re.compile(r"(?<!for )(?<!well )(?<!lasts )(?<!lasted )(?<!last )(?<!just )\bover$")

_STREETS = frozenset({
    "street", "st", "avenue", "ave", "road", "rd", "drive", "dr", "suite", "ste", "lane", "blvd", "boulevard",
    "main", "highway", "unit", "floor", "north", "south", "east", "west",
})  # fmt: skip
_NO_YEAR_BEHIND = frozenset({"suite", "no", "room", "box", "-", "/"})


def find_numbers(words: Sequence[Word]) -> list[Number]:
    """The numbers among the words of a passage, in order."""
    places = [place for place, word in enumerate(words) if word.is_number or word.folded in _STARTS]
    if not places:
        return []
    texts = [word.folded for word in words]
    found: list[Number] = []
    behind = 0
    for place in places:
        if place >= behind:
            number, behind = _read(texts, place)
            if number is not None:
                found.append(number)
    return found


def comparable(number: Number) -> tuple[float | None, float | None]:
    """The bounds in one unit per kind, to be compared: times in hours."""
    factor = HOURS[number.unit] if number.kind == "duration" else 1
    low, high = (None if bound is None else round(bound * factor, 3) for bound in (number.low, number.high))
    return low, high


def shown(number: Number) -> str:
    """A number for people: "50–70%", "up to 3 weeks"."""
    if number.kind == "year":
        return f"{number.low:.0f}"
    plural = "s" if number.kind in ("duration", "count") and (number.low, number.high) != (1, 1) else ""
    unit = "%" if number.kind == "percent" else f" {number.unit}{plural}"
    low, high = (None if bound is None else f"{bound:,.10g}" for bound in (number.low, number.high))
    if low is None or high is None:
        return f"up to {high}{unit}" if low is None else f"{low}{unit} or more"
    return f"{low}{unit}" if low == high else f"{low}–{high}{unit}"


def _read(texts: Sequence[str], place: int) -> tuple[Number | None, int]:
    """The number that begins at a place, if one does, and where to go on."""
    idiom = read_idiom(texts, place)
    if idiom is not None:
        return _number("duration", idiom.unit, idiom, idiom.end, texts), idiom.end
    if texts[place] in ARTICLES:
        return None, place
    share = read_share(texts, place)
    if share is not None:
        return _number("percent", "percent", share, share.end, texts), share.end
    value = read_value(texts, place)
    if value is None:
        return None, place
    found = _unit(texts, value)
    if found is None:
        return None, value.end
    kind, unit, end = found
    if unit == "decade":
        unit, value = "year", value._replace(low=10 * value.low, high=10 * value.high)
    return _number(kind, unit, value, end, texts), end


def _number(kind: NumberKind, unit: str, value: Value, end: int, texts: Sequence[str]) -> Number:
    low, high = _bounds(kind, value, end, texts)
    return Number(kind, low, high, unit, role_of(kind, texts, value.start, end), value.start, end)


def _bounds(
    kind: NumberKind, value: Value, end: int, texts: Sequence[str]
) -> tuple[float | None, float | None]:
    if value.low != value.high or kind == "year":
        return value.low, value.high
    before = " ".join(texts[max(value.start - 4, 0) : value.start])
    behind = " ".join(texts[value.end : end + 2])
    if _OPEN_BELOW.search(before) or _OR_LESS.search(behind):
        return None, value.high
    is_spread = _SPREAD.search(before) and TIMES.get(texts[end - 1], "year") != "year"
    is_from = _OPEN_ABOVE.search(before) and not is_spread
    # Prices start at a figure and go up; a dose that one starts at is that dose.
    is_price = kind == "money" and _BEGINNING.search(before)
    is_plus = texts[value.end : value.end + 1] == ["plus"] and end > value.end + 1
    if is_from or is_price or is_plus or _OR_MORE.search(behind):
        return value.low, None
    return value.low, value.high


def _unit(texts: Sequence[str], value: Value) -> tuple[NumberKind, str, int] | None:
    """The unit of a value, if it has one that matters: (kind, unit, end)."""
    end = _end(texts, value)
    rest = [*texts[end : end + 3], "", "", ""]
    if value.sign:
        return "money", CURRENCIES[value.sign], end
    if value.unit:
        return "duration", value.unit, end + 1
    if rest[0] in PERCENT or rest[:2] == ["per", "cent"]:
        return "percent", "percent", end + (2 if rest[0] == "per" else 1)
    if rest[0] in _MONEY:
        return "money", _MONEY[rest[0]], end + 1
    for skipped in (0, 1, 2):
        if rest[skipped] in TIMES:
            return "duration", TIMES[rest[skipped]], end + skipped + 1
        if rest[skipped] not in _BETWEEN:
            break
    if rest[0] in DOSES:
        per_kilo = rest[1] in ("/", "per") and rest[2] in _KILOS
        return "dose", DOSES[rest[0]] + ("/kg" if per_kilo else ""), end + (3 if per_kilo else 1)
    return ("year", "year", value.end) if _is_year(texts, value) else _counted(texts, end)


def _end(texts: Sequence[str], value: Value) -> int:
    """Where the unit of a value begins: behind a plus, and behind the figures of "six (6)"."""
    end = value.end + (texts[value.end : value.end + 1] in (["+"], ["plus"]))
    is_repeated = [*texts[end : end + 1], *texts[end + 2 : end + 3]] == ["(", ")"]
    return end + 3 if is_repeated and texts[end + 1] == f"{value.low:.10g}" else end


def _counted(texts: Sequence[str], end: int) -> tuple[NumberKind, str, int] | None:
    """What is counted, perhaps behind some adjectives: "six ketamine infusions"."""
    for place in range(end, min(end + 4, len(texts))):
        word = texts[place]
        if word in _COUNTED:
            last = place + (place + 1 < len(texts) and texts[place + 1] in _COUNTED)  # "patient reviews"
            return "count", _COUNTED[texts[last]], last + 1
        if word in _NO_ADJECTIVES or word in TIMES or not word.isalpha():
            return None
    return None


def _is_year(texts: Sequence[str], value: Value) -> bool:
    bounds = {texts[value.start], texts[value.start if value.low == value.high else value.end - 1]}
    if not all(
        figures.isdecimal() and len(figures) == 4 and 1900 <= int(figures) < 2100 for figures in bounds
    ):
        return False
    before, behind = texts[max(value.start - 1, 0) : value.start], texts[value.end : value.end + 3]
    if _NO_YEAR_BEHIND.intersection(before) or _STREETS.intersection(behind):
        return False
    # "2000 patients" is a count, "a 2019 study" is none.
    plural = behind and behind[0] in _COUNTED and (behind[0].endswith("s") or behind[0] == "people")
    return not plural

"""Values and ranges as texts write them: "1,300", "twenty-five", "50 to 70", "seven in ten"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from monitor.config import patterns

CURRENCIES = {"$": "USD", "£": "GBP", "€": "EUR"}
HOURS = {
    "second": 1 / 3600,
    "minute": 1 / 60,
    "hour": 1,
    "day": 24,
    "week": 168,
    "month": 730.5,
    "year": 8766,
}
"""Units of time, each in hours."""

TIMES = {f"{name}{ending}": name for name in HOURS for ending in ("", "s")} | {
    "min": "minute", "mins": "minute", "hr": "hour", "hrs": "hour", "wk": "week", "wks": "week",
    "sec": "second", "secs": "second", "yr": "year", "yrs": "year",
}  # fmt: skip
DOSES = {
    "mg": "mg", "milligram": "mg", "milligrams": "mg", "mcg": "mcg", "micrograms": "mcg", "ml": "ml",
    "g": "g", "grams": "g",
}  # fmt: skip
FRACTIONS = {
    "half": 1 / 2, "halves": 1 / 2, "third": 1 / 3, "thirds": 1 / 3, "quarter": 1 / 4, "quarters": 1 / 4,
    "fifth": 1 / 5, "fifths": 1 / 5, "tenths": 1 / 10,
}  # fmt: skip
PERCENT = frozenset({"%", "percent"})
ALREADY_A_COUNT = frozenset(
    {"session", "sessions", "infusion", "infusions", "dose", "doses", "visit", "visits"}
)

_LINKS = (
    ("out", "of", "every"), ("out", "of", "each"), ("out", "of"), ("in", "every"), ("in",), ("of", "every"),
)  # fmt: skip
_THOUSANDS = re.compile(r",(?=\d{3}(?!\d))")
_FACTORS = {"k": 1_000, "thousand": 1_000, "million": 1_000_000}
_UNITS = frozenset({*TIMES, *DOSES, *PERCENT})


class Value(NamedTuple):
    """A value or range on the words from ``start`` to before ``end``.

    Attributes:
        sign: a currency that stands before.
        unit: of both bounds, where each has one of its own.
    """

    low: float
    high: float
    start: int
    end: int
    sign: str = ""
    unit: str = ""


def is_value(text: str) -> bool:
    """Whether a value may begin with this word."""
    return patterns.is_number(text) or text in FRACTIONS


def read_share(texts: Sequence[str], place: int) -> Value | None:
    """A share in words, in per cent: "seven in ten", "2 out of every 3", "two thirds", "half of"."""
    if texts[place] in FRACTIONS:
        whole = texts[place + 1 : place + 2] in (["of"], ["the"], ["our"])
        return _share(FRACTIONS[texts[place]], place, place + 1) if whole else None
    first = _single(texts, place)
    if first is None:
        return None
    amount, end = first
    if texts[end : end + 1] and texts[end] in FRACTIONS:
        return _share(amount * FRACTIONS[texts[end]], place, end + 1)
    link = next((len(link) for link in _LINKS if tuple(texts[end : end + len(link)]) == link), 0)
    whole_of = _single(texts, end + link) if link else None
    if whole_of is None or not 0 < amount < whole_of[0] <= 1_000:
        return None
    behind = texts[whole_of[1]] if whole_of[1] < len(texts) else ""
    # "two in 24 hours", "4.9 out of 5 stars": no shares.
    if behind in ("star", "stars") or (texts[end] == "in" and (behind in TIMES or behind in ALREADY_A_COUNT)):
        return None
    return _share(amount / whole_of[0], place, whole_of[1])


def _share(share: float, start: int, end: int) -> Value | None:
    percent = round(100 * share, 1)
    return Value(percent, percent, start, end) if percent <= 100 else None


def read_value(texts: Sequence[str], place: int) -> Value | None:
    """A number or a range that begins at a place, with the currency before it."""
    sign = texts[place] if texts[place] in CURRENCIES else ""
    first = _single(texts, place + bool(sign))
    if first is None or (not sign and place > 0 and texts[place - 1] in CURRENCIES):
        return None
    low, end = first
    for unit in (0, 1):  # the first bound may have a unit of its own
        if unit and texts[end : end + 1] and texts[end] not in _UNITS:
            break
        second = _second_bound(texts, place, end + unit, sign)
        if second is not None:
            return _ranged(low, second, Value(low, low, place, end, sign), texts)
    return Value(low, low, place, end, sign)


def _second_bound(texts: Sequence[str], start: int, link: int, sign: str) -> tuple[float, int] | None:
    between = texts[max(start - 1, 0)] == "between"
    if texts[link : link + 1] not in (["to"], ["-"], ["or"]) and not (
        between and texts[link : link + 1] == ["and"]
    ):
        return None
    return _single(texts, link + 1 + (bool(sign) and texts[link + 1 : link + 2] == [sign]))


def _ranged(low: float, second: tuple[float, int], first: Value, texts: Sequence[str]) -> Value:
    """A range; bounds with units of their own ("two hours to three days") get the first one's."""
    high, end = second
    one = TIMES.get(texts[first.end])
    other = TIMES.get(texts[end]) if end < len(texts) else None
    if one and other and one != other:
        return Value(low, high * HOURS[other] / HOURS[one], first.start, end, first.sign, one)
    return Value(min(low, high), max(low, high), first.start, end, first.sign)


def _single(texts: Sequence[str], place: int) -> tuple[float, int] | None:
    """One number without unit, in figures or words, and where it ends."""
    if place >= len(texts) or not patterns.is_number(texts[place]):
        return None
    found = _figures(texts, place) if texts[place][0].isdecimal() else _written(texts, place)
    if found is not None and list(texts[found[1] : found[1] + 3]) == ["and", "a", "half"]:
        return found[0] + 0.5, found[1] + 3
    return found


def _written(texts: Sequence[str], place: int) -> tuple[float, int]:
    total, current, end = 0, 0, place
    while end < len(texts) and (texts[end] in patterns.WRITTEN or texts[end] in patterns.MULTIPLES):
        factor = patterns.MULTIPLES.get(texts[end])
        if factor is None:
            more = patterns.WRITTEN[texts[end]]
            if end > place and not _goes_on(current, more):
                break
            current += more
        else:
            current = max(current, 1) * factor
            if factor > 100:
                total, current = total + current, 0
        end += 1
    return float(total + current), end


def _goes_on(current: int, more: int) -> bool:
    """Whether a written number goes on with a word: "twenty five", "hundred twenty", not "two three"."""
    return current % 100 == 0 or (current % 100 >= 20 and current % 10 == 0 and more < 10)


def _figures(texts: Sequence[str], place: int) -> tuple[float, int] | None:
    try:
        value = float(_THOUSANDS.sub("", texts[place]))
    except ValueError:  # a date, a version, figures of another script
        return None
    behind = texts[place + 1] if place + 1 < len(texts) else ""
    if behind in _FACTORS:
        return value * _FACTORS[behind], place + 2
    return value, place + (2 if behind == "s" and 1900 <= value <= 2090 else 1)

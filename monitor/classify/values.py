"""Values and ranges as texts write them: "1,300", "twenty-five", "50 to 70", "half an hour"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from monitor.config import patterns

CURRENCIES = {"$": "USD", "£": "GBP", "€": "EUR", "usd": "USD", "gbp": "GBP", "eur": "EUR"}
HOURS = {
    "second": 1 / 3600,
    "minute": 1 / 60,
    "hour": 1,
    "day": 24,
    "week": 168,
    "month": 730.5,
    "year": 8766,
    "decade": 87660,
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
PERCENT = frozenset({"%", "percent", "percentage"})
ARTICLES = frozenset({"a", "an"})

_THOUSANDS = re.compile(r",(?=\d{3}(?!\d))")
_FACTORS = {"k": 1_000, "thousand": 1_000, "million": 1_000_000}
_MULTIPLES = {**patterns.MULTIPLES, **_FACTORS}
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


def read_idiom(texts: Sequence[str], place: int) -> Value | None:
    """A time without figures: "half an hour", "a day or two", "an hour and a half".

    Its end is that of its unit, or of what follows that.
    """
    if texts[place] == "half":
        unit = place + 1 + (texts[place + 1 : place + 2] in (["a"], ["an"]))
        name = TIMES.get(texts[unit]) if unit < len(texts) else None
        if name == "hour":
            return Value(30, 30, place, unit + 1, unit="minute")
        return Value(0.5, 0.5, place, unit + 1, unit=name) if name else None
    name = TIMES.get(texts[place + 1]) if place + 1 < len(texts) else None
    if name is None or (texts[place] != "one" and texts[place] not in ARTICLES):
        return None
    behind = tuple(texts[place + 2 : place + 5])
    if behind[:2] == ("or", "two"):
        return Value(1, 2, place, place + 4, unit=name)
    return Value(1.5, 1.5, place, place + 5, unit=name) if behind == ("and", "a", "half") else None


def read_value(texts: Sequence[str], place: int) -> Value | None:
    """A number or a range that begins at a place, with the currency before it."""
    sign = texts[place] if texts[place] in CURRENCIES else ""
    first = _half_of_a_dose(texts, place) or single(texts, place + bool(sign))
    if first is None or (not sign and place > 0 and texts[place - 1] in CURRENCIES):
        return None
    low, end = first
    for unit in (0, 1):  # the first bound may have a unit of its own
        if unit and texts[end : end + 1] and texts[end] not in _UNITS:
            break
        second = _second_bound(texts, place, end + unit, sign) or _joined(texts, end, unit)
        if second is not None:
            low = _shared_multiple(texts, low, end, second)
            return _ranged(low, second, Value(low, low, place, end, sign), texts)
    return Value(low, low, place, end, sign)


def _half_of_a_dose(texts: Sequence[str], place: int) -> tuple[float, int] | None:
    is_half = texts[place] == "half" and texts[place + 1 : place + 2] == ["a"]
    return (0.5, place + 2) if is_half and place + 2 < len(texts) and texts[place + 2] in DOSES else None


def _second_bound(texts: Sequence[str], start: int, link: int, sign: str) -> tuple[float, int] | None:
    between = texts[max(start - 1, 0)] == "between"
    if texts[link : link + 1] not in (["to"], ["-"], ["or"]) and not (
        between and texts[link : link + 1] == ["and"]
    ):
        return None
    return single(texts, link + 1 + (bool(sign) and texts[link + 1 : link + 2] == [sign]))


def _joined(texts: Sequence[str], end: int, unit: int) -> tuple[float, int] | None:
    """The second bound of "100mg-200mg": a hyphen between letters and figures is no sign of its own."""
    second = single(texts, end + 1) if unit else None
    is_same_unit = second is not None and texts[second[1] : second[1] + 1] == [*texts[end : end + 1]]
    return second if is_same_unit else None


def _shared_multiple(texts: Sequence[str], low: float, end: int, second: tuple[float, int]) -> float:
    """The first bound of "four to five hundred", which leaves its "hundred" to the second."""
    high, last = second
    factor = _MULTIPLES.get(texts[last - 1], 1)
    return low * factor if texts[end - 1] not in _MULTIPLES and low < high / factor else low


def _ranged(low: float, second: tuple[float, int], first: Value, texts: Sequence[str]) -> Value:
    """A range; bounds with units of their own ("two hours to three days") get the first one's."""
    high, end = second
    one = TIMES.get(texts[first.end])
    other = TIMES.get(texts[end]) if end < len(texts) else None
    if one and other and one != other:
        return Value(low, high * HOURS[other] / HOURS[one], first.start, end, first.sign, one)
    return Value(min(low, high), max(low, high), first.start, end, first.sign)


def single(texts: Sequence[str], place: int) -> tuple[float, int] | None:
    """One number without unit, in figures or words, and where it ends."""
    if place >= len(texts) or not patterns.is_number(texts[place]):
        return None
    found = _figures(texts, place) if texts[place][0].isdecimal() else _written(texts, place)
    if found is not None and list(texts[found[1] : found[1] + 3]) == ["and", "a", "half"]:
        return found[0] + 0.5, found[1] + 3
    return found


def _written(texts: Sequence[str], place: int) -> tuple[float, int]:
    total, current, end = 0, 0, place
    while end < len(texts):
        if texts[end] not in patterns.WRITTEN and texts[end] not in patterns.MULTIPLES:
            if not _is_inner_and(texts, place, end):
                break
            end += 1
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


def _is_inner_and(texts: Sequence[str], start: int, place: int) -> bool:
    """Whether an "and" stands inside a number, as in "two hundred and fifty"; not between two bounds."""
    if texts[place] != "and" or texts[place - 1] not in patterns.MULTIPLES or texts[place - 1] == "dozen":
        return False
    behind = [*texts[place + 1 : place + 3], "", ""]
    is_bound = start > 0 and texts[start - 1] == "between"
    return behind[0] in patterns.WRITTEN and behind[1] not in patterns.MULTIPLES and not is_bound


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

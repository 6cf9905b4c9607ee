"""Checks of single values: each takes a ``Spot``, gives the checked value, or reports and gives None."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TypeVar
from urllib.parse import SplitResult, urlsplit

from monitor.config.reading import Spot, kind_of, nearest

T = TypeVar("T")
Word = TypeVar("Word", bound=str)
Check = Callable[[Spot], T | None]

_LONGEST_DURATION = timedelta(days=3650)
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_LONGEST_ADDRESS = 2000
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,8}")
_HOST = re.compile(r"[a-z0-9_.:-]*[a-z0-9:]\.?", re.IGNORECASE)
_LOGIN = re.compile(r"[^/?#]*//[^/?#]*@")


def flag(spot: Spot) -> bool | None:
    """Check for true or false."""
    if isinstance(spot.value, bool):
        return spot.value
    spot.wrong(f"is {kind_of(spot.value)}", "write true or false, without quotes")
    return None


def whole(least: int, most: int) -> Check[int]:
    """Make a check for a whole number between two bounds, both allowed."""
    right = f"give a whole number from {least} to {most}, without quotes"

    def check(spot: Spot) -> int | None:
        if isinstance(spot.value, bool) or not isinstance(spot.value, int):
            spot.wrong(f"is {kind_of(spot.value)}", right)
        elif least <= spot.value <= most:
            return spot.value
        else:
            spot.wrong(f"is {spot.shown}", right)
        return None

    return check


def number(least: float, most: float) -> Check[float]:
    """Make a check for a number between two bounds, both allowed."""
    right = f"give a number from {least:g} to {most:g}, without quotes"

    def check(spot: Spot) -> float | None:
        if isinstance(spot.value, bool) or not isinstance(spot.value, int | float):
            spot.wrong(f"is {kind_of(spot.value)}", right)
        elif least <= spot.value <= most:
            return float(spot.value)
        else:
            spot.wrong(f"is {spot.shown}", right)
        return None

    return check


def text(longest: int) -> Check[str]:
    """Make a check for one line of text of at most some characters; outer white space is dropped."""

    def check(spot: Spot) -> str | None:
        if not isinstance(spot.value, str):
            spot.wrong(f"is {kind_of(spot.value)}", "give text in quotes")
            return None
        found = spot.value.strip()
        if not found:
            spot.wrong("is empty", "give some text, or leave the key out")
            return None
        # Line breaks and invisible characters would end up in mail headers and terminals.
        if not found.isprintable() or len(found) > longest:
            spot.wrong(f"is {spot.shown}", f"give one line of at most {longest} visible characters")
            return None
        return found

    return check


def one_of(known: Sequence[Word]) -> Check[Word]:
    """Make a check for one of some words."""
    words = tuple(known)

    def check(spot: Spot) -> Word | None:
        close = nearest(spot.value, words) if isinstance(spot.value, str) else None
        for word in words:
            if word == spot.value:
                return word
        right = f'did you mean "{close}"?' if close else "give one of: " + ", ".join(words)
        spot.wrong(f"is {spot.shown}", right)
        return None

    return check


def many(item: Check[T], least: int = 0) -> Check[tuple[T, ...]]:
    """Make a check for a list without repetitions, each item by the check ``item``."""

    def check(spot: Spot) -> tuple[T, ...] | None:
        if not isinstance(spot.value, list):
            spot.wrong(f"is {kind_of(spot.value)}", 'give a list in brackets, like ["…", "…"]')
            return None
        if len(spot.value) < least:
            spot.wrong("is an empty list", f"give at least {least}")
        found: dict[T, None] = {}
        for place, value in enumerate(spot.value):
            here = spot.inside(place, value)
            checked = item(here)
            if checked is None:
                continue
            if checked in found:
                here.wrong(f"stands here twice: {here.shown}", "remove one of them")
            found[checked] = None
        return tuple(found)

    return check


def optional(check: Check[str]) -> Check[str]:
    """Make a check that also allows empty text, which means: not set."""
    return lambda spot: "" if spot.value == "" else check(spot)


def parse_duration(written: str) -> timedelta | None:
    """Read a length of time such as ``7d``, ``12h``, ``30m`` or ``0s``; None if it is none."""
    match = re.fullmatch(r"([0-9]{1,9})([smhd])", written)
    if match is None:
        return None
    length = timedelta(**{_UNITS[match[2]]: int(match[1])})
    return length if length <= _LONGEST_DURATION else None


def duration(spot: Spot) -> timedelta | None:
    """Check for a length of time."""
    length = parse_duration(spot.value) if isinstance(spot.value, str) else None
    if length is None:
        right = 'give a length of time like "7d", "12h", "30m" or "0s", at most "3650d"'
        spot.wrong(f"is {spot.shown}", right)
    return length


def split_web_address(written: str) -> SplitResult | None:
    """Split an http or https address with a host that can exist; None if it is none."""
    try:
        parts = urlsplit(written)
        host = (parts.hostname or "").encode("idna").decode()
        usable = parts.port != 0  # reading the port refuses one that is none
    except ValueError:
        return None
    return parts if usable and parts.scheme in ("http", "https") and _HOST.fullmatch(host) else None


def web_address(spot: Spot) -> str | None:
    """Check for an http or https address without a user name or password."""
    right = 'give a full address like "https://www.example.com/blog/"'
    if not isinstance(spot.value, str):
        spot.wrong(f"is {kind_of(spot.value)}", right)
        return None
    if _LOGIN.match(spot.value):
        # The value is not shown: it may hold a password.
        spot.wrong("holds a user name or password", "give the address without it")
        return None
    found = spot.value.strip()
    plain = found.isprintable() and not re.search(r"[\s\\<>\"]", found) and len(found) <= _LONGEST_ADDRESS
    if not plain or split_web_address(found) is None:
        spot.wrong(f"is {spot.shown}, which is no http or https address", right)
        return None
    return found


def email(spot: Spot) -> str | None:
    """Check for a plain e-mail address: ASCII, without a display name."""
    if isinstance(spot.value, str) and is_email(spot.value):
        return spot.value
    spot.wrong(f"is {spot.shown}, which is no e-mail address", 'give a plain address like "ana@example.com"')
    return None


def is_email(written: str) -> bool:
    """Whether a text is one plain e-mail address."""
    return len(written) <= 254 and _EMAIL.fullmatch(written) is not None

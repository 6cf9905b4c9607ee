"""Addresses of our pages: what one asks for, and links that ask for a little more or less."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlencode

from monitor.errors import UsageError

ROOT = "/-/monitor"

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"[0-9]{1,15}")
MOST_VALUES = 100
LONGEST = 500


@dataclass(frozen=True, slots=True)
class Address:
    """An address within the site: path and arguments, in order.

    Attributes:
        prefix: what a proxy puts before all paths, without a last slash; mostly empty.
    """

    prefix: str
    path: str
    arguments: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        query = f"?{urlencode(self.arguments)}" if self.arguments else ""
        return f"{self.prefix}{self.path}{query}"

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of an argument, each once, without empty ones.

        Raises:
            UsageError: they are too many or too long to be meant.
        """
        found = tuple(dict.fromkeys(value for key, value in self.arguments if key == name and value))
        if len(found) > MOST_VALUES or any(len(value) > LONGEST for value in found):
            raise UsageError(
                f"“{name}” is given too often or too long; "
                f"at most {MOST_VALUES} values of {LONGEST} characters"
            )
        return found

    def one(self, name: str, default: str = "") -> str:
        """The last value of an argument."""
        return (default, *self.all(name))[-1]

    def number(self, name: str) -> int | None:
        """An argument that has to be a number, if it is given.

        Raises:
            UsageError: it is none.
        """
        text = self.one(name)
        if not text:
            return None
        if not _NUMBER.fullmatch(text):
            raise UsageError(f"“{name}={text}” is no number; give one like {name}=12")
        return int(text)

    def day(self, name: str, *, following: bool = False) -> str:
        """An argument that has to be a day, as the time it begins; empty if it is not given.

        Args:
            following: the time the next day begins.

        Raises:
            UsageError: it is no day.
        """
        text = self.one(name)
        if not text:
            return ""
        try:
            if not _DAY.fullmatch(text):
                raise ValueError(text)
            day = date.fromisoformat(text) + timedelta(days=int(following))
        except (ValueError, OverflowError):
            raise UsageError(f"“{name}={text}” is no day; give one like {name}=2026-03-01") from None
        return f"{day.isoformat()}T00:00:00Z"

    def choice(self, name: str, choices: Iterable[str]) -> str:
        """An argument that has to be one of some words; the first where it is not given."""
        known = tuple(choices)
        text = self.one(name, known[0])
        if text not in known:
            raise UsageError(f"“{name}={text}” is not known; choose one of {', '.join(filter(None, known))}")
        return text

    def to(self, path: str, **arguments: str | int) -> Address:
        """Another page: its path below the root of our pages."""
        pairs = tuple((name.rstrip("_"), str(value)) for name, value in arguments.items())
        return Address(self.prefix, f"{ROOT}/{path}" if path else ROOT, pairs)

    def with_(self, **arguments: str | int) -> Address:
        """The same page with some arguments set; an empty one goes."""
        kept = tuple(pair for pair in self.arguments if pair[0] not in arguments)
        more = tuple((name, str(value)) for name, value in arguments.items() if value != "")
        return replace(self, arguments=kept + more)

    def without(self, *names: str) -> Address:
        """The same page with some arguments gone."""
        return replace(self, arguments=tuple(pair for pair in self.arguments if pair[0] not in names))

    def toggled(self, name: str, value: str) -> Address:
        """The same list with one value of a filter put in or taken out, from its beginning."""
        first = self.without("before")
        pair = (name, value)
        if pair in first.arguments:
            return replace(first, arguments=tuple(each for each in first.arguments if each != pair))
        return replace(first, arguments=(*first.arguments, pair))

    def as_(self, ending: str) -> Address:
        """The same list as JSON or CSV."""
        return replace(self, path=f"{self.path}.{ending}")

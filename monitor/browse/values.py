"""Numbers over time: what each clinic's statements said one after the other, since when and until when."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from monitor.classify import THEMES_OF_ROLES, shown
from monitor.records import Number
from monitor.store import parse_iso
from monitor.store.desk import numbers

_FIGURES = re.compile(r"[0-9][0-9.,]*")


@dataclass(frozen=True, slots=True)
class Value:
    """What a statement said for some time.

    Attributes:
        gone_at: None while it stands on some page.
        begins, lasts: of the time that is drawn, in per cent.
    """

    value: str
    since: str
    gone_at: str | None
    begins: float
    lasts: float


@dataclass(frozen=True, slots=True)
class Statement:
    """The same words of a clinic with their numbers, which may differ from time to time.

    Attributes:
        role: what the numbers say, such as ``price_per_session``.
        values: oldest first.
        pages: on which it stood.
        text: as it is worded last, on page ``page_id``, which had it last in ``version`` (None: it stands).
    """

    clinic: str
    clinic_name: str
    role: str
    values: tuple[Value, ...]
    pages: int
    text: str
    page_id: int
    url: str
    version: int | None

    @property
    def stands(self) -> bool:
        """Whether it is said on some page now."""
        return any(each.gone_at is None for each in self.values)


def statements(
    connection: sqlite3.Connection, now: datetime, *, theme: str = "", claim: str = "", clinic: str = ""
) -> list[Statement]:
    """The numbers of a claim, of a clinic or both: by clinic, by what they say, by time."""
    roles = [role for role, about in THEMES_OF_ROLES.items() if theme in ("", about)]
    stays = numbers.stays(connection, roles, theme=theme, claim=claim, clinic=clinic)
    first = parse_iso(min((stay["since"] for stay in stays), default="2000-01-01T00:00:00Z"))
    groups: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for stay in stays:
        words = _FIGURES.sub("#", stay["text"].lower())
        groups.setdefault((stay["clinic"], stay["role"], stay["position"], words), []).append(stay)
    found = [_statement(group, first, now) for group in groups.values()]
    return sorted(
        found, key=lambda each: (each.clinic_name.lower(), each.clinic, each.role, each.values[0].since)
    )


def table_rows(every: Iterable[Statement]) -> list[dict[str, Any]]:
    """For JSON and CSV, a row for each value."""
    return [
        {
            "clinic": each.clinic,
            "role": each.role,
            "value": one.value,
            "since": one.since,
            "gone_at": one.gone_at,
            "pages": each.pages,
            "text": each.text,
            "page_id": each.page_id,
            "url": each.url,
        }
        for each in every
        for one in each.values
    ]


def _statement(stays: list[dict[str, Any]], first: datetime, now: datetime) -> Statement:
    """One statement of its stays, the newest of which comes first."""
    by_value: dict[str, list[dict[str, Any]]] = {}
    for stay in stays:
        number = Number(stay["kind"], stay["low"], stay["high"], stay["unit"], stay["role"])
        by_value.setdefault(shown(number), []).append(stay)
    values = [_value(value, mine, first, now) for value, mine in by_value.items()]
    last = next((stay for stay in stays if stay["gone_at"] is None), stays[0])
    return Statement(
        clinic=last["clinic"],
        clinic_name=last["clinic_name"],
        role=last["role"],
        values=tuple(sorted(values, key=lambda each: (each.since, each.gone_at or "9"))),
        pages=len({stay["page_id"] for stay in stays}),
        text=last["text"],
        page_id=last["page_id"],
        url=last["url"],
        version=last["last_version_id"],
    )


def _value(value: str, stays: list[dict[str, Any]], first: datetime, now: datetime) -> Value:
    since = min(stay["since"] for stay in stays)
    ends = [stay["gone_at"] for stay in stays]
    gone_at = None if None in ends else max(ends)
    whole = (now - first).total_seconds() or 1.0
    begins = min((parse_iso(since) - first).total_seconds() / whole, 0.98)
    ended = (parse_iso(gone_at) - first).total_seconds() / whole if gone_at else 1.0
    return Value(value, since, gone_at, round(begins * 100, 1), round(max(ended - begins, 0.02) * 100, 1))

"""What a benchmark comes to, and how large the benchmarks are."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure; ``goal`` reads like ``>= 0.85``, ``detail`` says what it is made of."""

    bench: str
    value: float
    unit: str
    goal: str
    detail: dict[str, Any] = field(default_factory=dict)

    def line(self) -> str:
        """The figure as one JSON object."""
        return json.dumps(asdict(self))

    @property
    def is_met(self) -> bool:
        """Whether the goal is reached."""
        sign, limit = self.goal.split()
        return self.value >= float(limit) if sign == ">=" else self.value < float(limit)


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is measured.

    Attributes:
        clinics: sites crawled side by side.
        first, again: pages of a first crawl and of a recrawl of unchanged pages.
        visited, edited: pages whose visits and edits are weighed.
        crawls: recrawls that are weighed, of visits and of edits.
        rounds: runs of each side, in turn.
        memory: numbers of pages for which memory is measured, rising.
        stored, asked: passages among which near copies are looked for, and for how many of each kind.
        panel: versions of the panel that is browsed.
        requested: requests of each page that is browsed.
        subscriptions, told: readers, and changes that they are told of.
    """

    clinics: int = 4
    first: int = 1_000
    again: int = 2_000
    visited: int = 1_000
    edited: int = 120
    crawls: int = 5
    rounds: int = 3
    memory: tuple[int, ...] = (1_000, 3_000, 10_000)
    stored: int = 1_000_000
    asked: int = 1_000
    panel: int = 1_000_000
    requested: int = 40
    subscriptions: int = 1_000
    told: int = 500


FULL = Sizes()
SMALL = Sizes(
    clinics=2,
    first=8,
    again=12,
    visited=12,
    edited=4,
    crawls=1,
    rounds=1,
    memory=(4, 8),
    stored=600,
    asked=60,
    panel=2_000,
    requested=2,
    subscriptions=5,
    told=6,
)
"""Enough to see that the benchmarks still run."""

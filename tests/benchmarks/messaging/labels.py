"""The labelled passages and edits, written before what they judge: half to develop on, half for the end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Half = Literal["dev", "held_out"]
HALVES: tuple[Half, ...] = ("dev", "held_out")
FOLDER = Path(__file__).parent

Value = tuple[str, float | None, float | None]


@dataclass(frozen=True)
class Labels:
    """What has to be found, and what may be found: reasonable people differ."""

    needed: frozenset[str]
    allowed: frozenset[str]


@dataclass(frozen=True)
class LabelledPassage:
    """A passage; numbers as (kind, low, high)."""

    text: str
    themes: Labels
    red_flags: Labels
    disclosures: Labels
    numbers: tuple[Value, ...]
    other_numbers: tuple[Value, ...]


@dataclass(frozen=True)
class LabelledEdit:
    """An article before and after, as passages, with the kinds of signals that it has to raise."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    signals: Labels


def passages(half: Half) -> list[LabelledPassage]:
    """The labelled passages of one half."""
    return [
        LabelledPassage(text, _labels(themes), _labels(flags), _labels(disclosures), *_numbers(numbers))
        for text, themes, flags, disclosures, numbers in _rows(f"passages_{half}.txt")
    ]


def edits(half: Half) -> list[LabelledEdit]:
    """The labelled edits of one half."""
    return [
        LabelledEdit(tuple(before.split(" // ")), tuple(after.split(" // ")), _labels(signals))
        for before, after, signals in _rows(f"edits_{half}.txt")
    ]


def _rows(name: str) -> Iterator[list[str]]:
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            yield [cell.strip() for cell in line.split(" | ")]


def _labels(cell: str) -> Labels:
    words = cell.replace("-", "").split()
    either = {word.strip("()") for word in words if word[0] == "("}
    return Labels(frozenset(word for word in words if word[0] != "("), frozenset(either))


def _numbers(cell: str) -> tuple[tuple[Value, ...], tuple[Value, ...]]:
    needed, other = [], []
    for part in re.findall(r"\([^)]*\)|[^;()]+", cell):
        for each in part.strip("() ").split(";"):
            words = each.split()
            if len(words) < 2:
                continue
            low, _, high = words[1].partition("..")
            bounds = (low, low) if ".." not in words[1] else (low, high)
            value = (words[0], *(float(bound) if bound else None for bound in bounds))
            (other if part.strip().startswith("(") else needed).append(value)
    return tuple(needed), tuple(other)  # type: ignore[arg-type]

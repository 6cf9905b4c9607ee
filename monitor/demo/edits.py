"""The steps between the weeks: read from ``edits.toml``, applied to the source, told as events."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from monitor.demo.source import plain
from monitor.records import ChangeKind, Part

HERE = Path(__file__).parent
LAST_WEEK = 4

NoiseKind = Literal["typography", "outage"]
OutageKind = Literal["not_found", "maintenance"]


@dataclass(frozen=True, slots=True)
class Edit:
    """One step of ``edits.toml``; the head of that file says what each field means."""

    week: int
    clinic: str
    kind: ChangeKind | NoiseKind
    why: str
    article: str = ""
    before: str = ""
    after: str = ""
    below: str = ""
    part: Part = "text"
    answer: OutageKind = "not_found"

    @property
    def rewrites(self) -> bool:
        """Whether the article's source changes."""
        return self.kind in ("edited", "retitled", "metadata", "reverted", "typography")


@dataclass(frozen=True, slots=True)
class Event:
    """One true event, as a monitor that crawls once in every week must tell it.

    Attributes:
        week: the crawl that can tell it first; a removal needs a second look.
        url: address of the article when it is told (the new one for ``moved``); empty for ``sitewide``.
        before, after: what was taken out and put in, without markup: a piece of a passage, or a whole
            one where the other is None. Titles, descriptions and addresses for the kinds about these.
    """

    week: int
    kind: ChangeKind
    clinic: str
    article: str
    part: Part
    before: str | None
    after: str | None
    why: str
    url: str = ""


def load_edits() -> tuple[Edit, ...]:
    """Read all steps in the order of the file."""
    with (HERE / "edits.toml").open("rb") as file:
        return tuple(Edit(**table) for table in tomllib.load(file)["edits"])


def apply(edits: Iterable[Edit], text: str) -> str:
    """Return the source after some edits of one article (or of a disclaimer).

    Raises:
        ValueError: a piece does not stand in the source exactly once.
    """
    for edit in edits:
        text = _replaced(edit, text)
    return text


def _replaced(edit: Edit, text: str) -> str:
    old = edit.below or edit.before
    if not old or text.count(old) != 1:
        raise ValueError(f"week {edit.week}, {edit.clinic}, {edit.article}: {text.count(old)} times: {old!r}")
    if edit.below:
        return text.replace(old, f"{old}\n{edit.after}")
    if not edit.after and f" {old}" in text:
        return text.replace(f" {old}", "")
    return text.replace(old, edit.after)


def events(edits: Iterable[Edit]) -> tuple[Event, ...]:
    """Return what must be told, by week and then in the order of the file; addresses are left empty."""
    told = [event for edit in edits if (event := _event(edit)) and event.week <= LAST_WEEK]
    return tuple(sorted(told, key=lambda event: event.week))


def _event(edit: Edit) -> Event | None:
    if edit.kind == "typography" or edit.kind == "outage":
        return None
    return Event(
        week=edit.week + (edit.kind == "removed"),
        kind=edit.kind,
        clinic=edit.clinic,
        article=edit.article,
        part=edit.part,
        before=_seen(edit.before),
        after=_seen(edit.after),
        why=edit.why,
    )


def _seen(piece: str) -> str | None:
    """Return a piece of source as a reader sees it; None for no piece."""
    text = plain(piece).lstrip("#-> ").strip("| ")
    return text or None

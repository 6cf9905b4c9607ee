"""What matters most stands first: the weight of a change, and the order in which a mail tells."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from monitor.alert.told import Told
from monitor.records import ChangeKind

Name = TypeVar("Name", bound=Hashable)

_SIGNALS = {
    "red_flag": 1000,
    "disclosure_lost": 800,
    "number_changed": 600,
    "strengthened": 500,
    "claim_added": 450,
    "claim_dropped": 400,
    "disclosure_added": 350,
    "softened": 300,
    "copied": 250,
}
_KINDS: dict[ChangeKind, int] = {
    "published": 90,
    "removed": 85,
    "sitewide": 80,
    "edited": 70,
    "retitled": 65,
    "reverted": 60,
    "restored": 50,
    "metadata": 20,
    "moved": 10,
}
_WORDS_COUNTED = 9


@dataclass(frozen=True, slots=True)
class Article:
    """The changes of one page in one mail, oldest first; of the site as a whole where ``page_id`` is None."""

    page_id: int | None
    changes: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """One clinic's part of a mail."""

    clinic: str
    name: str
    articles: tuple[Article, ...]


def weight(change: Told) -> int:
    """How much a change matters: its heaviest signal first, then its kind, then its size."""
    heaviest = max((_SIGNALS.get(signal.kind, 0) for signal in change.signals), default=0)
    return heaviest + _KINDS[change.kind] + min(change.words, _WORDS_COUNTED)


def heaviest(changes: Iterable[Told]) -> list[Told]:
    """Changes by weight, the heaviest first; of equal ones the older."""
    return sorted(changes, key=lambda change: (-weight(change), change.id))


def grouped(changes: Sequence[Told]) -> tuple[Group, ...]:
    """Changes by clinic and article; what matters most comes first on both levels."""
    first = {change.id: place for place, change in enumerate(heaviest(changes))}
    groups = []
    for clinic, those in _parted(changes, lambda change: change.clinic):
        articles = [
            Article(those_of_page[0].page_id, tuple(sorted(those_of_page, key=lambda change: change.id)))
            for _, those_of_page in _parted(those, lambda change: change.page_id or 0)
        ]
        articles.sort(key=lambda article: min(first[change.id] for change in article.changes))
        groups.append(Group(clinic, those[0].clinic_name, tuple(articles)))
    groups.sort(key=lambda group: min(first[c.id] for article in group.articles for c in article.changes))
    return tuple(groups)


def _parted(changes: Iterable[Told], key: Callable[[Told], Name]) -> Iterable[tuple[Name, list[Told]]]:
    parts: dict[Name, list[Told]] = {}
    for change in changes:
        parts.setdefault(key(change), []).append(change)
    return parts.items()

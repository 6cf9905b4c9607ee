"""Clusters: clinics whose pages have passages in common, and so a template or one another's texts.

Passages that are near each other are a family.  Pages of different clinics that have several families in
common come from one template; what else stands at several clinics is borrowed by itself, or common knowledge.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from typing import TypeVar

from monitor.classify.borrowing import Sighting, first_at_each, is_common

T = TypeVar("T", bound=Hashable)

TEMPLATE = 3
"""Families that pages of two clinics must have in common to come from one template."""
MOST_PAGES = 50
"""Pages of one family that are paired with each other; a network's footer stands on thousands."""


@dataclass(frozen=True, slots=True)
class Family:
    """Passages that are near each other.

    Attributes:
        text: of the one we saw first.
        sightings: on which pages they stand, and since when; oldest first.
    """

    text: str
    sightings: tuple[Sighting, ...]

    @property
    def clinics(self) -> tuple[Sighting, ...]:
        """The first sighting at each clinic, oldest first."""
        return first_at_each(self.sightings)


@dataclass(frozen=True, slots=True)
class Cluster:
    """Families that stand on the same pages of several clinics.

    Attributes:
        families: in the order of their first sightings.
        common: no template, but what many clinics have had for long.
    """

    families: tuple[Family, ...]
    common: bool

    @property
    def clinics(self) -> tuple[Sighting, ...]:
        """The first sighting of any of its families at each clinic, oldest first."""
        return first_at_each(each for family in self.families for each in family.sightings)


def clusters(families: Iterable[Family], at: datetime) -> list[Cluster]:
    """Put together what comes from one template; the largest first, common knowledge last.

    Args:
        families: with their sightings; those at one clinic only are left out.
        at: now.
    """
    shared = sorted(
        (family for family in families if len(family.clinics) > 1),
        key=lambda family: (family.sightings[0].seen_at, family.text),
    )
    template_of = groups(_alike(shared))
    by_template: dict[int, list[Family]] = defaultdict(list)
    single: list[Family] = []
    for family in shared:
        votes = Counter(template_of[each.page_id] for each in family.sightings if each.page_id in template_of)
        if votes and max(votes.values()) > 1:
            by_template[votes.most_common(1)[0][0]].append(family)
        else:
            single.append(family)
    found = [Cluster(tuple(those), common=False) for those in by_template.values()]
    found += [Cluster((family,), is_common(family.sightings, at)) for family in single]
    return sorted(found, key=lambda each: (each.common, -len(each.families), -len(each.clinics)))


def groups(pairs: Iterable[tuple[T, T]]) -> dict[T, T]:
    """What hangs together by pairs: each member with the one that stands for its group."""
    parent: dict[T, T] = {}

    def root(member: T) -> T:
        while parent.setdefault(member, member) != member:
            parent[member] = parent[parent[member]]
            member = parent[member]
        return member

    for one, other in pairs:
        first, second = root(one), root(other)
        parent[second] = first
    return {member: root(member) for member in list(parent)}


def _alike(families: Sequence[Family]) -> list[tuple[int, int]]:
    """Pages of different clinics that have several families in common."""
    common: Counter[tuple[int, int]] = Counter()
    for family in families:
        clinic_of: Mapping[int, str] = {each.page_id: each.clinic for each in family.sightings}
        for one, other in combinations(sorted(clinic_of)[:MOST_PAGES], 2):
            if clinic_of[one] != clinic_of[other]:
                common[one, other] += 1
    return sorted(pair for pair, count in common.items() if count >= TEMPLATE)

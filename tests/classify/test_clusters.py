"""Clusters: templates, single loans and common knowledge told apart."""

from __future__ import annotations

from datetime import UTC, datetime

from monitor.classify import Family, Sighting, clusters, groups

NOW = datetime(2026, 6, 1, 4, 30, tzinfo=UTC)


def seen(clinic: str, page: int, day: int = 1, *, older: bool = True) -> Sighting:
    """A sighting on a day of March."""
    return Sighting(clinic, page, f"https://{clinic}.example/{page}/", f"2026-03-{day:02}T04:30:00Z", older)


def family(text: str, *sightings: Sighting) -> Family:
    """A passage and where it stands."""
    return Family(text, sightings)


def test_pages_with_several_passages_in_common_are_one_template():
    """They are one cluster, with the clinics in the order in which it was seen there."""
    template = [family(f"Text {n}", seen("north", 1, 2), seen("south", 9, 1)) for n in range(4)]
    loan = family("Loan", seen("north", 2), seen("west", 5, 3, older=False))
    first, second = clusters([loan, *template], NOW)
    assert [each.text for each in first.families] == ["Text 0", "Text 1", "Text 2", "Text 3"]
    assert [each.clinic for each in first.clinics] == ["south", "north"]
    assert second.families == (loan,)
    assert not first.common
    assert not second.common


def test_a_third_clinic_joins_the_template():
    """By way of either of the others."""
    texts = [family(f"A {n}", seen("north", 1), seen("south", 9)) for n in range(3)]
    texts += [family(f"B {n}", seen("south", 9), seen("east", 4)) for n in range(3)]
    (cluster,) = clusters(texts, NOW)
    assert {each.clinic for each in cluster.clinics} == {"north", "south", "east"}


def test_what_is_at_one_clinic_only_is_none():
    """However many of its pages have it."""
    assert clusters([family("Footer", *(seen("north", page) for page in range(90)))], NOW) == []


def test_common_knowledge_comes_last():
    """Many clinics, and for long; a passage that many took up last month is not."""
    many = ("north", "south", "east", "west")
    common = family("Developed in the 1960s.", *(seen(clinic, place) for place, clinic in enumerate(many)))
    fashion = [seen(clinic, 10 + place, 20, older=False) for place, clinic in enumerate(many)]
    loan = family("Loan", seen("north", 2), seen("west", 5))
    march = datetime(2026, 3, 25, tzinfo=UTC)
    found = clusters([common, family("New words.", *fashion), loan], march)
    assert [(each.families[0].text, each.common) for each in found] == [
        ("New words.", False), ("Loan", False), ("Developed in the 1960s.", True),
    ]  # fmt: skip


def test_groups_hang_together_by_pairs():
    """Each member once, under one of its group."""
    found = groups([(1, 2), (3, 4), (2, 3), (7, 7), (8, 9)])
    assert len({found[member] for member in (1, 2, 3, 4)}) == 1
    assert len(set(found.values())) == 3
    assert set(found) == {1, 2, 3, 4, 7, 8, 9}

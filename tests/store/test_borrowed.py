"""The index of near copies: what was stored is found, reworded or not, and edits cost it next to nothing."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest

from monitor.classify import borrowing
from monitor.diff import align, operations
from monitor.records import Change, Entry, Signal
from monitor.store import PassageIndex
from tests.store.conftest import START
from tests.store.factory import extract, passages

FAST = "Most of our guests leave the infusion chair feeling lighter than they have felt in years."
FASTER = "Most of our patients leave the infusion chair feeling lighter than they had felt in many years."
SAFE = "A trained nurse stays beside your chair during the whole visit and watches your blood pressure."
NOWHERE = "Our parking lot behind the bakery is free for two hours and closes in the evening at nine."


@pytest.fixture
def index(desk):
    """The index of the desk's database."""
    return PassageIndex(desk.database)


def other_clinic(desk, slug: str) -> int:
    """A page of another clinic, which was not there at its first look; its id."""
    ids = desk.clinics.sync_clinics(
        [(name, name, f"https://{name}.example/", True) for name in ("bluff-creek", slug)], START
    )
    desk.database.execute("UPDATE clinics SET baseline_at = added_at")
    address = f"https://{slug}.example/a"
    entries = {address: (Entry(address), "article")}
    desk.pages.save_discovery(ids[slug], (), entries, complete=True, probed=True, now=START)
    return desk.pages.find(ids[slug], address)


def edit(desk, *texts: str) -> None:
    """A new version of the desk's page, with the change that it makes."""
    before = desk.versions.standing(desk.page_id)
    after = passages(*texts)
    told = operations(align(before, after), before, after)
    desk.save(extract(*texts), Change("edited", told))


def rows(desk) -> int:
    """Size of the index."""
    return desk.all("SELECT count(*) FROM passage_shingles")[0][0]


def found(index, text: str) -> dict[str, tuple]:
    """Sightings of the stored passages near a text."""
    (passage,) = passages(text)
    return {copy.text: copy.sightings for copy in index.copies(passage)}


def test_a_reworded_sentence_is_found(desk, index):
    """And who has it since when; what is on another subject is not."""
    desk.save(extract(FAST, SAFE))
    index.catch_up()
    assert list(found(index, FAST)) == list(found(index, FASTER)) == [FAST]
    (sighting,) = found(index, FASTER)[FAST]
    assert (sighting.clinic, sighting.page_id, sighting.url) == (
        "bluff-creek",
        desk.page_id,
        "https://bluff.example/fast/",
    )
    assert sighting.seen_at == "2026-03-02T04:30:00Z"
    assert sighting.may_be_older
    assert found(index, NOWHERE) == {}


def test_each_clinic_is_named_with_its_first_sighting(desk, index):
    """The oldest first; also of what it has dropped since."""
    desk.save(extract(FAST))
    desk.save(extract(SAFE))
    desk.page_id = other_clinic(desk, "northwind")
    desk.save(extract(FAST))
    desk.save(extract(NOWHERE, FAST))
    index.catch_up()
    first, second = found(index, FAST)[FAST]
    assert (first.clinic, first.may_be_older) == ("bluff-creek", True)
    assert (second.clinic, second.may_be_older) == ("northwind", False)
    assert second.seen_at == (START + timedelta(days=3)).isoformat().replace("+00:00", "Z")


def test_a_one_word_edit_needs_no_rows(desk, index):
    """The rewording is found all the same, by way of the operation that made it."""
    desk.save(extract(FAST, SAFE))
    index.catch_up()
    size = rows(desk)
    assert size == 2 * borrowing.KEPT
    edit(desk, FAST.replace("guests", "visitors"), SAFE)
    index.catch_up()
    assert rows(desk) == size
    assert list(found(index, FASTER)) == [FAST, FAST.replace("guests", "visitors")]


def test_a_text_that_drifts_away_word_by_word_is_never_lost(desk, index):
    """After each of sixty edits the passage as it stands is found by itself, and mostly reworded, too."""
    chance = Random(1)
    reworded = 0
    now = FAST.rstrip(".").split()
    desk.save(extract(FAST, SAFE))
    index.catch_up()
    for number in range(60):
        now[chance.randrange(len(now))] = (
            f"word{'abcdefghij'[number % 10]}{'xyz'[number % 3] * (number // 3)}"
        )
        text = " ".join(now) + "."
        edit(desk, text, SAFE)
        index.catch_up()
        assert text in found(index, text)
        reworded += text in found(index, text.replace(now[3], "otherwise"))
    assert reworded > 45
    assert rows(desk) < 60 * 2


def test_what_was_stored_before_there_was_an_index_is_added(desk, index):
    """In the order of its ids, once."""
    desk.save(extract(FAST, SAFE))
    index.catch_up()
    size = rows(desk)
    index.catch_up()
    assert rows(desk) == size
    desk.database.execute("DELETE FROM passage_shingles")
    desk.database.execute("UPDATE passage_index SET through = 0")
    index.catch_up()
    assert rows(desk) == size


LIPS = "Ketamine infusion therapy is safe and effective for treatment resistant depression in most people."


def test_stock_phrases_of_many_clinics_are_no_copies(desk, index):
    """Of hundreds who say nearly the same nobody can be called the first, unless enough are found."""
    texts = [f"{LIPS[:-1]} {'abcdefghij'[n % 10] * (n // 10 + 1)}." for n in range(400)]
    for number, slug in enumerate(("north", "south", "west", "east")):
        desk.page_id = other_clinic(desk, slug)
        desk.save(extract(*texts[number * 100 : number * 100 + 100]))
    index.catch_up()
    clinics = {each.clinic for sightings in found(index, LIPS).values() for each in sightings}
    assert len(clinics) in (0, borrowing.MANY)
    assert found(index, LIPS.replace("most people", "nearly everybody we know of")) == {}


def test_a_template_of_one_clinic_is_no_stock_phrase(desk, index):
    """However many of its pages have it, a word exchanged in each: some of them are found."""
    desk.save(extract(*(f"{LIPS[:-1]} {'abcdefghij'[n % 10] * (n // 10 + 1)}." for n in range(400))))
    index.catch_up()
    assert 0 < len(found(index, LIPS)) <= 100


def test_signals_are_stored_with_their_change(desk):
    """In the order they were found."""
    signals = (
        Signal("copied", "", "", FAST, FASTER, "first seen elsewhere"),
        Signal("red_flag", "safety", "cure", None, SAFE, "a rule"),
    )
    desk.save(extract(FASTER), Change("published", signals=signals))
    assert desk.all("SELECT kind, theme, claim, before, after, rule FROM signals ORDER BY id") == [
        ("copied", "", "", FAST, FASTER, "first seen elsewhere"),
        ("red_flag", "safety", "cure", None, SAFE, "a rule"),
    ]

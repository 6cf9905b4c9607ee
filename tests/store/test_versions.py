"""Versions come back byte for byte, and an edit costs what is new."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import StoreError
from monitor.records import Change, Operation
from monitor.store import UNCLASSIFIED, CrawlLog, Visit, open_database
from tests.store.conftest import START
from tests.store.factory import extract, passages

WORDING = "It works for many patients."


def test_a_version_reads_back_as_it_was_stored(desk):
    """Text, metadata and stamp of a version are those of the extract."""
    found = extract("One.", "Two.", "Three.")
    stored = desk.versions.read(desk.save(found))
    assert stored.extract.passages == found.passages
    assert stored.extract.metadata == found.metadata
    assert (stored.extract.stamp, stored.snapshot, stored.technical) == ("test 1", "00" * 32, False)


def test_every_version_keeps_its_text_after_edits(desk):
    """Insertions, removals, moves and returns leave all earlier versions as they were."""
    states = [
        ("One.", "Two.", "Three."),
        ("Zero.", "One.", "Two and a half.", "Three."),
        ("Three.", "Zero.", "One."),
        ("One.", "Two.", "Three."),
        (),
        ("One.", "One.", "One."),
    ]
    ids = [desk.save(extract(*state)) for state in states]
    for version_id, state in zip(ids, states, strict=True):
        assert desk.versions.read(version_id).extract.passages == passages(*state)


def test_another_spelling_of_a_passage_is_kept_from_its_version_on(desk):
    """A curly quote changes no passage, and yet each version reads as it was written."""
    first = desk.save(extract("It's safe.", "One."))
    second = desk.save(extract("It’s safe.", "Two."))
    third = desk.save(extract("It's safe.", "Three."))
    texts = [desk.versions.read(each).extract.text for each in (first, second, third)]
    assert texts == ["It's safe.\nOne.", "It’s safe.\nTwo.", "It's safe.\nThree."]
    assert desk.all("SELECT count(*) FROM passages WHERE text LIKE '%safe%'") == [(1,)]
    assert desk.all("SELECT count(*) FROM passage_spans s JOIN passages p ON p.id = s.passage_id "
                    "WHERE p.text LIKE '%safe%'") == [(1,)]  # fmt: skip


def test_a_span_says_since_when_and_until_when(desk):
    """A passage that stays has one open span; one that went has its first and last version."""
    first = desk.save(extract("One.", "Two."))
    second = desk.save(extract("One.", "Three."))
    rows = desk.all(
        "SELECT p.text, first_version_id, last_version_id FROM passage_spans s "
        "JOIN passages p ON p.id = s.passage_id ORDER BY s.id"
    )
    assert rows == [("One.", first, None), ("Two.", first, first), ("Three.", second, None)]


def test_endless_insertions_at_one_place_keep_the_order(desk):
    """Ranks that run out of room are spread again, closed spans among them."""
    texts = ["First.", "Last."]
    states = []
    ids = []
    for number in range(60):
        texts.insert(1, f"Sentence number {number} between.")
        if number % 7 == 6:
            texts.pop(3)
        states.append(tuple(texts))
        ids.append(desk.save(extract(*texts)))
    for version_id, state in zip(ids, states, strict=True):
        assert tuple(p.text for p in desk.versions.read(version_id).extract.passages) == state


def test_two_pages_share_their_passages(desk):
    """A sentence that stands on two pages is stored once."""
    desk.save(extract(WORDING))
    desk.save(extract(WORDING, "New."))
    assert desk.all(f"SELECT count(*) FROM passages WHERE text = '{WORDING}'") == [(1,)]


def test_an_edit_without_a_visible_difference_cannot_be_stored(desk):
    """Neither through the store nor past it, and nothing of the version is left behind."""
    desk.save(extract("One."))
    moved = Change("edited", (Operation("moved", "One.", "One."),))
    with pytest.raises(StoreError, match="without a visible difference"):
        desk.save(extract("One.", "Two."), moved)
    assert desk.all("SELECT count(*) FROM versions") == [(1,)]
    assert desk.all("SELECT count(*) FROM passages WHERE text = 'Two.'") == [(0,)]


def test_the_same_version_is_not_told_twice(desk):
    """A second change of the same kind for one version is refused by the database itself."""
    edit = Change("edited", (Operation("added", None, "One."),))
    with pytest.raises(Exception, match="UNIQUE"):
        desk.save(extract("One."), edit, edit)
    assert desk.all("SELECT count(*) FROM changes") == [(0,)]


def test_an_operation_names_passages_and_keeps_their_wording(desk):
    """Operations point at passages; the wording of this page is kept only where it differs."""
    from monitor.diff import align, operations

    old, new = extract("It's safe for most."), extract("It’s safe for all.")
    desk.save(old)
    told = operations(align(old.passages, new.passages), old.passages, new.passages)
    desk.save(new, Change("edited", told, 1, 1, 0.75))
    rows = desk.all("SELECT before_passage_id, after_passage_id, before_text, after_text FROM operations")
    assert rows == [(1, 2, None, None)]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.sampled_from(["a b", "c’d", "c'd", "e", "f g", "h"]), max_size=9), max_size=8))
def test_any_history_reads_back(history):
    """Whatever a page says over time, each state comes back exactly."""
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(Path(folder))
        from monitor.diff import align
        from monitor.records import Entry
        from monitor.store import ClinicBook, PageBook, Versions

        book, versions = PageBook(database), Versions(database)
        clinic = ClinicBook(database).sync_clinics([("c", "C", "https://c.example/", True)], START)["c"]
        book.save_discovery(
            clinic,
            (),
            {"k": (Entry("https://c.example/a"), "article")},
            complete=True,
            probed=True,
            now=START,
        )
        page = book.find(clinic, "k")
        log = CrawlLog(database, START, everything=False)
        before, ids = None, []
        for state in history:
            found = extract(*state)
            alignment = None if before is None else align(before, found.passages)
            visit = Visit(page, START, "changed")
            ids.append(
                versions.save(log, visit, found, "", alignment=alignment, changes=(), classified=UNCLASSIFIED)
            )
            before = found.passages
        for version_id, state in zip(ids, history, strict=True):
            assert versions.read(version_id).extract.passages == passages(*state)
        database.close()

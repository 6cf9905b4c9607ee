"""Mentions and numbers: written with their passage, once, and by a new lexicon again."""

from __future__ import annotations

from monitor.records import Mention, Number, Passage
from monitor.store import Classified, Mentions
from tests.store.conftest import Desk
from tests.store.factory import extract

TEXT = "Infusions cost $450."


def classified(version: str, *texts: str) -> Classified:
    """What some texts come to by a lexicon, all the same."""
    mention = Mention("price", "", "theme", version)
    number = Number("money", 450, None, "USD", "price_per_session")
    return Classified(version, {Passage(text, text).key: ((mention,), (number,)) for text in texts})


def test_mentions_and_numbers_are_written_with_a_new_passage(desk: Desk) -> None:
    """Kind, lexicon, bounds and role; a passage that came to nothing is known to have been looked at."""
    about = classified("v1", TEXT)
    about = Classified("v1", {**about.about, Passage("Hello.", "Hello.").key: ((), ())})
    desk.save(extract(TEXT, "Hello.", "Unknown."), classified=about)
    assert desk.all("SELECT theme, claim, kind, lexicon FROM mentions") == [("price", "", "theme", "v1")]
    assert desk.all("SELECT position, kind, low, high, unit, role FROM numbers") == [
        (0, "money", 450, None, "USD", "price_per_session")
    ]
    assert desk.all("SELECT text FROM passages WHERE lexicon_id IS NULL") == [("Unknown.",)]


def test_another_lexicon_finds_everything_stale_once(desk: Desk) -> None:
    """Batches hold what is not classified by it; what is saved is not stale any more."""
    desk.save(extract(TEXT, "Hello."), classified=classified("v1", TEXT))
    mentions = Mentions(desk.database, "v2")
    assert mentions.stale() == 2
    batches = mentions.batches(1)
    first = next(batches)
    assert [passage.text for _, passage in first] == [TEXT]
    mentions.save(first, classified("v2", TEXT))
    assert mentions.stale() == 1
    assert [[passage.text for _, passage in batch] for batch in batches] == [["Hello."]]
    assert desk.all("SELECT lexicon FROM mentions") == [("v2",)]
    assert desk.all("SELECT count(*) FROM numbers") == [(1,)]

"""Which pages are due, and what becomes of addresses."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.records import Change, Entry, Operation, Source, Validators
from monitor.store import Lifecycle, Likeness, Visit
from tests.store.conftest import START
from tests.store.factory import extract

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WEEK = timedelta(days=7)


def list_articles(desk, now, *paths, complete=True, modified=None):
    """Tell the store what the sources list."""
    entries = {
        f"https://bluff.example{path}": (Entry(f"https://bluff.example{path}/", modified), "article")
        for path in paths
    }
    desk.pages.save_discovery(desk.clinic_id, (), entries, complete=complete, probed=True, now=now)
    return [desk.pages.find(desk.clinic_id, key) for key in entries]


def due(desk, now, *, everything=False, limit=None, honest=True):
    """The pages due at a time."""
    return desk.pages.due(
        desk.clinic_id, now=now, revisit=WEEK, everything=everything, limit=limit, honest=honest
    )


def look(desk, page_id, at, outcome="same", **more):
    """Note a visit."""
    desk.log.visit(Visit(page_id, at, outcome, **more))
    desk.log.flush()


def test_a_page_is_looked_at_the_seldomer_the_longer_it_rests(desk):
    """Never read: due. Then daily, after a month every third day, in the end once per ``revisit``."""
    assert due(desk, START) == [desk.page_id]
    look(desk, desk.page_id, START)
    assert due(desk, START + DAY / 2) == []
    assert due(desk, START + DAY / 2, everything=True) == [desk.page_id]
    assert due(desk, START + DAY) == [desk.page_id]
    for days, rest in ((30, 3.5), (300, 7)):
        look(desk, desk.page_id, START + days * DAY)
        assert due(desk, START + (days + rest - 1) * DAY) == []
        assert due(desk, START + (days + rest) * DAY) == [desk.page_id]


def test_a_page_whose_site_keeps_its_dates_rests_for_a_week(desk):
    """Where the date is to be believed; elsewhere a date is no better than none."""
    list_articles(desk, START, "/fast", modified=START)
    look(desk, desk.page_id, START)
    assert due(desk, START + DAY, honest=False) == [desk.page_id]
    assert due(desk, START + 6 * DAY) == []
    assert due(desk, START + WEEK) == [desk.page_id]


def test_a_claimed_modification_makes_a_page_due_once(desk):
    """A source's date is a reason to look, until the page has been looked at."""
    look(desk, desk.page_id, START)
    list_articles(desk, START + DAY, "/fast", modified=START + DAY)
    assert due(desk, START + DAY) == [desk.page_id]
    look(desk, desk.page_id, START + DAY)
    assert due(desk, START + 2 * DAY) == []


def test_a_site_is_known_by_the_dates_it_gave_its_edits(desk):
    """Dated anew: kept. Under the date of the last visit: broken. Without one: nothing."""
    retitled = Change("retitled", (Operation("reworded", "a", "b", "title"),))

    def edit(number):
        desk.save(extract(f"Edit number {number}."), retitled)
        learnt = desk.clinics.standing(desk.clinic_id)
        return learnt.claims_kept, learnt.claims_broken_at is not None

    assert edit(1) == (0, False)
    list_articles(desk, START + DAY, "/fast", modified=START + DAY)
    assert edit(2) == (0, False)  # its first date says nothing about the visit before
    list_articles(desk, START + DAY, "/fast", modified=START + 2 * DAY)
    assert edit(3) == (1, False)
    assert edit(4) == (1, True)


def test_refusals_are_remembered(desk):
    """Until the site says yes again."""
    desk.clinics.save_refusals(desk.clinic_id, 2, START + DAY)
    learnt = desk.clinics.standing(desk.clinic_id)
    assert (learnt.refusals, learnt.left_alone_until) == (2, START + DAY)
    desk.clinics.save_refusals(desk.clinic_id, 0, None)
    assert desk.clinics.standing(desk.clinic_id).left_alone_until is None


def test_a_page_that_left_the_lists_is_due_once(desk):
    """Only a complete reading of the lists can say so."""
    look(desk, desk.page_id, START)
    list_articles(desk, START + HOUR, "/other", complete=False)
    assert desk.page_id not in due(desk, START + HOUR)
    list_articles(desk, START + HOUR, "/other")
    assert desk.page_id in due(desk, START + HOUR)
    look(desk, desk.page_id, START + HOUR)
    assert desk.page_id not in due(desk, START + 2 * HOUR)
    list_articles(desk, START + 3 * HOUR, "/other", "/fast")
    assert desk.page_id in due(desk, START + 3 * HOUR)


@pytest.mark.parametrize("outcome", ["gone", "error", "blocked"])
def test_a_page_that_failed_or_was_missing_is_due_at_the_next_crawl(desk, outcome):
    """Doubt is settled at the next crawl, not a week later."""
    look(desk, desk.page_id, START)
    look(desk, desk.page_id, START + DAY, outcome)
    assert due(desk, START + DAY) == [desk.page_id]


def test_known_pages_come_before_new_ones(desk):
    """So that an article that moved is met at its old address first; the limit cuts the new ones."""
    look(desk, desk.page_id, START)
    new, _old = list_articles(desk, START + WEEK, "/new", "/fast")
    assert due(desk, START + WEEK) == [desk.page_id, new]
    assert due(desk, START + WEEK, limit=1) == [desk.page_id]


def test_sources_are_replaced_by_what_works_today(desk):
    """Validators come back verbatim; a source that is no longer named is forgotten."""
    feed = Source("feed", "https://bluff.example/feed/", Validators('W/"1"', "Sun, 01 Mar 2026 00:00:00 GMT"))
    sitemap = Source("sitemap", "https://bluff.example/sitemap.xml")
    for sources in ((feed, sitemap), (feed,)):
        desk.pages.save_discovery(desk.clinic_id, sources, {}, complete=False, probed=False, now=START)
        assert desk.clinics.sources(desk.clinic_id) == sources


def test_a_moved_page_takes_the_place_of_the_page_known_at_its_new_address(desk):
    """The unread page at the new address goes, its visits and addresses stay with the one that moved."""
    desk.save(extract("One."))
    unread, _ = list_articles(desk, START + DAY, "/faster", "/fast")
    look(desk, unread, START + DAY, "error", reason="timeout")
    change = Change("moved", (Operation("reworded", "a", "b", field="url"),))
    Lifecycle(desk.database).move(
        desk.log,
        desk.visit("moved"),
        change,
        "https://bluff.example/faster/",
        ("https://bluff.example/faster",),
    )
    assert desk.pages.page(unread) is None
    for key in ("https://bluff.example/fast", "https://bluff.example/faster"):
        assert desk.pages.find(desk.clinic_id, key) == desk.page_id
    assert desk.pages.page(desk.page_id).url == "https://bluff.example/faster/"
    assert desk.all("SELECT count(*) FROM visits WHERE reason = 'timeout'") == [(1,)]
    assert desk.all("PRAGMA foreign_key_check") == []


def test_the_same_content_is_found_at_the_clinic_only(desk):
    """A twin is another page of the same clinic with the very same passages."""
    found = extract("One.", "Two.")
    desk.save(found)
    likeness = Likeness(desk.database)
    assert likeness.same_content(desk.clinic_id, found.content_key, but=-1).id == desk.page_id
    assert likeness.same_content(desk.clinic_id, found.content_key, but=desk.page_id) is None
    assert likeness.same_content(desk.clinic_id + 1, found.content_key, but=-1) is None


def test_a_clinic_off_the_list_is_kept_but_disabled(desk):
    """Its history stays; it comes back under the same slug."""
    desk.clinics.sync_clinics([("other", "Other", "https://other.example/", True)], START)
    assert desk.all("SELECT slug, enabled FROM clinics ORDER BY slug") == [("bluff-creek", 0), ("other", 1)]
    ids = desk.clinics.sync_clinics([("bluff-creek", "B", "https://bluff.example/", True)], START)
    assert ids["bluff-creek"] == desk.clinic_id


def test_what_was_not_believed_is_remembered_until_a_good_look(desk):
    """The content key of a suspect look stays with the page, and goes with the next good one."""
    look(desk, desk.page_id, START, "error", reason="collapsed", suspect_key=b"k")
    assert desk.pages.page(desk.page_id).suspect_key == b"k"
    look(desk, desk.page_id, START + DAY)
    assert desk.pages.page(desk.page_id).suspect_key is None


def test_a_failure_keeps_what_is_known_of_the_page(desk):
    """State, validators and hashes survive an error; failing since is the first failure."""
    good = Visit(desk.page_id, START, "same", validators=Validators('"1"'), body_hash=b"b", fingerprint=b"f")
    desk.log.visit(good)
    desk.log.flush()
    before = desk.pages.page(desk.page_id)
    look(desk, desk.page_id, START + DAY, "error", reason="timeout")
    look(desk, desk.page_id, START + 2 * DAY, "error", reason="dns")
    after = desk.pages.page(desk.page_id)
    assert replace(after, failing_since=None, visited_at=before.visited_at) == before
    assert after.failing_since == "2026-03-02T04:30:00Z"

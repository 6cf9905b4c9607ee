"""Weeks: what was alive and what it said, as far as it was seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from monitor.diff import align
from monitor.records import Change, Entry, Mention
from monitor.store import (
    VIEWS,
    Classified,
    ClinicSummary,
    CrawlLog,
    Lifecycle,
    Trends,
    iso,
    open_database,
    recount,
    writing,
)
from tests.store.conftest import START
from tests.store.factory import extract, passages

FAST = "Relief begins within hours."
SLOW = "Relief takes some weeks."
PRICE = "Six infusions cost $2,700."
ONSET = Mention("onset", "", "theme", "v1")
ABOUT = {
    FAST: (ONSET, Mention("onset", "within_hours", "claim", "v1")),
    SLOW: (ONSET,),
    PRICE: (Mention("price", "", "theme", "v1"),),
}
CLASSIFIED = Classified("v1", {passage.key: (ABOUT[passage.text], ()) for passage in passages(*ABOUT)})
MONDAYS = ("2026-03-02", "2026-03-09", "2026-03-16", "2026-03-23")


class Weeks:
    """Visits and ends of crawls on chosen days; day 0 is Monday, 2 March 2026."""

    def __init__(self, desk) -> None:
        self.desk = desk
        ids = {"bluff.example/one": "one", "bluff.example/two": "two"}
        entries = {address: (Entry(f"https://{address}/"), "article") for address in ids}
        desk.pages.save_discovery(desk.clinic_id, (), entries, complete=True, probed=True, now=START)
        self.pages = {name: desk.pages.find(desk.clinic_id, address) for address, name in ids.items()}

    def at(self, day: int) -> datetime:
        """Early on a day."""
        return START + timedelta(days=day + 1)

    def says(self, day: int, page: str, *texts: str) -> None:
        """A look that finds a page saying this."""
        desk, desk.page_id = self.desk, self.pages[page]
        standing = desk.versions.standing(desk.page_id)
        found = extract(*texts)
        alignment = None if standing is None else align(standing, found.passages)
        visit = replace(desk.visit(), visited_at=self.at(day), page_id=desk.page_id)
        desk.versions.save(
            desk.log, visit, found, "00" * 32, alignment=alignment, changes=(), classified=CLASSIFIED
        )

    def look(self, day: int, page: str, outcome: str, reason: str | None = None) -> None:
        """A look that stores no version."""
        visit = replace(self.desk.visit(outcome), visited_at=self.at(day), page_id=self.pages[page])
        self.desk.log.visit(replace(visit, reason=reason))

    def end(self, day: int, outcome: str = "ok") -> None:
        """The end of a crawl; the next one begins."""
        summary = ClinicSummary("bluff-creek", outcome, "", 2, 2, 0, 0)
        self.desk.log.end_clinic(self.desk.clinic_id, summary, self.at(day))
        self.desk.log = CrawlLog(self.desk.database, self.at(day), everything=False)

    def trend(self, view: str = "theme_trend", **where: str) -> dict[str, tuple]:
        """Articles and those that mention, by week."""
        where = where or {"theme": "onset"}
        conditions = " AND ".join(f"{name} = '{value}'" for name, value in where.items())
        rows = self.desk.all(
            f"SELECT week, articles, mentioning FROM {view} WHERE {conditions} ORDER BY week"
        )
        return {week: numbers for week, *numbers in rows}


@pytest.fixture
def weeks(desk) -> Weeks:
    """A clinic with two articles; a third was never read."""
    return Weeks(desk)


def test_articles_count_once_and_only_those_that_were_read(weeks):
    """However many of their passages mention it; a claim is its own."""
    weeks.says(0, "one", FAST, SLOW)
    weeks.says(0, "two", PRICE)
    weeks.end(0)
    assert weeks.trend() == {MONDAYS[0]: [2, 1]}
    assert weeks.trend("claim_history", theme="onset", claim="within_hours") == {MONDAYS[0]: [2, 1]}
    assert weeks.trend(theme="price") == {MONDAYS[0]: [2, 1]}
    assert weeks.desk.all("SELECT share, clinic FROM theme_trend WHERE theme = 'price'") == [
        (0.5, "bluff-creek")
    ]


def test_a_dropped_claim_is_zero_from_then_on(weeks):
    """And the earlier week keeps its count; the last good crawl of a week is the one that counts."""
    weeks.says(0, "one", FAST)
    weeks.says(0, "two", PRICE)
    weeks.end(0)
    weeks.says(8, "two", PRICE, SLOW)
    weeks.end(8)
    weeks.says(9, "one", SLOW)
    weeks.end(9)
    assert weeks.trend() == {MONDAYS[0]: [2, 1], MONDAYS[1]: [2, 2]}
    claim = weeks.trend("claim_history", theme="onset", claim="within_hours")
    assert claim == {MONDAYS[0]: [2, 1], MONDAYS[1]: [2, 0]}


@pytest.mark.parametrize("outcome", ["failed", "interrupted", None])
def test_a_week_without_a_good_crawl_is_a_gap(weeks, outcome):
    """Neither zero nor what it was before; whether the crawl failed or there was none."""
    weeks.says(0, "one", FAST)
    weeks.end(0)
    if outcome:
        weeks.look(7, "one", "error", "timeout")
        weeks.end(7, outcome)
    weeks.look(14, "one", "same")
    weeks.end(14)
    assert weeks.trend() == {MONDAYS[0]: [1, 1], MONDAYS[1]: [None, None], MONDAYS[2]: [1, 1]}


def test_an_article_that_cannot_be_read_counts_on_neither_side(weeks):
    """Unless it was read in the same week; then it stood."""
    weeks.says(0, "one", FAST)
    weeks.says(0, "two", FAST)
    weeks.look(2, "one", "blocked", "http_403")
    weeks.end(2)
    weeks.look(7, "one", "error", "timeout")
    weeks.look(7, "two", "same")
    weeks.end(7)
    weeks.look(14, "one", "not_modified")
    weeks.look(14, "two", "skipped", "crawl_delay")
    weeks.end(14)
    assert weeks.trend() == {MONDAYS[0]: [2, 2], MONDAYS[1]: [1, 1], MONDAYS[2]: [2, 2]}


def test_an_article_that_is_gone_is_not_alive(weeks):
    """From the first look that did not find it; a removed one that is back counts again."""
    weeks.says(0, "one", FAST)
    weeks.says(0, "two", PRICE)
    weeks.end(0)
    weeks.look(7, "one", "gone", "first_look")
    weeks.end(7)
    visit = replace(weeks.desk.visit("gone"), visited_at=weeks.at(14), page_id=weeks.pages["one"])
    Lifecycle(weeks.desk.database).save_change(weeks.desk.log, visit, Change("removed"), ends=True)
    weeks.end(14)
    weeks.look(21, "one", "same", "restored")
    weeks.end(21)
    assert weeks.trend() == dict(zip(MONDAYS, ([2, 1], [1, 0], [1, 0], [2, 1]), strict=True))


def test_a_page_that_became_part_of_another_is_not_alive(weeks):
    """Its address leads to an article that counts already."""
    weeks.says(0, "one", FAST)
    weeks.says(0, "two", FAST)
    weeks.look(1, "two", "moved", "moved_to_known_page")
    weeks.end(1)
    assert weeks.trend() == {MONDAYS[0]: [1, 1]}


def test_counting_again_gives_the_same_unless_the_mentions_changed(weeks):
    """As of the end of each week's last good crawl, whatever came later."""
    weeks.says(0, "one", FAST)
    weeks.says(0, "two", PRICE)
    weeks.end(0)
    weeks.look(7, "two", "gone")
    weeks.says(7, "one", SLOW)
    weeks.end(8)
    database, counted = weeks.desk.database, weeks.desk.all("SELECT * FROM mention_weeks")
    with writing(database):
        assert list(recount(database)) == [(1, 2), (2, 2)]
    assert weeks.desk.all("SELECT * FROM mention_weeks") == counted
    with writing(database):
        database.execute("DELETE FROM mentions WHERE theme = 'price'")
        assert len(list(recount(database))) == 2
    assert weeks.trend(theme="price") == {}
    assert weeks.trend() == {MONDAYS[0]: [2, 1], MONDAYS[1]: [1, 1]}


def test_watched_pages_are_no_articles(weeks):
    """Prices and questions listed by hand are not published week by week."""
    weeks.says(0, "one", FAST)
    weeks.desk.database.execute("UPDATE pages SET kind = 'watched' WHERE id = ?", (weeks.pages["one"],))
    weeks.says(0, "two", SLOW)
    weeks.end(0)
    assert weeks.trend() == {MONDAYS[0]: [1, 1]}


def test_a_clinic_added_later_has_no_weeks_before(weeks):
    """Its first week is the first that was counted; it shares the last with the others, seen or not."""
    weeks.says(0, "one", FAST)
    weeks.end(0)
    desk = weeks.desk
    ids = desk.clinics.sync_clinics([("northwind", "Northwind", "https://north.example/", True)], weeks.at(9))
    desk.log.end_clinic(ids["northwind"], ClinicSummary("northwind", "ok", "", 0, 0, 0, 0), weeks.at(9))
    rows = Trends(desk.database).weeks("onset", "", 12)
    assert [
        (row["clinic"], row["week"], row["articles"], row["mentioning"], row["share"]) for row in rows
    ] == [
        ("bluff-creek", MONDAYS[0], 1, 1, 1.0),
        ("bluff-creek", MONDAYS[1], None, None, None),
        ("northwind", MONDAYS[1], 0, 0, None),
    ]
    assert [row["week"] for row in Trends(desk.database).weeks("onset", "", 1)] == [MONDAYS[1], MONDAYS[1]]
    assert iso(weeks.at(0)) == "2026-03-02T04:30:00Z"


def test_what_was_stored_before_the_upgrade_is_counted_and_indexed(weeks, tmp_path):
    """A database of the release before has its weeks and its near copies as soon as it is opened."""
    weeks.says(0, "one", FAST, "Most of our guests leave the infusion chair feeling lighter than before.")
    weeks.end(0)
    weeks.says(7, "one", SLOW)
    weeks.end(7)
    database = weeks.desk.database
    counted = weeks.desk.all("SELECT * FROM mention_weeks")
    for view in VIEWS:
        database.execute(f"DROP VIEW {view}")
    for table in ("clinic_weeks", "mention_weeks", "passage_shingles", "passage_index"):
        database.execute(f"DROP TABLE {table}")
    database.execute("DELETE FROM _sqlite_migrations WHERE name IN ('m008_shingles', 'm009_weeks')")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    upgraded = open_database(tmp_path)
    assert upgraded.execute("SELECT * FROM mention_weeks").fetchall() == counted
    assert upgraded.execute("SELECT count(*) FROM passage_shingles").fetchone() == (5,)
    assert upgraded.execute("SELECT count(*) FROM theme_trend").fetchone() == (2,)
    upgraded.close()

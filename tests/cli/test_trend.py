"""``monitor trend``: a small table and a sparkline per clinic."""

from __future__ import annotations

import sqlite3
from datetime import date, timedelta

import pytest

from tests.cli.running import UNSAFE, assert_refused, call, rows

KEYS = {"week", "clinic", "articles", "mentioning", "share", "theme", "claim"}
FIRST = date(2026, 1, 5)


@pytest.fixture
def weeks(copied):
    """Thirty weeks of two clinics; one was not seen in the third, and neither in the last."""
    database = sqlite3.connect(copied / "monitor.db")
    with database:
        database.execute("DELETE FROM clinic_weeks")
        database.execute("DELETE FROM mention_weeks")
        database.execute(
            "INSERT INTO clinics (slug, name, url, added_at) VALUES ('northwind', 'Northwind', '', '2026')"
        )
        for clinic, (slug,) in enumerate(
            database.execute("SELECT slug FROM clinics ORDER BY id").fetchall(), 1
        ):
            for number in range(30):
                if slug == "northwind" and number in (2, 29):
                    continue
                week = str(FIRST + timedelta(weeks=number))
                database.execute("INSERT INTO clinic_weeks VALUES (?, ?, 40)", (clinic, week))
                for claim, mentioning in (("", number + 1), ("response_rate", number // 3)):
                    if mentioning and slug != "northwind":
                        database.execute(
                            "INSERT INTO mention_weeks VALUES ('efficacy', ?, ?, ?, ?)",
                            (claim, clinic, week, mentioning),
                        )
    database.close()
    return copied


def test_a_line_per_clinic_and_one_for_all(weeks):
    """Bars, the last numbers, how far they are from the first; a gap is a dot, zero is the lowest bar."""
    heading, columns, first, second, total, note = call("trend", "efficacy", at=weeks).stdout.splitlines()
    assert heading == (
        "efficacy: share of the articles alive that mention it, weeks of 2026-05-11 to 2026-07-27"
    )
    assert columns.split() == ["clinic", "last", "share", "change"]
    assert first.split() == ["bluff-creek", "▆▆▆▆▇▇▇▇▇███", "30/40", "75%", "+27", "points"]
    assert second.split() == ["northwind", "▁▁▁▁▁▁▁▁▁▁▁·", "0/40", "0%", "+0", "points"]
    assert total.split()[0] == "all"
    assert total.split()[2:] == ["30/40", "75%"]  # northwind was not seen, so nothing is compared
    assert "the highest bar is 75%" in note.lower()


def test_json_is_a_week_of_a_clinic_per_line(weeks):
    """With nulls where it was not seen."""
    found = rows(call("trend", "efficacy", "--weeks", 30, "--json", at=weeks).stdout)
    assert len(found) == 60
    assert all(set(each) == KEYS for each in found)
    gaps = [each for each in found if each["articles"] is None]
    assert [(each["clinic"], each["week"]) for each in gaps] == [
        ("northwind", "2026-01-19"), ("northwind", "2026-07-27"),
    ]  # fmt: skip
    assert all(each["mentioning"] is each["share"] is None for each in gaps)
    assert found[0] == {
        "week": "2026-01-05", "clinic": "bluff-creek", "articles": 40, "mentioning": 1, "share": 0.025,
        "theme": "efficacy", "claim": None,
    }  # fmt: skip


def test_a_claim_and_a_clinic_may_be_chosen(weeks):
    """Then there is no line for all."""
    options = ("--claim", "response_rate", "--clinic", "bluff-creek", "--weeks", 2)
    heading, _columns, line, _note = call("trend", "efficacy", *options, at=weeks).stdout.splitlines()
    assert heading.startswith("response_rate: share")
    assert line.split() == ["bluff-creek", "██", "9/40", "22%", "+0", "points"]


def test_a_narrow_terminal_shows_the_newest_weeks(weeks):
    """No line is folded in the middle of its bars."""
    for columns in (60, 80):
        lines = call(
            "trend", "efficacy", "--weeks", 30, at=weeks, env={"COLUMNS": str(columns)}
        ).stdout.splitlines()
        assert all(len(line) <= columns for line in lines)
    assert "weeks of 2026-01-05" in call("trend", "efficacy", "--weeks", 30, at=weeks).stdout


def test_what_is_not_known_is_named_with_what_is_nearest_first(weeks):
    """Themes, claims and clinics."""
    assert_refused(call("trend", "eficacy", at=weeks), 2, "no theme is called eficacy; there are efficacy, ")
    wrong = call("trend", "efficacy", "--claim", "respons", at=weeks)
    assert_refused(wrong, 2, "no claim under efficacy is called respons; there are response_rate")
    assert_refused(call("trend", "price", "--claim", "x", at=weeks), 2, "none yet")
    assert_refused(call("trend", "efficacy", "--clinic", "x", at=weeks), 2, "bluff-creek, northwind")
    assert_refused(call("trend", "efficacy", "--weeks", 0, at=weeks), 2, "--weeks")
    hostile = call("trend", "\x1b[31mred\u202e", at=weeks)
    assert_refused(hostile, 2, "red")
    assert not [character for character in UNSAFE if character in hostile.stderr]


def test_crawls_count_their_weeks(history):
    """As it is after two crawls in one week, or in two."""
    found = rows(call("trend", "efficacy", "--json", at=history).stdout)
    assert found[-1]["articles"] == 5
    assert 0 < found[-1]["mentioning"] <= 5
    assert call("trend", "superiority", at=history).stderr == "no article has mentioned superiority yet\n"

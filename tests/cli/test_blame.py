"""``monitor blame``: since when each passage stands."""

from __future__ import annotations

import pytest

from tests.cli.running import UNSAFE, assert_refused, call, rows, run
from tests.cli.test_diff import change

KEYS = {
    "page_id", "url", "version", "position", "kind", "part", "text", "since", "since_version", "may_be_older",
    "earlier", "elsewhere", "elsewhere_pages",
}  # fmt: skip


def test_a_reworded_passage_has_its_own_date_and_what_it_was(history):
    """The rest stood there at the first look; nothing is wider than a terminal."""
    row = change(history, "/depression/")
    result = call("blame", row["page_id"], at=history)
    assert result.exit_code == 0
    url, heading, *lines = result.stdout.splitlines()
    assert url == row["url"]
    assert heading.startswith(f"version {row['version_to']}, seen 20")
    assert all(len(line) <= 80 for line in lines)
    (place,) = (number for number, line in enumerate(lines) if "Up to 85%" in line)
    assert "^" not in lines[place][:14]
    following = " ".join(lines[place + 1 : place + 5])
    assert " ^    was Up to" in following
    assert "[-70-]{+85+}" in following
    assert sum(line[10:14] == " ^  " and "was" not in line for line in lines) > 4


def test_json_is_a_passage_per_line(history):
    """Dates and versions of all wordings, and the pages on which the passage stands, too."""
    row = change(history, "/depression/")
    found = rows(call("blame", row["url"], "--json", at=history).stdout)
    assert [each["position"] for each in found] == list(range(len(found)))
    assert all(set(each) == KEYS for each in found)
    reworded = next(each for each in found if "85%" in each["text"])
    assert reworded["since_version"] == row["version_to"]
    assert not reworded["may_be_older"]
    (earlier,) = reworded["earlier"]
    assert "70%" in earlier["text"]
    assert (earlier["since_version"], earlier["may_be_older"]) == (row["version_from"], True)
    shared = next(each for each in found if each["text"].startswith("You may not drive"))
    assert shared["elsewhere_pages"] == len(shared["elsewhere"]) >= 2
    assert {each["clinic"] for each in shared["elsewhere"]} == {"bluff-creek"}
    assert row["page_id"] not in {each["page_id"] for each in shared["elsewhere"]}


def test_an_earlier_version_may_be_named(history):
    """As it stood then."""
    row = change(history, "/depression/")
    found = rows(call("blame", row["page_id"], row["version_from"], "--json", at=history).stdout)
    assert {each["since_version"] for each in found} == {row["version_from"]}
    assert any("70%" in each["text"] for each in found)


@pytest.mark.parametrize("page", ["99999", "²", "http://", "", "nowhere.example/x"])
def test_a_page_that_is_not_there_is_named(history, page):
    """Exit code 2, as for ``diff``."""
    assert_refused(call("blame", page, at=history), 2, page, "no such page")


def test_a_version_that_is_not_there_is_named(history):
    """With those that are."""
    row = change(history, "/depression/")
    assert_refused(call("blame", row["page_id"], 99999, at=history), 2, "99999", str(row["version_to"]))


def test_hostile_texts_do_not_steer_the_terminal(history):
    """Neither as text nor as JSON."""
    page = change(history, "/migraine/")["page_id"]
    for options in ((), ("--json",), ("--no-color",)):
        output = run("blame", page, *options, at=history).stdout.decode()
        assert "script" in output
        assert not [character for character in UNSAFE if character in output]


def test_a_narrow_terminal_is_enough(history):
    """Nothing but the address is wider than it."""
    page = change(history, "/migraine/")["page_id"]
    lines = call("blame", page, at=history, env={"COLUMNS": "40"}).stdout.splitlines()
    assert all(len(line) <= 40 for line in lines[2:])

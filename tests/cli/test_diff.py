"""``monitor diff``: two versions side by side."""

from __future__ import annotations

import pytest

from tests.cli.running import UNSAFE, assert_refused, call, rows, run


def change(history, path):
    """The change of one article."""
    found = rows(call("changes", "--json", at=history).stdout)
    return next(row for row in found if row["url"].endswith(path))


def test_the_last_two_versions_are_shown(history):
    """By the page's number; the words that changed are marked, the rest is folded."""
    row = change(history, "/depression/")
    result = call("diff", row["page_id"], at=history)
    assert result.exit_code == 1
    heading, old, new, *lines = result.stdout.splitlines()
    assert heading == row["url"]
    assert old.startswith(f"version {row['version_from']}, seen 20")
    assert new.startswith(f"version {row['version_to']}, seen 20")
    assert any("[-70-]{+85+}" in line for line in lines)
    assert all(len(line) <= 80 for line in lines)


@pytest.mark.parametrize("spelling", ["{}", "{}#top", "  {}", "{}?utm_source=x"])
def test_a_page_may_be_named_by_its_address(history, spelling):
    """In other spellings, too, and without the scheme."""
    row = change(history, "/depression/")
    wanted = call("diff", row["page_id"], at=history).stdout
    assert call("diff", spelling.format(row["url"]), at=history).stdout == wanted
    assert call("diff", row["url"].removeprefix("http://").rstrip("/"), at=history).stdout == wanted


def test_versions_may_be_named(history):
    """Both, in either direction, or the first alone."""
    row = change(history, "/depression/")
    page, old, new = row["page_id"], row["version_from"], row["version_to"]
    assert call("diff", page, old, new, at=history).stdout == call("diff", page, at=history).stdout
    assert call("diff", page, old, at=history).stdout == call("diff", page, at=history).stdout
    assert "[-85-]{+70+}" in call("diff", page, new, old, at=history).stdout


def test_the_same_version_is_the_same(history):
    """Exit code 0, as of diff; also for a page that has one version only."""
    row = change(history, "/chronic-pain/")
    result = call("diff", row["page_id"], at=history)
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "the same")
    assert "compared with itself" in result.stdout


def test_json_is_one_line_with_the_operations(history):
    """The same operations that the change has."""
    row = change(history, "/depression/")
    result = call("diff", row["page_id"], "--json", at=history)
    (shown,) = rows(result.stdout)
    assert result.exit_code == 1
    assert set(shown) == {"page_id", "url", "version_from", "version_to", "operations"}
    assert shown["operations"] == row["operations"]


def test_colour_is_written_only_where_it_is_wanted(history):
    """Not into a pipe, unless asked for; ``--no-color`` wins on a terminal."""
    page = change(history, "/depression/")["page_id"]
    assert "\x1b[" not in call("diff", page, at=history).stdout
    assert "\x1b[31m" in call("diff", page, "--color", at=history).stdout
    assert "\x1b[" not in call("diff", page, "--no-color", at=history).stdout


@pytest.mark.parametrize(
    "page", ["99999", "0", "99999999999999999999999", "²", "http://", "http://[::1", "", "nowhere.example/x"]
)
def test_a_page_that_is_not_there_is_named(history, page):
    """Exit code 2 and where pages can be found, whatever was typed."""
    assert_refused(call("diff", page, at=history), 2, page, "no such page")


def test_a_version_that_is_not_there_is_named(history):
    """With those that are."""
    row = change(history, "/depression/")
    for wanted in (99999, 99999999999999999999999):
        result = call("diff", row["page_id"], row["version_from"], wanted, at=history)
        assert_refused(result, 2, str(wanted), str(row["version_from"]), str(row["version_to"]))
    assert_refused(call("diff", row["page_id"], "x", at=history), 2, "x")
    assert_refused(call("diff", row["page_id"], 1, 2, 3, at=history), 2, "two versions")


def test_hostile_texts_do_not_steer_the_terminal(history):
    """A word of a hundred thousand letters is folded; escapes and turned text are shown as what they are."""
    for path in ("/migraine/", "/anxiety/"):
        output = run("diff", change(history, path)["page_id"], at=history).stdout.decode()
        assert not [character for character in UNSAFE if character in output]
        assert all(len(line) <= 80 for line in output.splitlines() if not line.startswith("http"))


def test_a_narrow_terminal_is_enough(history):
    """Nothing is wider than it."""
    page = change(history, "/depression/")["page_id"]
    lines = call("diff", page, at=history, env={"COLUMNS": "40"}).stdout.splitlines()
    assert all(len(line) <= 40 for line in lines[3:])

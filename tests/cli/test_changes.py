"""``monitor changes``: the list of what was found."""

from __future__ import annotations

import sqlite3

import pytest

from tests.cli.running import UNSAFE, assert_refused, call, rows, run

KEYS = {
    "id", "clinic", "page_id", "url", "title", "kind", "detected_at", "published_at", "version_from",
    "version_to", "words_added", "words_removed", "similarity", "operations", "signals", "themes",
    "crawl_id", "pages",
}  # fmt: skip


def test_every_change_is_a_line_of_json_with_the_documented_keys(history):
    """The keys are public interface: all of them, on every line, and no other."""
    found = rows(call("changes", "--json", at=history).stdout)
    assert sorted(row["kind"] for row in found) == ["edited", "edited", "published", "retitled"]
    assert all(set(row) == KEYS for row in found)
    operations = [operation for row in found for operation in row["operations"]]
    assert operations
    assert all(set(each) == {"kind", "before", "after", "field", "part"} for each in operations)
    assert [row["id"] for row in found] == sorted(row["id"] for row in found)


def test_a_change_is_told_with_what_went_and_what_came(history):
    """A person sees clinic, kind, size, title, address and the marked difference."""
    output = call("changes", "--kind", "edited", at=history).stdout
    assert "bluff-creek  edited  +" in output
    assert "    Ketamine and depression\n" in output
    assert "/blog/depression/\n" in output
    assert "Up to [-70-]{+85+}% of the people" in output
    assert "\x1b" not in output


def test_a_change_is_told_with_what_it_means(history):
    """Each signal with its evidence and rule: as JSON for programs, as a line for people."""
    found = rows(call("changes", "--json", "--signal", "number_changed", at=history).stdout)
    signals = [signal for row in found for signal in row["signals"]]
    assert all(set(each) == {"kind", "theme", "claim", "before", "after", "rule"} for each in signals)
    changed = {each["rule"]: each for each in signals if each["kind"] == "number_changed"}
    rate = next(each for rule, each in changed.items() if "up to 70% → up to 85%" in rule)
    assert (rate["theme"], "Up to 70%" in rate["before"], "Up to 85%" in rate["after"]) == (
        "efficacy",
        True,
        True,
    )
    output = call("changes", "--signal", "number_changed", at=history).stdout
    assert "    » number changed" in output
    assert "up to 70% → up to 85%" in output


def test_filters_choose(history):
    """Each filter alone, and their conjunction."""

    def kinds(*filters):
        return [row["kind"] for row in rows(call("changes", "--json", *filters, at=history).stdout)]

    everything = kinds()
    assert kinds("--kind", "retitled", "--kind", "published") in (
        ["retitled", "published"],
        ["published", "retitled"],
    )
    assert kinds("--clinic", "bluff-creek") == everything
    assert kinds("--since", "1d") == everything
    assert kinds("--since", "2999-01-01") == []
    assert kinds("--limit", "1") == everything[-1:]
    assert set(kinds("--theme", "price")) == {"edited"}
    assert kinds("--theme", "price", "--kind", "published") == []
    assert set(kinds("--signal", "number_changed")) == {"edited"}
    assert kinds("--signal", "copied") == []


def test_no_changes_print_nothing_on_standard_output(history):
    """A script can ask whether the output is empty; a person reads the message."""
    result = call("changes", "--since", "2999-01-01", at=history)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "no changes\n")
    assert call("changes", "--since", "2999-01-01", "--json", at=history).output == ""


@pytest.mark.parametrize(
    "when",
    [
        "7x",
        "-1d",
        "yesterday",
        "2026-13-01",
        "",
        "7 d",
        "9999-12-31T23:59:59-23:00",
        "0001-01-01T00:00+23:59",
    ],
)
def test_a_time_that_is_none_is_refused(history, when):
    """Also one that no calendar holds."""
    assert_refused(call("changes", "--since", when, at=history), 2, "--since", "7d", "2026-03-01")


@pytest.mark.parametrize("when", ["7d", "12h", "30m", "99999w", "2026-03-01", "2026-03-01T10:00:00+02:00"])
def test_a_time_in_any_of_the_shapes_is_taken(history, when):
    """Ages, days, and times of a day."""
    assert call("changes", "--since", when, at=history).exit_code == 0


@pytest.mark.parametrize(
    ("option", "value", "right"),
    [
        ("--clinic", "bluf-creek", "bluff-creek"),
        ("--kind", "changed", "edited"),
        ("--theme", "prices", "price"),
        ("--signal", "loud", "softened"),
        ("--limit", "0", "1"),
        ("--limit", "99999999999999999999", "1"),
        ("--limit", "many", "integer"),
    ],
)
def test_a_wrong_value_is_refused_with_what_would_be_right(history, option, value, right):
    """One line; nothing is silently not found."""
    assert_refused(call("changes", option, value, at=history), 2, value, right)


def test_hostile_texts_do_not_steer_the_terminal(history):
    """Neither as text nor as JSON, where they can be read back as they were."""
    for arguments in (["changes"], ["changes", "--json"]):
        output = run(*arguments, at=history).stdout.decode()
        assert not [character for character in UNSAFE if character in output]
    titles = [row["title"] for row in rows(output)]
    assert any("\u202e" in title and title.startswith("=HYPERLINK") for title in titles)


def test_a_long_list_of_differences_is_cut_and_says_how_to_see_all(history):
    """Long passages are cut, too; the command that shows them names the versions of this change."""
    output = call("changes", at=history).stdout
    assert max(map(len, output.splitlines())) < 1000
    assert "w" * 300 not in output


def test_lines_are_folded_for_the_terminal_and_left_alone_for_other_programs(history):
    """At 40 columns nothing is wider but addresses; without a terminal a line is a line."""
    narrow = call("changes", at=history, env={"COLUMNS": "40"}).stdout.splitlines()
    assert all(len(line) <= 40 for line in narrow if "http" not in line)
    assert len(narrow) > len(call("changes", at=history).stdout.splitlines())


def test_before_the_first_crawl_it_says_what_to_do(empty, tmp_path):
    """No database, and no folder."""
    assert_refused(call("changes", at=empty), 2, str(empty), "monitor crawl --data")
    missing = tmp_path / "nowhere"
    assert_refused(call("changes", at=missing), 2, str(missing), "monitor init")


def _suppress(folder, reason):
    """Let a look at the first article have told nothing, for a reason."""
    database = sqlite3.connect(folder / "monitor.db")
    with database:
        database.execute("UPDATE visits SET reason = ? WHERE crawl_id = 2 AND page_id = 1", (reason,))
        database.execute(
            """INSERT INTO volatile_passages (page_id, hash, text, learnt_at, crawl_id)
            VALUES (1, x'00', ?, '2026-03-01T00:00:00Z', 2)""",
            ("Viewed 312 times \x1b[31m",),
        )
    database.close()


def test_what_was_not_told_is_listed_with_its_reason(copied):
    """And with the passages that do not count, which cannot steer the terminal."""
    _suppress(copied, "volatile")
    output = call("changes", "--suppressed", at=copied).stdout
    assert "bluff-creek  volatile  only what differs between two looks" in output
    assert "~ Viewed 312 times" in output
    assert not [character for character in UNSAFE if character in output]
    (row,) = rows(call("changes", "--suppressed", "--json", at=copied).stdout)
    assert set(row) == {
        "visit_id", "clinic", "page_id", "url", "title", "visited_at", "outcome", "reason", "status",
        "version_from", "version_to", "crawl_id", "passages",
    }  # fmt: skip
    assert (
        call("changes", "--suppressed", "--since", "2999-01-01", at=copied).stderr == "nothing suppressed\n"
    )
    assert "1 passages on 1 pages" in call("status", at=copied).stdout


def test_what_was_kept_and_not_told_names_the_command_that_shows_it(copied):
    """A version whose passages only moved, say."""
    _suppress(copied, "moved_only")
    output = call("changes", "--suppressed", at=copied).stdout
    (command,) = [line.strip() for line in output.splitlines() if "monitor diff" in line]
    assert call(*command.split()[1:]).exit_code == 1


def test_what_is_not_told_has_no_kind(history):
    """Filters that make no sense are refused."""
    assert_refused(
        call("changes", "--suppressed", "--kind", "edited", at=history), 2, "--suppressed", "--since"
    )

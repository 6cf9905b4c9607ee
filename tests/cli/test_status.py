"""``monitor status``: is all well?"""

from __future__ import annotations

import sqlite3
import tomllib

import pytest

from monitor.store import WorkspaceLock
from tests.cli.running import assert_refused, call, rows
from tests.crawl.site import Workspace

CLINIC_KEYS = {
    "clinic", "name", "enabled", "last_outcome", "last_reason", "last_good_crawl", "pages", "live", "missing",
    "removed", "unread", "failing", "failing_since", "seen_in_7_days", "last_change",
    "left_alone_until", "verdict",
}  # fmt: skip


def write(folder, statement, *values):
    """Change the database behind the program's back."""
    database = sqlite3.connect(folder / "monitor.db")
    with database:
        database.execute(statement, values)
    database.close()


def test_all_well_is_exit_code_0(history):
    """A line per clinic, the last crawl by outcome and reason, the database."""
    result = call("status", at=history)
    assert result.exit_code == 0, result.output
    first, *others = result.stdout.splitlines()
    assert first.startswith("bluff-creek: healthy, 5 of 5 pages seen in 7 days, last good crawl 20")
    assert any(line.startswith("last crawl: finished, started 20") for line in others)
    assert "       2 changed (edited)" in others
    assert "database: sound" in others


def test_json_has_a_line_per_clinic_and_one_for_the_rest(history):
    """With the documented keys."""
    clinic, rest = rows(call("status", "--json", at=history).stdout)
    assert set(clinic) == CLINIC_KEYS
    assert clinic["verdict"] == "healthy"
    assert set(rest) == {"database", "last_crawl", "mail", "visits", "volatile"}
    assert rest["database"] == "sound"
    assert sum(row["visits"] for row in rest["visits"]) == 5


@pytest.mark.parametrize(
    ("statement", "verdict"),
    [
        ("UPDATE crawl_clinics SET outcome = 'failed', reason = 'dns' WHERE crawl_id = 2", "failing: dns"),
        ("UPDATE crawl_clinics SET outcome = 'interrupted'", "never crawled to the end"),
        ("UPDATE crawl_clinics SET ended_at = '2026-01-01T00:00:00Z'", "stale"),
        ("UPDATE pages SET failing_since = '2026-01-01T00:00:00Z' WHERE id <= 3", "most pages failing"),
        ("DELETE FROM crawl_clinics", "never crawled to the end"),
    ],
)
def test_what_is_not_well_is_said_and_is_exit_code_1(copied, statement, verdict):
    """Each way in which a clinic can be watched badly."""
    write(copied, statement)
    result = call("status", at=copied)
    assert result.exit_code == 1
    assert result.stdout.startswith(f"bluff-creek: {verdict}")
    assert rows(call("status", "--json", at=copied).stdout)[0]["verdict"] == verdict


def test_a_clinic_that_was_never_crawled_is_not_healthy(copied):
    """It stands on the list, and the database does not know it."""
    with (copied / "clinics.toml").open("a") as file:
        file.write('[[clinics]]\nslug = "new-one"\nurl = "https://new-one.example.com/"\n')
    result = call("status", at=copied)
    assert result.exit_code == 1
    assert "new-one: never crawled\n" in result.stdout


def test_a_clinic_that_is_not_watched_any_more_does_not_count(copied):
    """Neither a disabled one nor one that was taken off the list."""
    write(copied, "UPDATE crawl_clinics SET outcome = 'failed', reason = 'dns'")
    text = (copied / "clinics.toml").read_text()
    (copied / "clinics.toml").write_text(text + "enabled = false\n")
    assert tomllib.loads(text + "enabled = false\n")["clinics"][0]["enabled"] is False
    result = call("status", at=copied)
    assert result.exit_code == 1
    assert "no clinic is enabled" in result.stdout
    assert "bluff-creek" not in result.stdout


def test_damage_is_found(copied):
    """A row that refers to one that is not there."""
    write(copied, "PRAGMA foreign_keys = OFF")
    write(copied, "INSERT INTO sources VALUES (99, 99, 'feed', 'x', NULL, NULL, '')")
    result = call("status", at=copied)
    assert result.exit_code == 1
    assert "database: 1 rows refer to rows that are not there" in result.stdout


@pytest.mark.parametrize("damage", [b"this is no database at all, not in the least", b"\x00" * 5000])
def test_a_file_that_is_no_database_is_named(copied, damage):
    """One line, no traceback."""
    (copied / "monitor.db").write_bytes(damage)
    assert_refused(call("status", at=copied), 1, str(copied / "monitor.db"))


def test_before_the_first_crawl_there_is_nothing_to_say(empty, tmp_path):
    """It says what to do; an empty database is not healthy."""
    assert_refused(call("status", at=empty), 2, "monitor crawl")
    assert_refused(call("status", at=tmp_path / "nowhere"), 2, "clinics.toml", "monitor init")
    (empty / "monitor.db").touch()
    result = call("status", at=empty)
    assert result.exit_code == 1
    assert "bluff-creek: never crawled\n" in result.stdout
    assert "no crawl yet; run: monitor crawl" in result.stdout


def test_wrong_files_are_told_first(copied):
    """All problems of clinics.toml, exit code 2."""
    Workspace(copied, {"bluff-creek": "ftp://x"}, settings="delai = 1")
    result = call("status", at=copied)
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 2
    assert all(line.startswith("monitor: clinics.toml:") for line in result.stderr.splitlines())


def test_a_narrow_terminal_is_enough(history):
    """At 40 columns everything is folded."""
    lines = call("status", at=history, env={"COLUMNS": "40"}).stdout.splitlines()
    assert all(len(line) <= 40 for line in lines)


def test_a_crawl_that_died_is_not_said_to_run(copied):
    """Its row says so until the next crawl; the lock knows better."""
    write(copied, "UPDATE crawls SET state = 'running', ended_at = NULL WHERE id = 2")
    assert "last crawl: killed, started 20" in call("status", at=copied).stdout
    with WorkspaceLock(copied, "crawl"):
        assert "last crawl: running, started 20" in call("status", at=copied).stdout

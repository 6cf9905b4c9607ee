"""``monitor borrowed``: hostile texts, narrow terminals, wrong names; what it finds is tested with crawls."""

from __future__ import annotations

import sqlite3

import pytest

from tests.cli.running import UNSAFE, assert_refused, call, rows, run


@pytest.fixture
def shared(copied):
    """The history, half of whose articles are another clinic's."""
    database = sqlite3.connect(copied / "monitor.db")
    with database:
        database.execute(
            "INSERT INTO clinics (slug, name, url, added_at) VALUES ('northwind', 'North', '', '2026')"
        )
        database.execute("UPDATE pages SET clinic_id = (SELECT max(id) FROM clinics) WHERE id % 2")
        database.execute(
            """INSERT INTO passage_spans (page_id, passage_id, first_version_id, rank, kind, part, begins)
            SELECT g.id, p.id, g.version_id, 1, 'sentence', 'text', 1 FROM pages g, passages p
            WHERE g.version_id IS NOT NULL AND p.text LIKE '%<script>%'"""
        )
    database.close()
    return copied


def test_a_template_is_one_group(shared):
    """The sentences that the articles have in common, by the clinics that have them."""
    (group,) = [
        each for each in rows(call("borrowed", "--json", at=shared).stdout) if len(each["passages"]) > 3
    ]
    assert {each["clinic"] for each in group["clinics"]} == {"bluff-creek", "northwind"}
    assert any(each["text"].startswith("You may not drive") for each in group["passages"])
    assert call("borrowed", "--clinic", "northwind", "--json", at=shared).stdout


def test_hostile_texts_do_not_steer_the_terminal(shared):
    """Neither as text nor as JSON; a passage without end is cut."""
    for options in ((), ("--json",)):
        output = run("borrowed", *options, at=shared).stdout.decode()
        assert not [character for character in UNSAFE if character in output]
    assert "script" in output
    lines = call("borrowed", at=shared, env={"COLUMNS": "40"}).stdout.splitlines()
    assert all(len(line) <= 40 for line in lines if "http" not in line)


def test_nothing_shared_is_said(history):
    """One clinic has nobody to share with."""
    assert call("borrowed", at=history).stdout == "no clinic has a passage of another\n"
    assert call("borrowed", "--json", at=history).stdout == ""


def test_an_unknown_clinic_is_named(history):
    """With those that there are."""
    assert_refused(call("borrowed", "--clinic", "nowhere", at=history), 2, "nowhere", "bluff-creek")

"""``monitor lexicon test`` and ``monitor reclassify``: what a text matches, and history by a new lexicon."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlite_utils import Database

from monitor.cli import main
from tests.cli.running import ROOT, UNSAFE, assert_refused, call, environment, rows

KEYS = {"text", "themes", "claims", "red_flags", "disclosures", "hedges", "boosters", "numbers"}
OTHER = (
    '[context]\nketamine = ["ketamine"]\n[[themes]]\nslug = "price"\ntitle = "Price"\n'
    'patterns = ["infusion*"]\n'
)


def lines(text: bytes, *arguments: str) -> str:
    """Run the command with some standard input."""
    done = CliRunner().invoke(main, ["lexicon", "test", *arguments], input=text, env={"COLUMNS": None})
    assert done.exit_code == 0, done.output
    return done.stdout


def test_text_is_explained(empty: Path) -> None:
    """What counts with its words, pattern and rule; what does not with its reason."""
    shown = call("lexicon", "test", "Ketamine cures PTSD. Is it addictive? It costs $450.", at=empty).stdout
    assert "red flag cure: “cures” by the pattern “cures” [FTC, Health Products" in shown
    assert "number: 450 USD (money" in shown
    shown = call("lexicon", "test", "Does ketamine cure PTSD?", at=empty).stdout
    assert "does not count: asked, not said" in shown
    shown = call("lexicon", "test", "Hello.", at=empty).stdout
    assert "nothing of the lexicon is found" in shown


def test_json_has_one_object_per_line_also_for_empty_ones(empty: Path) -> None:
    """As many lines come out as went in, in order, whatever stands on them."""
    passages = ["70% of patients respond to ketamine.", "", "Grüße  aus\u2028Köln", "Ketamine may help."]
    found = rows(lines("\n".join(passages).encode(), "--json", "--data", str(empty)))
    assert [row["text"] for row in found] == passages
    assert all(set(row) == KEYS for row in found)
    assert found[0]["numbers"] == [
        {"kind": "percent", "low": 70.0, "high": 70.0, "unit": "percent", "role": "response_rate"}
    ]
    assert (found[0]["themes"], found[0]["claims"]) == (["efficacy"], ["response_rate"])
    assert found[3]["hedges"] == ["may"]
    assert lines(b"", "--json") == ""


def test_hostile_input_is_read_and_cannot_steer_the_terminal(tmp_path: Path) -> None:
    """Bytes that are no text and characters that steer are shown as something harmless."""
    hostile = ("Ketamine \x1b[31m \u202e cures \x9b " + "a" * 50_000).encode() + b"\xff\xfe\r\n"
    for arguments in ((), ("--json",)):
        shown = lines(hostile, "--data", str(tmp_path), *arguments)
        assert not any(character in shown for character in UNSAFE)
    (row,) = rows(lines(hostile, "--json"))
    assert "cure" in row["red_flags"]


def test_lexicon_of_the_workspace_is_used_and_checked(empty: Path) -> None:
    """Its patterns; a bad one is refused with its place."""
    (empty / "lexicon.toml").write_text(OTHER)
    (row,) = rows(call("lexicon", "test", "--json", "Two infusions.", at=empty).stdout)
    assert row["themes"] == ["price"]
    (empty / "lexicon.toml").write_text(OTHER.replace("infusion*", "(a+)+"))
    assert_refused(
        call("lexicon", "test", "x", at=empty), 2, "lexicon.toml:6", "themes[1].patterns[1]", "regular"
    )


def test_terminal_without_text_is_told_what_to_give() -> None:
    """Instead of waiting for ever."""
    controller, terminal = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "monitor", "lexicon", "test"],
        cwd=ROOT,
        env=environment(),
        stdin=terminal,
        capture_output=True,
        timeout=60,
    )
    os.close(controller)
    os.close(terminal)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"give a text" in done.stderr


def mentions(workspace: Path) -> set[tuple[str, str, str]]:
    """(theme, claim, lexicon) of everything stored."""
    database = Database(workspace / "monitor.db")
    found = set(database.execute("SELECT theme, claim, lexicon FROM mentions").fetchall())
    database.close()
    return found


def test_reclassify_puts_the_new_lexicon_in_the_place_of_the_old(copied: Path) -> None:
    """Mentions are those of the new lexicon, nothing else changes, and a second run has nothing to do."""
    before = mentions(copied)
    (version,) = {lexicon for *_, lexicon in before}
    assert len({theme for theme, *_ in before}) > 3
    changes = call("changes", "--json", at=copied).stdout
    (copied / "lexicon.toml").write_text(OTHER)
    done = call("reclassify", at=copied)
    assert done.exit_code == 0, done.output
    after = mentions(copied)
    assert {(theme, claim) for theme, claim, _ in after} == {("price", "")}
    assert {lexicon for *_, lexicon in after} != {version}
    told = [{**json.loads(line), "themes": None} for line in changes.splitlines()]
    assert [{**row, "themes": None} for row in rows(call("changes", "--json", at=copied).stdout)] == told
    assert call("reclassify", at=copied).stdout == "0 passages classified again\n"
    (copied / "lexicon.toml").unlink()
    call("reclassify", at=copied)
    assert mentions(copied) == before


def test_reclassify_goes_on_where_it_was_stopped(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was stored before the stop is not looked at again."""
    from monitor.crawl import reclassify

    (copied / "lexicon.toml").write_text(OTHER)
    monkeypatch.setattr(reclassify, "BATCH", 5)
    with reclassify.Reclassification(copied) as run:
        total = run.total
        assert total > 10
        next(run.every())
    assert call("reclassify", at=copied).stdout == f"{total - 5} passages classified again\n"

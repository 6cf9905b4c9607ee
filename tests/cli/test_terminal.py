"""Folding, colours, and JSON that cannot steer a terminal."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.text import Text

from monitor.cli.marking import marked
from monitor.cli.terminal import Folder, json_line, width


@given(st.dictionaries(st.text(), st.text()))
def test_json_says_the_same_and_steers_nothing(row):
    """Whatever the text: one line that reads back as it was, without controls or turned text."""
    line = json_line(row)
    assert json.loads(line) == row
    assert len(line.splitlines()) == 1
    assert all(character.isprintable() for character in line)


def test_json_stays_readable():
    """Letters of all scripts are written as they are."""
    assert json_line({"title": "Größe — 効果 “x”"}) == '{"title": "Größe — 効果 “x”"}'


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "Zs"])), st.integers(20, 100))
def test_folded_lines_are_never_wider(text, columns):
    """Prefix included; no word is lost."""
    lines = list(Folder(columns, colour=False).lines(Text(text), first="* ", rest="    "))
    assert all(Text(line).cell_len <= columns for line in lines)
    assert "".join(text.split()) == "".join("".join(lines).split()).removeprefix("*")


def test_a_line_without_a_width_stays_one_line():
    """Where other programs read."""
    assert list(Folder(None, colour=False).lines(Text("word " * 100), first="- ", rest="  ")) == [
        "- " + "word " * 100
    ]


@pytest.mark.parametrize(
    ("columns", "expected"), [("40", 40), ("5", 20), ("500", 100), ("x", None), ("", None)]
)
def test_the_width_is_that_of_the_terminal_within_reason(monkeypatch, columns, expected):
    """Lines of prose are neither narrower nor wider than can be read."""
    monkeypatch.setenv("COLUMNS", columns)
    assert width() == expected


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("Up to 70% respond.", "Up to 85% respond.", "Up to [-70-]{+85+}% respond."),
        (None, "It came.", "{+It came.+}"),
        ("It went.", None, "[-It went.-]"),
        ("is not approved", "is approved", "is[- not-] approved"),
        ("", None, "[--]"),
    ],
)
def test_a_difference_is_marked(before, after, shown):
    """What went in brackets, what came in braces, close to the words."""
    assert marked(before, after).plain == shown


def test_far_from_a_difference_words_are_left_out_but_never_cut():
    """Forty characters or fewer on each side, with a sign for what is left out."""
    long = "before it many words stand that nobody has to read again because they are as they were "
    shown = marked(f"{long}one {long}", f"{long}two {long}").plain
    assert shown == (
        "… has to read again because they are as they were [-one-]{+two+} before it many words stand that "
        "nobody …"
    ) or ("[-one-]{+two+}" in shown and len(shown) < 110 and shown.startswith("… ") and shown.endswith("…"))
    assert all(word in long for word in shown.replace("[-one-]{+two+}", "").strip("… ").split())


def test_a_passage_of_any_length_is_cut():
    """Also one without a space, and one with escapes."""
    assert len(marked("\x1b[31m" + "w" * 100_000, None).plain) < 300
    assert "\x1b" not in marked("\x1b[31m" + "w" * 100_000, None).plain

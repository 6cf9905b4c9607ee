"""Differences as they are shown: on the terminal and as HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from rich.cells import cell_len

from monitor.diff import align
from monitor.diff.html import marked
from monitor.diff.printable import printable
from monitor.diff.terminal import render
from monitor.records import Operation, Passage
from tests.diff.texts import LONG, passage, passage_lists, passages, texts

ANSI = re.compile(r"\x1b\[[0-9;]*m")
FILLER = [f"Sentence number {number} stays as it is." for number in range(8)]


def shown(
    before: Sequence[Passage], after: Sequence[Passage], width: int = 80, *, colour: bool = False
) -> str:
    """A difference as the terminal shows it."""
    return render(before, after, align(before, after), width=width, colour=colour)


def test_nothing_is_shown_where_nothing_changed() -> None:
    """Equal texts give no line at all, not even a count."""
    assert shown(passages(*FILLER), passages(*FILLER)) == ""
    assert shown([], []) == ""


def test_a_change_stands_in_its_context_under_its_heading() -> None:
    """One passage before, one after, the heading above, the rest counted."""
    heading = passage("Prices", "heading")
    above = [*passages(*FILLER[:5]), heading, *passages(*FILLER[5:7])]
    before = [*above, *passages("A visit is $400.", *FILLER[:4])]
    after = [*above, *passages("A visit is $450.", *FILLER[:4])]
    assert shown(before, after).splitlines() == [
        "  … 6 unchanged passages …",
        "  # Prices",
        "  Sentence number 6 stays as it is.",
        "~ A visit is $[-400-]{+450+}.",
        "  Sentence number 0 stays as it is.",
        "  … 3 unchanged passages …",
    ]


def test_one_line_is_shown_rather_than_counted() -> None:
    """A note that one passage is left out would take the place of that passage."""
    before = passages("Old first words.", *FILLER[:3], "Old last words.")
    after = passages("New first words.", *FILLER[:3], "New last words.")
    assert "unchanged" not in shown(before, after)
    assert all(sentence in shown(before, after) for sentence in FILLER[:3])


def test_every_kind_of_step_has_its_sign() -> None:
    """Added, removed, moved and reworded are told apart without colour; so are other parts of the page."""
    before = passages("Parking is free.", LONG, *FILLER[:2], "Bring a friend along.")
    after = [
        *passages("Bring a friend along.", LONG.replace("forty", "fifty"), *FILLER[:2]),
        passage("Book now", part="call_to_action"),
    ]
    text = shown(before, after)
    assert "- Parking is free." in text
    assert "> Bring a friend along." in text
    assert "~ The infusion lasts [-forty-]{+fifty+} minutes" in text
    assert "+ (call to action) Book now" in text


def test_metadata_stands_first() -> None:
    """Title and other fields are told as before and after."""
    text = render(
        [],
        passages("New text."),
        align([], passages("New text.")),
        width=80,
        colour=False,
        metadata=[
            Operation("reworded", "Old title", "New title", "title"),
            Operation("added", None, "Dr. Vale", "author"),
            Operation("removed", "5 May", None, "published_at"),
        ],
    )
    assert text.splitlines() == [
        "title: Old title → New title",
        "author: (none) → Dr. Vale",
        "published at: 5 May → (none)",
        "+ New text.",
    ]


def test_metadata_alone_brings_no_text() -> None:
    """A new title over an unchanged text shows the title only."""
    same = passages(*FILLER)
    told = [Operation("reworded", "Old", "New", "title")]
    assert (
        render(same, same, align(same, same), width=80, colour=False, metadata=told) == "title: Old → New\n"
    )


def test_colour_adds_nothing_but_colour() -> None:
    """Without its escape sequences the coloured text is the plain one."""
    before, after = (
        passages(LONG, *FILLER, "Gone now."),
        passages(LONG.replace("forty", "50"), *FILLER, "Come now."),
    )
    coloured, plain = shown(before, after, colour=True), shown(before, after)
    assert coloured != plain
    assert ANSI.sub("", coloured) == plain


def test_the_environment_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Colour and width are what the caller says, whatever the terminal is said to be."""
    before, after = passages(LONG), passages(LONG.replace("forty", "fifty"))
    coloured, plain = shown(before, after, colour=True), shown(before, after)
    for name, value in {"NO_COLOR": "1", "FORCE_COLOR": "1", "TERM": "dumb", "COLUMNS": "40"}.items():
        monkeypatch.setenv(name, value)
    assert shown(before, after, colour=True) == coloured
    assert shown(before, after) == plain


@given(passage_lists, passage_lists)
def test_no_line_is_wider_than_asked(before: Sequence[Passage], after: Sequence[Passage]) -> None:
    """Long lines are wrapped, wide letters counted as two columns."""
    for line in shown(before, after, width=24).splitlines():
        assert cell_len(line) <= 24


@pytest.mark.parametrize("width", [0, 1, 20, 80])
def test_long_words_are_broken(width: int) -> None:
    """A word longer than the line is cut into lines; a width in which nothing can be read is widened."""
    text = shown([], passages("x" * 500), width)
    assert max(map(len, text.splitlines())) == max(width, 20)
    assert text.count("x") == 500


HOSTILE = "a\x1b[2J\x1b]0;title\x07b\x00\r\n\x9b31m \u202egro.live\u2066 \u200bc\u2028d\ud800"


def test_control_characters_never_reach_the_terminal() -> None:
    """Escape sequences, line breaks and direction changes in scraped text are made visible or harmless."""
    before, after = [Passage("a old text here", "a old text here")], [Passage(HOSTILE, "hostile")]
    for colour in (False, True):
        text = render(
            before,
            after,
            align(before, after),
            width=80,
            colour=colour,
            metadata=[Operation("reworded", HOSTILE, HOSTILE * 2, "title")],
        )
        text.encode()
        bare = ANSI.sub("", text)
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", bare)
        assert "␛" in bare
        assert "<U+202E>" in bare
        assert "\x1b[2J" not in text


@given(texts)
def test_printable_text_is_one_harmless_line(text: str) -> None:
    """Whatever comes in, no character that steers anything goes out; plain words stay as they are."""
    safe = printable(text)
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]", safe)
    assert printable(safe) == safe


def test_printable_keeps_what_is_written() -> None:
    """Letters, typography and emoji of any script are left alone."""
    text = "Café “ketamine” — 70 % … 治疗 علاج 👩\u200d⚕"
    assert printable(text) == text


def test_html_marks_words() -> None:
    """What went is deleted, what came is inserted, in one line."""
    assert marked("It costs $400.", "It costs $450.") == "It costs $<del>400</del><ins>450</ins>."
    assert marked(None, "New.") == "<ins>New.</ins>"
    assert marked("Old.", None) == "<del>Old.</del>"
    assert marked(None, None) == ""


@given(texts, texts)
def test_html_holds_no_tag_but_its_own(before: str, after: str) -> None:
    """Without the two tags there is nothing left that a browser would take for markup."""
    bare = re.sub(r"</?(?:del|ins)>", "", marked(before, after))
    assert not re.search(r"[<>\"'\x00-\x1f]", bare)
    assert not re.search(r"&(?!amp;|lt;|gt;|quot;|#x27;)", bare)


def test_hostile_html_is_escaped() -> None:
    """A script, an attribute or a false mark in scraped text stays text."""
    html = marked("safe", "<script>alert(1)</script><ins>&\" onload='x' \u202e")
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert html.count("<ins>") == 1
    assert "&lt;U+202E&gt;" in html

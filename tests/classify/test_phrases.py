"""Patterns: found word by word, as people read them, in time that grows with the text alone."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.classify.phrases import Phrases
from monitor.config.patterns import fault
from monitor.extract import normal_form

LISTS = [("condition", ("depression", "chronic pain", "PTSD"))]


def found(pattern: str, text: str) -> str | None:
    """The words that a pattern finds first in a text."""
    assert fault(pattern, ("condition",)) is None
    phrases = Phrases([pattern], LISTS)
    words = phrases.words(normal_form(text))
    hits = phrases.find(words)
    return " ".join(word.folded for word in words[hits[0].start : hits[0].end]) if hits else None


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("side effects", "Few SIDE EFFECTS.", "side effects"),
        ("side effects", "side effect", None),
        ("side effects", "outside effects", None),
        ("fast acting", "a fast-acting drug", "fast acting"),
        ("fast-acting", "a fast acting drug", "fast acting"),
        ("fast acting", "a fast‑acting drug", "fast acting"),
        ("fast acting", "fast, acting", None),
        ("infus*", "two infusions", "infusions"),
        ("infus*", "infus", "infus"),
        ("infus*", "an Überinfusion", None),
        ("cure", "a cure.", "cure"),
        ("cure", "secure", None),
        ("don't wait", "Don’t wait!", "don't wait"),
        ("don’t wait", "don't wait", "don't wait"),
        ("{number} sessions", "after 6 sessions", "6 sessions"),
        ("{number} sessions", "after six sessions", "six sessions"),
        ("{number} sessions", "after twenty-five sessions", "twenty five sessions"),
        ("{number} sessions", "after 4 to 6 sessions", "4 to 6 sessions"),
        ("{number} sessions", "many sessions", None),
        ("${number} per month", "only $1,300 per month", "$ 1,300 per month"),
        ("{number}% of patients", "70 % of patients", "70 % of patients"),
        ("{number}% of patients", "60-70% of patients", "60 - 70 % of patients"),
        ("24/7", "open 24/7", "24 / 7"),
        ("a.b", "axb", None),
        ("U.S. approval", "u.s. approval", "us approval"),
        ("PTSD", "P.T.S.D. and grief", "ptsd"),
        ("größe", "GRÖSSE Größe", "grösse"),
        ("３ months", "3 months", "3 months"),
        ("cures {condition}", "It cures chronic pain.", "cures chronic pain"),
        ("cures {condition}", "It cures colds.", None),
        ("{condition} for good", "no PTSD for good", "ptsd for good"),
        ("cures ... {condition}", "cures even the worst depression", "cures even the worst depression"),
        ("cures ... {condition}", "cures depression", "cures depression"),
        ("cures ... {condition}", "cures colds. Depression", None),
        ("cures ... {condition}", "cures a b c d e f depression", None),
    ],
)
def test_pattern_finds_whole_words(pattern: str, text: str, expected: str | None) -> None:
    """Words match whole, in any case, with the few signs that mean something."""
    assert found(pattern, text) == (expected.casefold() if expected else None)


@given(st.lists(st.sampled_from(["cure", "Über", "24/7", "it's", "50%", "naïve"]), min_size=1, max_size=6))
def test_plain_pattern_finds_itself(words: list[str]) -> None:
    """A phrase of plain words is found in itself."""
    phrase = " ".join(words)
    assert found(phrase, f"({phrase})")


@given(st.text(max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    """Whatever a page writes is cut into words and searched."""
    phrases = Phrases(["cure ... {condition}", "{number}% of"], LISTS)
    words = phrases.words(normal_form(text))
    assert all(0 <= hit.start < hit.end <= len(words) for hit in phrases.find(words))


def test_hostile_text_takes_linear_time() -> None:
    """Text made to look like the beginnings of patterns is searched in time that grows with its length."""
    phrases = Phrases(
        [
            "infus*",
            "{number} of {number} patients who waited",
            "a ... b ... c",
            "{number}% ... {condition} for",
        ],
        LISTS,
    )

    def seconds(text: str) -> float:
        started = time.process_time()
        phrases.find(phrases.words(text))
        return time.process_time() - started

    for piece in ("1,1.1 ", "infus" + "a" * 29, "one of one of ", "a ", "a b ", "1% depression ", "chronic "):
        short, long = seconds(piece * 1_000), seconds(piece * 10_000)
        assert long < 40 * short + 0.3, piece

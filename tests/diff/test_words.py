"""Word-level runs, case by case."""

from __future__ import annotations

import time

import pytest

from monitor.diff import words
from monitor.diff.words import changed_words


def marked(before: str, after: str) -> str:
    """The runs with signs around what came and went."""
    signs = {"equal": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    return "".join(signs[run.kind].format(run.text) for run in words(before, after))


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("", "", ""),
        ("same", "same", "same"),
        ("", "a b", "{+a b+}"),
        ("a b", "", "[-a b-]"),
        ("A visit is $400.", "A visit is $450.", "A visit is $[-400-]{+450+}."),
        ("A visit is €400.", "A visit is $400.", "A visit is [-€-]{+$+}400."),
        ("It costs $1,200 now", "It costs $1,350 now", "It costs $[-1,200-]{+1,350+} now"),
        ("Open 9:00 to 5:00 daily", "Open 9:30 to 5:00 daily", "Open [-9:00-]{+9:30+} to 5:00 daily"),
        ("Ketamine is safe.", "Ketamine is not safe.", "Ketamine is{+ not+} safe."),
        ("Call us today.", "Call us today!", "Call us today[-.-]{+!+}"),
        ("Up to 70 %", "Up to 70%", "Up to 70[- %-]{+%+}"),
        ("It doesn't hurt", "It does hurt", "It [-doesn't-]{+does+} hurt"),
        ("费用是四百元", "费用是五百元", "费用是[-四-]{+五+}百元"),
    ],
)
def test_the_smallest_difference_is_shown(before: str, after: str, shown: str) -> None:
    """A change of one word, number or sign shows that and nothing around it."""
    assert marked(before, after) == shown


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("It’s a “quiet” room — old", 'It\'s a "quiet" room - new', 'It\'s a "quiet" room - [-old-]{+new+}'),
        ("and so on… old", "and so on... new", "and so on... [-old-]{+new+}"),
        ("keta\u00admine\u00a0is old", "ketamine is new", "ketamine is [-old-]{+new+}"),
        ("• A quiet room, old", "- A quiet room, new", "- A quiet room, [-old-]{+new+}"),
        ("caf\u0065\u0301 old", "caf\u00e9 new", "café [-old-]{+new+}"),
        ("one  two\nold", "one two new", "one two [-old-]{+new+}"),
    ],
)
def test_glyphs_that_do_not_count_are_not_shown_as_changed(before: str, after: str, shown: str) -> None:
    """Beside a real change, quotes, dashes, bullets and invisible characters are shown as they are now."""
    assert marked(before, after) == shown


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        (
            "6 sessions over 3 weeks cost $400",
            "8 sessions over 4 weeks cost $450",
            "[-6-]{+8+} sessions over [-3-]{+4+} weeks cost $[-400-]{+450+}",
        ),
        (
            "It is quick-acting and safe",
            "It is slow-moving and safe",
            "It is [-quick-acting-]{+slow-moving+} and safe",
        ),
        (
            "Relief may come to a few people in time, we hope",
            "Relief comes to nearly all our people in hours, we hope",
            "Relief [-may come to a few people in time-]{+comes to nearly all our people in hours+}, we hope",
        ),
        (
            "old we stay in the room with you all day",
            "new we stay in the room with you all night",
            "[-old-]{+new+} we stay in the room with you all [-day-]{+night+}",
        ),
    ],
)
def test_changes_close_together_are_told_as_one(before: str, after: str, shown: str) -> None:
    """Fewer than three equal words between changes join them, unless single words or numbers were swapped."""
    assert marked(before, after) == shown


@pytest.mark.parametrize(
    ("before", "after", "counts"),
    [
        ("one two three", "one two three", (0, 0)),
        ("one two", "one 2 more two", (2, 0)),
        ("$400", "$450", (1, 1)),
        ("70", "70%", (1, 0)),
        ("Yes.", "Yes!", (0, 0)),
        ("a – b", "a b", (0, 0)),
    ],
)
def test_words_are_counted_and_punctuation_is_not(before: str, after: str, counts: tuple[int, int]) -> None:
    """Signs that carry meaning count as a word, marks of punctuation do not."""
    assert changed_words(words(before, after)) == counts


def test_a_rewrite_of_ten_thousand_words_is_fast() -> None:
    """Long texts that have little in common are compared exactly and quickly."""
    before = " ".join(f"w{number * 7919 % 3001}" for number in range(10_000))
    after = " ".join(f"w{number * 6007 % 2999}" for number in range(10_000))
    start = time.process_time()
    words(before, after)
    assert time.process_time() - start < 1.0


@pytest.mark.parametrize(
    "text", [" " * 200_000, "\u200b " * 100_000, "e" + "\u0301" * 200_000, "1." * 100_000]
)
def test_hostile_texts_do_not_hang(text: str) -> None:
    """Long rows of spaces, invisible characters, accents or dots take no more than a moment."""
    start = time.process_time()
    words(text, text + "x")
    assert time.process_time() - start < 5.0

"""By which words a mention was found."""

from __future__ import annotations

import pytest

from monitor.classify import places
from monitor.extract import normal_form
from tests.classify.helpers import packaged


def found(text: str) -> list[tuple[str, str]]:
    """Kind and words of each place."""
    return [
        (place.kind, text[place.start : place.end]) for place in places(text, normal_form(text), packaged())
    ]


def test_words_are_found_in_the_text_as_it_is_shown():
    """With other quotes, dashes and invisible characters than the normal form has."""
    text = "• “Ketamine” – it\u200b cures depression…"
    assert found(text) == [("red_flag", "cures"), ("claim", "depression")]
    assert ("claim", "70% of patients") in found("It’s true: “70% of patients respond”…")


def test_what_does_not_count_has_no_place():
    """A question or a denial makes no claim."""
    assert all(kind == "theme" for kind, _ in found("Ketamine does not cure depression."))


@pytest.mark.parametrize(
    "text", ["", "…", "½ of them", "ﬁne ﬁgures", "a\u0301 b", "x" * 4_000, "it cures depression " * 200]
)
def test_places_stay_within_the_text_and_apart(text):
    """Whatever the normal form makes of it."""
    end = 0
    for place in places(f"{text} cures depression", normal_form(f"{text} cures depression"), packaged()):
        assert end <= place.start < place.end <= len(text) + 18
        end = place.end

"""Sentence splitting on the lines that clinics write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.extract.sentences import split_sentences

HARD_LINES = [
    ["Dr. Alma Reyes leads the clinic.", "She trained in Ohio."],
    ["Bring a snack, e.g. Crackers or fruit.", "Water is free."],
    ["Ketamine vs. Esketamine: what differs?", "Quite a lot."],
    ["A dose is approx. 0.5 mg per kg.", "It is given slowly."],
    ["We give 40 mg. The drip takes 40 minutes."],
    ["It is legal in the U.S. The use is off-label."],
    ["The U.S. Food and Drug Administration cleared it.", "That was in 2019."],
    ["Maria Holt, Ph.D., joined us.", "Welcome, Maria!"],
    ["She holds a Ph.D. in biology.", "Ask her anything."],
    ["We open at 8 a.m. and close at 5 p.m. on weekdays.", "Saturdays vary."],
    ["Open until 5 p.m. Please call first."],
    ["Our nurse, J. K. Moreno, R.N., stays with you.", "Always."],
    ["Scores fell by 3.5 points.", "That is a lot."],
    ["See No. 3 on the list.", "Then sign."],
    ["As shown in Fig. 2, mood improves.", "See also pp. 10-12 there."],
    ["Wait... what happens next?", "Nothing much."],
    ["It just stopped…", "Then it came back."],
    ["“I feel better.”", "She smiled."],
    ["He asked, “Is it safe?” and we said yes.", "It is."],
    ["(Results vary.)", "Ask us."],
    ["Is it covered?", "No!", "But ask."],
    ["The price is $1,200.50 per visit.", "Deposits are $50."],
    ["1. Rest for a day.", "2. Drink water."],
    ["Smith et al. (2021) found the same.", "So did others."],
    ["Visit us at 12 St. James Ave. in Dayton.", "Parking is free."],
    ["Larkfield Inc. is not a hospital.", "It is a clinic."],
    ["He has hepatitis C. The drug is safe for him."],
    ["Vitamin C. Really?"],
    ["Relief came in 24 hrs. Most patients agree."],
    ["Go to example.com for more.", "Or call."],
    ["It works!” she said.", "We agree."],
    ["Nothing ends here"],
    ["治疗需要四十分钟。", "然后休息。"],
]
# Where an abbreviation also ends the sentence, both readings are listed as one line above; the rule takes
# the border when a word follows that usually begins a sentence.
SPLIT_AFTER_ABBREVIATION = {
    "We give 40 mg. The drip takes 40 minutes.": ["We give 40 mg.", "The drip takes 40 minutes."],
    "It is legal in the U.S. The use is off-label.": ["It is legal in the U.S.", "The use is off-label."],
    "Open until 5 p.m. Please call first.": ["Open until 5 p.m.", "Please call first."],
    "He has hepatitis C. The drug is safe for him.": ["He has hepatitis C.", "The drug is safe for him."],
    "Relief came in 24 hrs. Most patients agree.": ["Relief came in 24 hrs.", "Most patients agree."],
}


@pytest.mark.parametrize("sentences", HARD_LINES, ids=lambda sentences: sentences[0][:30])
def test_hard_lines_split_where_a_reader_would(sentences: list[str]) -> None:
    """Titles, initials, abbreviations, decimals, ordinals, quotes and ellipses."""
    expected = SPLIT_AFTER_ABBREVIATION.get(sentences[0], sentences)
    assert split_sentences(("" if "。" in sentences[0] else " ").join(sentences)) == expected


@given(st.text(alphabet='aB1.?! …"”)', max_size=60))
def test_no_character_is_lost(text: str) -> None:
    """Joined again, the sentences are the text but for the white space between them."""
    text = " ".join(text.split())
    assert "".join("".join(split_sentences(text)).split()) == "".join(text.split())


@given(st.text(alphabet="aB. ", max_size=40), st.text(alphabet="cD. ", max_size=40))
def test_a_paragraph_does_not_depend_on_the_next(first: str, second: str) -> None:
    """Splitting keeps no state between texts."""
    alone = split_sentences(first)
    split_sentences(second)
    assert split_sentences(first) == alone


def test_a_word_of_a_hundred_thousand_letters_survives() -> None:
    """Long words and long runs of marks are split in linear time."""
    assert split_sentences("x" * 100_000) == ["x" * 100_000]
    assert len(split_sentences("Go. " * 25_000)) == 25_000
    assert split_sentences("." * 100_000) == ["." * 100_000]

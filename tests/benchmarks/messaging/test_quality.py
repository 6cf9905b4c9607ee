"""The classification is as good as it was when it was last measured, on all parts of the labelled set."""

from __future__ import annotations

import pytest

from tests.benchmarks.messaging.labels import PARTS, Part, edits, passages
from tests.benchmarks.messaging.measure import measure_edits, measure_passages
from tests.classify.helpers import packaged


def test_the_labelled_set_is_large_enough() -> None:
    """400 passages and 150 edits, no passage in two parts."""
    texts = {part: {each.text for each in passages(part)} for part in PARTS}
    assert sum(map(len, texts.values())) >= 400
    assert len(set().union(*texts.values())) == sum(map(len, texts.values()))
    assert sum(len(edits(part)) for part in PARTS) >= 150


@pytest.mark.parametrize("part", PARTS)
def test_passages_are_classified_well(part: Part) -> None:
    """Themes, disclosures and numbers to 95 in 100, red flags to 98."""
    for name, tally in measure_passages(part, packaged()).items():
        assert tally.precision() >= (0.95 if part != "held_out" else 0.9), name
        assert tally.recall() >= (0.98 if name == "red_flag" else 0.95 if part != "held_out" else 0.9), name


@pytest.mark.parametrize("part", PARTS)
def test_edits_are_understood_well(part: Part) -> None:
    """Signals to 95 in 100."""
    tally = measure_edits(part, packaged())
    assert min(tally.precision(), tally.recall()) >= (0.95 if part != "held_out" else 0.9)

"""The classification is as good as it was when it was last measured, on the half that it was developed on."""

from __future__ import annotations

import pytest

from tests.benchmarks.messaging.labels import HALVES, Half, edits, passages
from tests.benchmarks.messaging.measure import measure_edits, measure_passages
from tests.classify.helpers import packaged


def test_the_labelled_set_is_large_enough() -> None:
    """400 passages and 150 edits, in halves, no passage in both."""
    texts = {half: {each.text for each in passages(half)} for half in HALVES}
    assert sum(map(len, texts.values())) >= 400
    assert not texts["dev"] & texts["held_out"]
    assert sum(len(edits(half)) for half in HALVES) >= 150


@pytest.mark.parametrize("half", HALVES)
def test_passages_are_classified_well(half: Half) -> None:
    """Themes, disclosures and numbers to 95 in 100, red flags to 98."""
    for name, tally in measure_passages(half, packaged()).items():
        assert tally.precision() >= (0.95 if half == "dev" else 0.9), name
        assert tally.recall() >= (0.98 if name == "red_flag" else 0.95 if half == "dev" else 0.9), name


@pytest.mark.parametrize("half", HALVES)
def test_edits_are_understood_well(half: Half) -> None:
    """Signals to 95 in 100."""
    tally = measure_edits(half, packaged())
    assert min(tally.precision(), tally.recall()) >= (0.95 if half == "dev" else 0.9)

"""Choosing: each filter by itself, all of them together, and the reason in words."""

from __future__ import annotations

import pytest

from monitor.alert import choose
from tests.alert.making import change, signal, subscription

CHANGE = change(themes=("efficacy", "onset"), signals=(signal("number_changed", "70%", "85%"),))


def test_empty_filters_let_everything_pass() -> None:
    """Who names nothing is told everything."""
    choice = choose(CHANGE, subscription())
    assert (choice.matched, choice.urgent) == (True, False)


@pytest.mark.parametrize(
    ("name", "passes", "refuses", "reason"),
    [
        ("clinics", ("bluff-creek", "other"), ("other",), "clinic, bluff-creek, is not among clinics: other"),
        ("kinds", ("edited",), ("published", "removed"), "edited, is not among kinds: published, removed"),
        ("themes", ("price", "onset"), ("price",), "touches efficacy, onset, and themes asks for price"),
        ("signals", ("number_changed",), ("red_flag",), "has number_changed, and signals asks for red_flag"),
        ("min_words", 2, 3, "2 words are fewer than min_words: 3"),
    ],
)  # fmt: skip
def test_a_filter_decides_and_says_why(name: str, passes: object, refuses: object, reason: str) -> None:
    """What a filter names passes; anything else is refused with what the change has and what was wanted."""
    assert choose(CHANGE, subscription(**{name: passes})).matched
    choice = choose(CHANGE, subscription(**{name: refuses}))
    assert not choice.matched
    assert choice.reason.endswith(reason)


def test_all_filters_must_let_it_pass() -> None:
    """One that does not is enough; the first is named."""
    choice = choose(CHANGE, subscription(clinics=("bluff-creek",), kinds=("removed",), themes=("price",)))
    assert not choice.matched
    assert choice.reason.startswith("its kind")


def test_escalation_is_urgent_and_named() -> None:
    """A signal to be told at once makes the change urgent, but only where the filters let it pass."""
    alarming = change(signals=(signal("red_flag"), signal("disclosure_lost"), signal("red_flag")))
    wanted = subscription(cadence="weekly", escalate=("red_flag", "disclosure_lost"))
    choice = choose(alarming, wanted)
    assert choice.urgent
    assert choice.reason == "it passes all filters, and goes out at once for red_flag, disclosure_lost"
    assert not choose(CHANGE, wanted).urgent
    assert not choose(alarming, subscription(clinics=("other",), escalate=("red_flag",))).urgent


def test_a_change_without_themes_or_signals_says_none() -> None:
    """Where nothing was classified, a filter for it refuses in words that can be read."""
    assert "it touches no theme, and" in choose(change(), subscription(themes=("price",))).reason
    assert "it has no signal, and" in choose(change(), subscription(signals=("copied",))).reason

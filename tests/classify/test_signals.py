"""Signals: what an edit means, and what means nothing."""

from __future__ import annotations

import pytest

from monitor.classify import signals, signals_of_new
from monitor.diff import align, operations
from monitor.extract import normal_form
from monitor.records import Operation, Passage, Signal
from tests.classify.helpers import packaged

STAYS = "Our practice is on the second floor."


def passages(*texts: str) -> tuple[Passage, ...]:
    """Sentences as an article has them."""
    return tuple(Passage(text, normal_form(text)) for text in texts)


def meant(before: tuple[str, ...], after: tuple[str, ...]) -> tuple[Signal, ...]:
    """The signals between two states of an article."""
    then, now = passages(*before), passages(*after)
    told = operations(align(then, now), then, now)
    return signals(told, then, now, packaged(), normal_form)


def kinds(*found: Signal) -> list[tuple[str, str]]:
    """Kind and claim of each."""
    return [(signal.kind, signal.claim) for signal in found]


def test_moved_sentences_mean_nothing() -> None:
    """Whatever stands in them."""
    texts = ("Ketamine cures depression.", "Nausea is common.", "70% respond within two hours.", STAYS)
    assert meant(texts, texts[::-1]) == ()
    assert meant(texts, texts) == ()


def test_a_claim_is_news_only_where_the_article_made_it_nowhere() -> None:
    """A second sentence with the claim is none; the last one that goes is its end."""
    one, two = "Relief comes within hours.", "Within hours of a ketamine infusion patients feel better."
    assert ("claim_added", "within_hours") in kinds(*meant((STAYS,), (STAYS, one)))
    assert ("claim_added", "within_hours") not in kinds(*meant((STAYS, one), (STAYS, one, two)))
    assert ("claim_dropped", "within_hours") not in kinds(*meant((STAYS, one, two), (STAYS, two)))
    assert ("claim_dropped", "within_hours") in kinds(*meant((STAYS, two), (STAYS,)))


def test_a_claim_that_goes_and_comes_otherwise_in_the_same_change_is_no_news() -> None:
    """Reworded beyond recognition and put elsewhere, it is still made."""
    before = ("Relief comes within hours.", STAYS, "We are proud of our team.")
    after = (STAYS, "We are proud of our team.", "People who come to us feel better in a matter of hours.")
    assert "within_hours" not in {claim for _, claim in kinds(*meant(before, after))}


def test_red_flag_names_its_rule_and_quotes_the_sentence() -> None:
    """And the theme it belongs to."""
    (flag,) = (
        each for each in meant((STAYS,), (STAYS, "Ketamine cures depression.")) if each.kind == "red_flag"
    )
    assert (flag.theme, flag.claim, flag.before, flag.after) == (
        "efficacy", "cure", None, "Ketamine cures depression.",
    )  # fmt: skip
    assert "FTC" in flag.rule


def test_approval_in_place_of_off_label() -> None:
    """A disclosure is lost and a red flag raised."""
    found = kinds(*meant(("Ketamine is not FDA-approved for OCD.",), ("Ketamine is FDA-approved for OCD.",)))
    assert ("disclosure_lost", "off_label") in found
    assert ("red_flag", "approved_for_psychiatric_use") in found


def test_number_changed_says_from_what_to_what() -> None:
    """With its role; the same value written otherwise is nothing."""
    (signal,) = meant(("About 70% of patients respond.",), ("About 85 percent of patients respond.",))
    assert (signal.kind, signal.theme, signal.claim) == ("number_changed", "efficacy", "response_rate")
    assert signal.rule == "response rate: 70% → 85%"
    assert meant(("About 70% of patients respond.",), ("About seven in ten patients respond.",)) == ()


@pytest.mark.parametrize(
    ("weak", "strong", "words"),
    [
        ("Ketamine may help some people.", "Ketamine helps people.", "gone: may, some"),
        ("Ketamine helps.", "Ketamine always helps.", "come: always"),
        ("Ketamine usually helps.", "Ketamine helps.", "gone: usually"),
        ("Some patients feel better.", "Most patients feel better.", "gone: some; come: most"),
    ],
)
def test_strength_names_the_words(weak: str, strong: str, words: str) -> None:
    """Which hedges went and which boosters came; the other way round it is softened."""
    (signal,) = (each for each in meant((weak,), (strong,)) if each.kind == "strengthened")
    assert signal.rule == words
    assert "softened" in {each.kind for each in meant((strong,), (weak,))}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Nausea can occur with ketamine.", "Nausea may occur with ketamine."),
        ("We treat anxeity with ketamine.", "We treat anxiety with ketamine."),
        ("“Ketamine” helps.", '"Ketamine" helps.'),
        ("Dr. Lee may join our team.", "Dr. Lee joins our team."),
        ("Ketamine usually helps.", "Ketamine typically helps."),
        ("Most patients feel better.", "The majority of patients feel better."),
        ("Ketamine rapidly relieves pain.", "Ketamine quickly relieves pain."),
    ],
)
def test_equal_strength_spelling_and_other_matters_mean_nothing(before: str, after: str) -> None:
    """Neither synonyms, nor slips, nor glyphs, nor what is not about the treatment."""
    assert meant((before,), (after,)) == ()


def test_title_counts_and_other_fields_do_not() -> None:
    """What an article is called makes claims as well."""
    for field, expected in (("title", {"red_flag"}), ("author", set())):
        operation = Operation("reworded", "Ketamine", "Ketamine cures PTSD", field=field)
        found = signals([operation], (), (), packaged(), normal_form)
        assert {each.kind for each in found} & {"red_flag"} == expected


def test_new_article_is_told_of_its_red_flags_once() -> None:
    """Its claims are no news: it is new as a whole."""
    found = signals_of_new(passages("Ketamine cures PTSD.", "It cures.", "Nausea is common."), packaged())
    assert kinds(*found) == [("red_flag", "cure")]

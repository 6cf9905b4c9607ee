"""Reading passages: what counts, and what is only asked, denied, doubted or said of something else."""

from __future__ import annotations

import pytest

from monitor.classify import classify, reader
from monitor.classify.scope import ASIDE, ASKED, DENIED, OTHER, REPORTED, SUPPOSED
from monitor.records import Mention, Passage
from tests.classify.helpers import lexicon_of, packaged, read


@pytest.mark.parametrize(
    ("text", "flags", "disclosures"),
    [
        ("Ketamine is FDA-approved.", {"approved_for_psychiatric_use"}, set()),
        ("Ketamine is not FDA-approved.", set(), {"off_label"}),
        ("Esketamine is FDA-approved.", set(), set()),
        ("Ketamine is an FDA-approved anesthetic.", set(), set()),
        ("Is ketamine FDA-approved?", set(), set()),
        ("Is Ketamine FDA-Approved", set(), set()),
        ("Some clinics claim that ketamine is FDA-approved.", set(), set()),
        ("Ketamine has no side effects.", {"no_side_effects"}, set()),
        ("TMS has no side effects.", set(), set()),
        ("Unlike TMS, ketamine has no side effects.", {"no_side_effects"}, set()),
        ("Ketamine is not only safe but a cure.", {"cure"}, set()),
        ("Ketamine is not a cure.", set(), set()),
        ("If ketamine were a cure, we would say so.", set(), set()),
        ("If you are depressed, ketamine is the cure.", {"cure"}, set()),
        ("Ketamine may cause nausea.", set(), {"side_effects"}),
        ("Ketamine never causes nausea.", set(), set()),
        ("Does ketamine cause nausea?", set(), set()),
        ("SSRIs can cause nausea.", set(), set()),
        ("Taking ketamine without supervision is dangerous.", set(), {"side_effects"}),
        ("No treatment is without risks, ketamine included.", set(), {"side_effects"}),
        ("Some people do not respond to antidepressants.", set(), set()),
        ("Some people do not respond to ketamine.", set(), {"results_vary"}),
        ("Don't let anyone tell you that ketamine is FDA-approved.", set(), set()),
        ("We hope that you will feel better with ketamine.", set(), set()),
        ("You will not get hooked on ketamine.", {"not_addictive"}, set()),
        ("“It cured my depression,” says a ketamine patient.", {"cure"}, set()),
    ],
)
def test_statements_are_told_from_what_only_holds_their_words(
    text: str, flags: set[str], disclosures: set[str]
) -> None:
    """Red flags and disclosures are what the clinic itself says of its ketamine."""
    reading = read(text)
    assert (set(reading.red_flags), set(reading.disclosures)) == (flags, disclosures)


@pytest.mark.parametrize(
    ("text", "void"),
    [
        ("Does ketamine cure depression?", ASKED),
        ("Ketamine does not cure depression.", DENIED),
        ("It is a myth that ketamine cures depression.", REPORTED),
        ("Imagine ketamine cures depression.", SUPPOSED),
        ("Hypnosis cures depression.", OTHER),
        ("Vets cure dogs with ketamine.", ASIDE),
    ],
)
def test_what_does_not_count_says_why(text: str, void: str) -> None:
    """Each find that does not count carries its reason."""
    finds = [find for find in read(text).finds if find.subject.slug == "cure"]
    assert {find.void for find in finds} == {void}


def test_themes_are_topics() -> None:
    """A question or a denial about ketamine is about the theme; another treatment is not."""
    assert "safety" in read("Is ketamine safe?").themes
    assert "regulatory" in read("Ketamine is not approved for anxiety.").themes
    assert read("TMS is FDA-approved for depression.").themes == ()
    assert read("Depression affects millions of people.").themes == ()
    assert read("Ketamine is used on horses.").themes == ()
    assert "conditions" in read("Once a horse tranquilizer, ketamine now eases depression.").themes


@pytest.mark.parametrize(
    ("text", "themes"),
    [
        ("Most ketamine patients respond within 24 hours.", {"efficacy", "onset"}),
        ("Our ketamine team will respond within 24 hours.", set()),
        ("Antidepressants fail one person in three.", set()),
        ("One ketamine patient in ten had nausea.", {"safety"}),
    ],
)
def test_themes_are_of_the_treatment(text: str, themes: set[str]) -> None:
    """Neither of answers by telephone nor of another drug; a rate of side effects is none of success."""
    assert themes == {*read(text).themes} - {"evidence"}


def test_hedges_and_boosters_are_told_as_they_stand() -> None:
    """In order of appearance."""
    reading = read("Ketamine may possibly be extremely effective.")
    assert reading.slugs("hedge") == ["may", "possibly"]
    assert reading.slugs("booster") == ["extremely"]


def test_each_distinct_passage_is_classified_once_also_to_nothing() -> None:
    """Passages about nothing are known to be so."""
    passage = Passage("A course costs $400.", "A course costs $400.")
    nothing = Passage("Hello there.", "Hello there.")
    about = classify([passage, nothing, passage], lexicon_of("${number}"))
    assert about[passage.key].mentions == (Mention("price", "", "theme", "1"),)
    assert [number.low for number in about[passage.key].numbers] == [400]
    assert (about[nothing.key].mentions, about[nothing.key].numbers) == ((), ())


def test_mentions_carry_kind_and_lexicon() -> None:
    """Themes, claims, red flags and disclosures are told apart."""
    text = "Ketamine cures depression; nausea is common."
    (about,) = classify([Passage(text, text)], packaged()).values()
    assert {mention.lexicon for mention in about.mentions} == {packaged().version}
    kinds = {(mention.kind, mention.claim): mention.theme for mention in about.mentions}
    assert kinds["red_flag", "cure"] == "efficacy"
    assert kinds["disclosure", "side_effects"] == "safety"
    assert kinds["theme", ""]


def test_a_passage_made_of_hits_does_not_stall_the_crawl() -> None:
    """Only its beginning is read: a hundred times the text takes no longer."""
    reads = reader(packaged())
    assert reads.read("it cures depression " * 100_000) == reads.read("it cures depression " * 1_000)

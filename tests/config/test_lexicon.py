"""The lexicon: what a pattern finds, what is refused, and that the packaged one makes sense."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config import THEMES, Lexicon, compile_patterns, load
from monitor.config.patterns import fault
from tests.config.helpers import only_problem, workspace

THEME = '[[themes]]\nslug = "price"\ntitle = "Price"\npatterns = ["insurance", "copay*"]\n'
CLAIM = '[[themes.claims]]\nslug = "monthly"\ntitle = "Monthly"\npatterns = ["${number} per month"]\n'
FLAG = '[[red_flags]]\nslug = "cure"\ntitle = "Cure"\nrule = "FTC"\npatterns = ["cure"]\n'
DISCLOSURE = '[[disclosures]]\nslug = "vary"\ntitle = "Vary"\npatterns = ["results may vary"]\n'


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("side effects", "Few SIDE EFFECTS.", "SIDE EFFECTS"),
        ("side effects", "a side effects", "side effects"),
        ("side effects", "side effect", None),
        ("side effects", "outside effects", None),
        ("fast acting", "a fast-acting drug", "fast-acting"),
        ("fast-acting", "a fast acting drug", "fast acting"),
        ("fast acting", "a fast‑acting drug", "fast‑acting"),
        ("fast acting", "fast, acting", None),
        ("infus*", "two infusions", "infusions"),
        ("infus*", "infus", "infus"),
        ("infus*", "an Überinfusion", None),
        ("cure", "a cure.", "cure"),
        ("cure", "secure", None),
        ("cure", "cured", None),
        ("don't wait", "Don’t wait!", "Don’t wait"),
        ("don’t wait", "don't wait", "don't wait"),
        ("{number} sessions", "after 6 sessions", "6 sessions"),
        ("{number} sessions", "after six sessions", "six sessions"),
        ("{number} sessions", "after 2.5 sessions", "2.5 sessions"),
        ("{number} sessions", "many sessions", None),
        ("{number} sessions", "stone sessions", None),
        ("${number} per month", "only $1,300 per month", "$1,300 per month"),
        ("${number}", "US$129", None),
        ("{number}% of patients", "70 % of patients", "70 % of patients"),
        ("{number}% of patients", "60-70% of patients", "70% of patients"),
        ("{number} of {number}", "nine of 10", "nine of 10"),
        ("{number}mg", "100mg", "100mg"),
        ("24/7", "open 24/7", "24/7"),
        ("a.b", "axb", None),
        ("U.S. approval", "u.s. approval", "u.s. approval"),
        ("größe", "GRÖSSE Größe", "Größe"),
        ("３ months", "3 months", "3 months"),
    ],
)
def test_pattern_finds_whole_words(pattern: str, text: str, found: str | None) -> None:
    """Words match whole, in any case, with the few signs that mean something."""
    assert fault(pattern) is None
    match = compile_patterns([pattern]).search(text)
    assert (match and match.group()) == found


def test_longest_pattern_wins_whatever_the_order() -> None:
    """The same patterns in another order find the same."""
    patterns = ["FDA", "FDA approved", "FDA approved for"]
    forward, backward = compile_patterns(patterns), compile_patterns(reversed(patterns))
    assert forward == backward
    assert forward.findall("FDA-approved for use by the FDA") == ["FDA-approved for", "FDA"]


def test_no_patterns_find_nothing() -> None:
    """An empty list does not match the empty text."""
    assert compile_patterns([]).search("anything") is None


@pytest.mark.parametrize(
    ("pattern", "wrong"),
    [
        ("", "1 to 120"),
        ("   ", "1 to 12 words"),
        ("-", "1 to 12 words"),
        ("x" * 121, "1 to 120"),
        ("a " * 13, "1 to 12 words"),
        ("a\nb", "one line"),
        ("*", "fewer than three letters"),
        ("re*", "fewer than three letters"),
        ("*fusion", "not at the end"),
        ("in*ion", "not at the end"),
        ("infus**", "not at the end"),
        ("infus*.", "not at the end"),
        ("{number}*", "fewer than three letters"),
        ("{numbr} sessions", "braces"),
        ("{number sessions", "braces"),
        ("{{number}}", "braces"),
        ("side effects?|risks", "regular expressions"),
        (r"\bcure\b", "regular expressions"),
        ("(cure)", "regular expressions"),
        ("[a-z]", "regular expressions"),
        ("cure & heal", "without a letter"),
        ("$", "without a letter"),
    ],
)
def test_bad_pattern_is_refused(pattern: str, wrong: str) -> None:
    """A pattern that finds nothing, or nearly everything, or is a regular expression, is told so."""
    assert wrong in (fault(pattern) or "")


@given(st.text(max_size=40), st.text(max_size=80))
def test_any_pattern_without_fault_compiles(pattern: str, text: str) -> None:
    """Whatever is not refused is compiled, and never finds empty text."""
    if fault(pattern) is None:
        match = compile_patterns([pattern]).search(text)
        assert match is None or match.group()


@given(
    st.lists(
        st.sampled_from(["cure", "Über", "24/7", "x.y", "it's", "a+b", "50%", "naïve"]),
        min_size=1,
        max_size=6,
    )
)
def test_plain_pattern_finds_itself(words: list[str]) -> None:
    """A phrase of plain words is found in itself."""
    phrase = " ".join(words)
    assert fault(phrase) is None
    match = compile_patterns([phrase]).search(f"({phrase})")
    assert match is not None
    assert match.group() == phrase


def test_hostile_text_takes_linear_time() -> None:
    """Text made to look like the beginnings of patterns is searched in time that grows with its length."""
    patterns = compile_patterns(
        ["infus*", "{number} of {number} patients who waited", "a - b c", "{number}% {number}%"]
    )

    def seconds(text: str) -> float:
        started = time.process_time()
        patterns.findall(text)
        return time.process_time() - started

    for piece in ("1,1.1", "infus" + "a" * 29, "one of one of ", "a - ", "1% ", " \u2010- "):
        short, long = seconds(piece * 2_000), seconds(piece * 20_000)
        assert long < 40 * short + 0.2, piece


def test_packaged_lexicon_is_used_without_a_file(tmp_path: Path) -> None:
    """A workspace without lexicon.toml gets the one of the release, with all themes."""
    lexicon = load(workspace(tmp_path)).lexicon
    assert sorted(theme.slug for theme in lexicon.themes) == sorted(THEMES)
    assert {flag.slug for flag in lexicon.red_flags} == {
        "approved_for_psychiatric_use", "no_side_effects", "guaranteed_result", "cure", "not_addictive",
        "safe_unsupervised_at_home", "superior_to_approved_treatment",
    }  # fmt: skip
    assert {disclosure.slug for disclosure in lexicon.disclosures} == {
        "side_effects", "off_label", "not_for_everyone", "medical_supervision", "results_vary",
    }  # fmt: skip


def slugs(lexicon: Lexicon, text: str) -> set[str]:
    """Everything of a lexicon that a text is about."""
    themes = {theme.slug for theme in lexicon.themes if theme.pattern.search(text)}
    claims = {claim.slug for theme in lexicon.themes for claim in theme.claims if claim.pattern.search(text)}
    disclosures = {disclosure.slug for disclosure in lexicon.disclosures if disclosure.pattern.search(text)}
    return (
        themes | claims | disclosures | {flag.slug for flag in lexicon.red_flags if flag.pattern.search(text)}
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Seven out of ten patients tell us that their mood lifts.", {"response_rate"}),
        ("About 70% of patients respond to ketamine.", {"efficacy", "response_rate"}),
        ("Most guests feel better within two hours.", {"efficacy", "within_hours"}),
        ("Relief after a single infusion, not after weeks.", {"after_one_treatment"}),
        (
            "The effect lasts 3 to 6 weeks, then a booster infusion helps.",
            {"lasting_time", "boosters_needed"},
        ),
        ("Common side effects are nausea and dizziness.", {"safety", "side_effects"}),
        ("Ketamine has a low potential for abuse.", {"addiction", "low_addiction_risk"}),
        ("We use ketamine off-label.", {"regulatory", "off_label_use", "off_label"}),
        ("Lozenges are shipped to your door.", {"route", "at_home"}),
        ("It may help with PTSD and chronic pain.", {"conditions", "treats_pain"}),
        ("It acts on the NMDA receptor and rewires the brain.", {"mechanism", "rewires_brain"}),
        ("No referral is needed.", {"eligibility", "no_referral"}),
        ("$450 per infusion, and we accept insurance.", {"price", "price_per_treatment", "insurance_cover"}),
        ("A peer-reviewed study was published in June.", {"evidence"}),
        ("It helps when nothing else worked.", {"superiority", "when_others_failed"}),
        ("Call us for a free consultation!", {"call_to_action", "free_consultation"}),
        ("Results may vary from person to person.", {"results_vary"}),
        ("A nurse will stay; your vital signs are monitored.", {"medical_supervision"}),
        ("Ketamine is not right for everyone.", {"not_for_everyone"}),
        ("Our FDA-approved treatment for depression.", {"approved_for_psychiatric_use", "fda_approved"}),
        ("It works with no side effects.", {"no_side_effects"}),
        ("It is 100% safe.", {"no_side_effects"}),
        ("Guaranteed results in one week.", {"guaranteed_result"}),
        ("Your depression will be gone forever.", {"cure"}),
        ("Ketamine is non-addictive.", {"addiction", "not_addictive"}),
        ("Use it safely from the comfort of your sofa.", {"safe_unsupervised_at_home"}),
        ("It works faster than SSRIs.", {"superior_to_approved_treatment"}),
    ],
)
def test_packaged_lexicon_finds_what_it_is_for(tmp_path: Path, text: str, expected: set[str]) -> None:
    """One plain sentence for every theme, disclosure and red flag is found."""
    assert expected <= slugs(load(workspace(tmp_path)).lexicon, text)


@pytest.mark.parametrize(
    "text",
    [
        "Our new office has parking behind the house.",
        "Dr. Alder grew up in Oregon and loves hiking.",
        "Secure your seat at the charity run.",
        "Good reasons to take a walk, for good measure.",
    ],
)
def test_packaged_lexicon_leaves_neutral_text_alone(tmp_path: Path, text: str) -> None:
    """Sentences about other things have no theme, claim, disclosure or red flag."""
    assert slugs(load(workspace(tmp_path)).lexicon, text) == set()


def test_lexicon_is_read_as_written(tmp_path: Path) -> None:
    """Slugs, titles, rules, order and claims arrive; an own file replaces the packaged one."""
    text = 'hedges = ["up to"]\n' + THEME + CLAIM + DISCLOSURE + FLAG
    lexicon = load(workspace(tmp_path, lexicon=text)).lexicon
    (theme,) = lexicon.themes
    assert (theme.slug, theme.title, theme.claims[0].slug, theme.claims[0].title) == (
        "price", "Price", "monthly", "Monthly",
    )  # fmt: skip
    assert theme.pattern.findall("Insurance and copays, $5 per month") == ["Insurance", "copays"]
    assert theme.claims[0].pattern.search("$5 per month")
    assert lexicon.disclosures[0].pattern.search("Results may vary")
    assert (lexicon.red_flags[0].title, lexicon.red_flags[0].rule) == ("Cure", "FTC")
    assert lexicon.hedges.search("up to 70%")
    assert lexicon.boosters.search("always") is None


def test_version_follows_the_text(tmp_path: Path) -> None:
    """Another text is another version; the same text with other line ends is the same one."""
    first = load(workspace(tmp_path, lexicon=THEME)).lexicon.version
    assert first == load(workspace(tmp_path, lexicon=THEME)).lexicon.version
    (tmp_path / "lexicon.toml").write_bytes(THEME.replace("\n", "\r\n").encode())
    assert first == load(tmp_path).lexicon.version
    assert first != load(workspace(tmp_path, lexicon=THEME.replace("copay", "deduct"))).lexicon.version


@pytest.mark.parametrize(
    ("text", "line", "key", "right"),
    [
        (THEME.replace("price", "pricing"), 2, "themes[1].slug", '"price"'),
        (THEME + THEME, 6, "themes[2].slug", "another slug"),
        (THEME + CLAIM + CLAIM, 10, "themes[1].claims[2].slug", "another slug"),
        (THEME + CLAIM.replace("title", "titel"), 7, "themes[1].claims[1].titel", "`title`"),
        (THEME.replace('title = "Price"\n', ""), 1, "themes[1].title", "add `title"),
        (THEME + "patternz = []\n", 5, "themes[1].patternz", "`patterns`"),
        (THEME.replace('"copay*"', '\n"co*"'), 5, "themes[1].patterns[2]", "infus*"),
        (THEME.replace('["insurance", "copay*"]', "[]"), 4, "themes[1].patterns", "at least 1"),
        (FLAG.replace('rule = "FTC"\n', ""), 1, "red_flags[1].rule", "add `rule"),
        (FLAG.replace('"cure"\nt', '"Cure-All"\nt'), 2, "red_flags[1].slug", "a-z"),
        (DISCLOSURE + DISCLOSURE, 6, "disclosures[2].slug", "another slug"),
        ('hedges = "may"\n', 1, "hedges", "list in brackets"),
        ("boosters = ['all',\n'all']\n", 2, "boosters[2]", "remove one"),
        ("boosters = [1]\n", 1, "boosters[1]", "words like"),
    ],
)
def test_problem_in_the_lexicon_has_its_place(
    tmp_path: Path, text: str, line: int, key: str, right: str
) -> None:
    """Each mistake is told with line, key and remedy."""
    problem = only_problem(workspace(tmp_path, lexicon=text))
    assert (problem.file, problem.line, problem.key) == ("lexicon.toml", line, key)
    assert right in problem.right


def test_claim_slug_is_taken_once_in_the_whole_file(tmp_path: Path) -> None:
    """Signals name a claim by its slug alone, so two themes cannot share one."""
    other = THEME.replace("price", "route")
    problem = only_problem(workspace(tmp_path, lexicon=THEME + CLAIM + other + CLAIM))
    assert (problem.key, problem.line) == ("themes[2].claims[1].slug", 14)

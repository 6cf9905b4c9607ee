"""The lexicon: what a pattern finds, what is refused, and that the packaged one makes sense."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config import THEMES, load, load_lexicon
from monitor.config.patterns import fault, parse
from tests.config.helpers import only_problem, workspace

THEME = '[[themes]]\nslug = "price"\ntitle = "Price"\npatterns = ["insurance", "copay*"]\n'
CLAIM = '[[themes.claims]]\nslug = "monthly"\ntitle = "Monthly"\npatterns = ["${number} per month"]\n'
FLAG = '[[red_flags]]\nslug = "cure"\ntitle = "Cure"\nrule = "FTC"\npatterns = ["cure"]\n'
DISCLOSURE = '[[disclosures]]\nslug = "vary"\ntitle = "Vary"\npatterns = ["results may vary"]\n'


@pytest.mark.parametrize(
    ("pattern", "wrong"),
    [
        ("", "1 to 120"),
        ("   ", "at least one of them"),
        ("-", "at least one of them"),
        ("x" * 121, "1 to 120"),
        ("a " * 15, "1 to 14 words"),
        ("a\nb", "one line"),
        ("*", "not at the end of a word"),
        ("re*", "fewer than three letters"),
        ("*fusion", "not at the end of a word"),
        ("in*ion", "not at the end of a word"),
        ("infus**", "not at the end of a word"),
        ("{numbr} sessions", "is no list; known are number, condition"),
        ("{number sessions", "brace"),
        ("{{number}}", "brace"),
        ("... cure", "between words only"),
        ("cure ...", "between words only"),
        ("a ... b ... c ... d", "at most 2 times"),
        ("side effects?|risks", "regular expressions"),
        (r"\bcure\b", "regular expressions"),
        ("(cure)", "regular expressions"),
        ("[a-z]", "regular expressions"),
        ("(a+)+$", "regular expressions"),
        ("cure ~ heal", "part of no word"),
        ("$", "at least one of them"),
    ],
)
def test_bad_pattern_is_refused(pattern: str, wrong: str) -> None:
    """A pattern that finds nothing, or nearly everything, or is a regular expression, is told so."""
    assert wrong in (fault(pattern, ("condition",)) or "")


@given(st.text(max_size=40))
def test_a_pattern_without_fault_has_steps(pattern: str) -> None:
    """Whatever is not refused comes to a few words."""
    if fault(pattern) is None:
        assert 0 < len(parse(pattern)) <= 14


def test_packaged_lexicon_is_used_without_a_file(tmp_path: Path) -> None:
    """A workspace without lexicon.toml gets the one of the release, with all themes and slugs."""
    lexicon = load(workspace(tmp_path)).lexicon
    assert sorted(theme.slug for theme in lexicon.themes) == sorted(THEMES)
    assert {flag.slug for flag in lexicon.red_flags} == {
        "approved_for_psychiatric_use", "no_side_effects", "guaranteed_result", "cure", "not_addictive",
        "safe_unsupervised_at_home", "superior_to_approved_treatment",
    }  # fmt: skip
    assert {disclosure.slug for disclosure in lexicon.disclosures} == {
        "side_effects", "off_label", "not_for_everyone", "medical_supervision", "results_vary",
    }  # fmt: skip


def test_every_red_flag_names_a_dated_source(tmp_path: Path) -> None:
    """The rule behind each red flag of the release is one that can be looked up."""
    lexicon = load(workspace(tmp_path)).lexicon
    assert [flag.slug for flag in lexicon.red_flags if not re.search(r"(19|20)[0-9]{2}", flag.rule)] == []


def test_lexicon_is_read_as_written(tmp_path: Path) -> None:
    """Slugs, titles, rules, order and claims arrive; an own file replaces the packaged one."""
    text = 'hedges = ["up to"]\n' + THEME + CLAIM + DISCLOSURE + FLAG
    lexicon = load(workspace(tmp_path, lexicon=text)).lexicon
    (theme,) = lexicon.themes
    assert (theme.slug, theme.title, theme.claims[0].slug, theme.claims[0].title) == (
        "price", "Price", "monthly", "Monthly",
    )  # fmt: skip
    assert theme.wording.patterns == ("insurance", "copay*")
    assert theme.claims[0].wording.patterns == ("${number} per month",)
    assert lexicon.disclosures[0].wording.patterns == ("results may vary",)
    assert (lexicon.red_flags[0].title, lexicon.red_flags[0].rule) == ("Cure", "FTC")
    assert lexicon.hedges == ("up to",)


def test_lists_context_and_scales_are_read_as_written(tmp_path: Path) -> None:
    """Words in braces, what surrounds them, weak patterns and exceptions arrive."""
    text = (
        'scales = [["some", ["most", "the majority of"]]]\n'
        '[words]\nvisit = ["session*"]\n[context]\nketamine = ["ketamine"]\n'
        + THEME.replace('["insurance"', '["{visit} fee"')
        + 'weak = ["pay"]\nexcept = ["pay attention"]\nunless = ["salary"]\n'
    )
    lexicon = load_lexicon(workspace(tmp_path, lexicon=text))
    assert lexicon.words == (("visit", ("session*",)),)
    assert (lexicon.context.ketamine, lexicon.scales) == (
        ("ketamine",),
        ((("some",), ("most", "the majority of")),),
    )
    wording = lexicon.themes[0].wording
    assert (wording.weak, wording.exceptions, wording.unless) == (
        ("pay",), ("pay attention",), ("salary",),
    )  # fmt: skip


def test_lexicon_alone_needs_no_list_of_clinics(tmp_path: Path) -> None:
    """An empty folder, or none, gets the lexicon of the release."""
    assert load_lexicon(tmp_path).themes
    assert load_lexicon(tmp_path / "nothing").version == load_lexicon(tmp_path).version


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
        (FLAG + DISCLOSURE.replace('"vary"', '"cure"'), 2, "red_flags[1].slug", "another slug"),
        (THEME + CLAIM.replace("patterns", "# patterns"), 5, "themes[1].claims[1].patterns", "`weak"),
        (THEME.replace("insurance", "{visit} fee"), 4, "themes[1].patterns[1]", "infus*"),
        ('[words]\nnumber = ["one"]\n', 2, "words.number", "not"),
        ('[words]\nvisit = ["{drug} session"]\ndrug = ["ketamine"]\n', 2, "words.visit[1]", "infus*"),
        ("[context]\nketamin = []\n", 2, "context.ketamin", "`ketamine`"),
        ('scales = [["most"]]\n', 1, "scales[1]", "at least 2"),
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

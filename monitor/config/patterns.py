"""The patterns of ``lexicon.toml``: plain words for analysts, found in time that grows with the text alone.

A pattern is a word or phrase, matched word by word and without regard to case:

- a space or hyphen stands for white space or a hyphen of any kind: ``fast acting`` finds "fast-acting";
- ``*`` at the end of a word matches any ending: ``infus*`` finds "infusion" and "infused";
- ``{number}`` matches a number in digits (``1,300``, ``0.5``) or in words ("seventy-five"), or a range;
- ``{name}`` matches any phrase of the list ``name`` under ``[words]``;
- ``...`` matches up to five words of the same sentence, or none;
- anything else stands for itself.

There is no repetition and no nesting, so no pattern can backtrack without end.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

LONGEST = 120
"""Characters of one pattern."""

MOST_STEPS = 14
"""Words, signs and lists of one pattern."""

MOST_GAPS = 2
"""Gaps of one pattern; each lets at most ``GAP_WORDS`` words pass."""

GAP_WORDS = 5
GAP = "..."
NUMBER = "{number}"

# A word, a number, or a sign that patterns and sentences are read by. A hyphen counts where it stands alone
# or between figures: elsewhere it joins words, as a space does.
TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}|[^\W\d_]+(?:'[^\W\d_]+)*|(?:(?<!\S)\.)?\d+(?:[.,]\d+)*"
    r"|[%$£€?!.;:,()\"/&+]|(?<=\s)-(?=\s)|(?<=[\d%])-(?=[\d$£€])"
)
SIGNS = frozenset('%$£€?!.;:,()"/&+-')
_UNITS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
WRITTEN = {word: value for value, word in enumerate(_UNITS)} | {
    word: 10 * value for value, word in enumerate(_TENS, start=2)
}
MULTIPLES = {"dozen": 12, "hundred": 100, "thousand": 1_000, "million": 1_000_000}

_QUOTES = str.maketrans({"‘": "'", "’": "'", "ʼ": "'", "“": '"', "”": '"'})
_DASHES = re.compile(r"[‐-―−]")
_SPECIAL = re.compile(r"[\\^|()\[\]<>]")
_STEP = re.compile(rf"\{{[^{{}}]*\}}|\.\.\.|(?:{TOKEN.pattern})\*?")
_INNER_STAR = re.compile(r"\*[^\W_]")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")


def parse(pattern: str) -> tuple[str, ...]:
    """The steps of a pattern: folded words (perhaps with ``*``), signs, lists in braces, gaps."""
    return tuple(step if step[0] == "{" else fold(step) for step in _STEP.findall(_plain(pattern)))


def fault(pattern: str, lists: Collection[str] = ()) -> str | None:
    """Say what is wrong with a pattern; None if nothing is.

    Args:
        lists: the names of ``[words]`` that may stand in braces.
    """
    if not 0 < len(pattern) <= LONGEST or not pattern.isprintable():
        return f"has to be one line of 1 to {LONGEST} visible characters"
    if _SPECIAL.search(pattern):
        return "holds a sign of regular expressions; patterns are plain words"
    if _INNER_STAR.search(pattern):
        return 'has a "*" that is not at the end of a word'
    left_over = _STEP.sub("", _plain(pattern)).replace("-", "").strip()
    if "{" in left_over or "}" in left_over:
        return "has a brace without its other half"
    if left_over.strip("*_"):
        return f"holds {left_over[:10]!r}, which is part of no word"
    if left_over:
        return 'has a "*" that is not at the end of a word'
    return _fault_of_steps(parse(pattern), lists)


def _fault_of_steps(steps: tuple[str, ...], lists: Collection[str]) -> str | None:
    if not 0 < len(steps) <= MOST_STEPS or all(step in SIGNS for step in steps):
        return f"has to have 1 to {MOST_STEPS} words, at least one of them with a letter or digit"
    if GAP in (steps[0], steps[-1]) or steps.count(GAP) > MOST_GAPS:
        return f'may have "..." at most {MOST_GAPS} times, and between words only'
    for step in steps:
        name = step.strip("{}")
        if step[0] == "{" and step != NUMBER and name not in lists:
            known = ", ".join(["number", *lists])
            return f'has "{step}", which is no list; known are {known}'
        if step.endswith("*") and sum(map(str.isalpha, step)) < 3:
            return 'has fewer than three letters before a "*"'
    return None


def is_name(text: str) -> bool:
    """Whether a list of words may be called so."""
    return _NAME.fullmatch(text) is not None and "{" + text + "}" != NUMBER


def fold(token: str) -> str:
    """Make words alike that differ in case, a possessive "'s" or the points of an abbreviation alone."""
    if token[0] == "." and token[1:].isdecimal():
        return "0" + token
    bare = token.replace(".", "") if len(token) > 1 and token != GAP and not token[0].isdigit() else token
    return bare.replace("İ", "i").replace("ı", "i").casefold().removesuffix("'s")


def is_number(folded: str) -> bool:
    """Whether a token is a number, in digits or written."""
    return folded[0].isdecimal() or folded in WRITTEN or folded in MULTIPLES


def _plain(pattern: str) -> str:
    return _DASHES.sub("-", unicodedata.normalize("NFKC", pattern).translate(_QUOTES))

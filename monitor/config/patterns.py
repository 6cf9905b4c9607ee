"""The patterns of ``lexicon.toml``: plain words for analysts, compiled to bounded regular expressions.

A pattern is a word or phrase, matched without regard to case and at word borders:

- a space or hyphen matches white space or a hyphen of any kind: ``fast acting`` finds "fast-acting";
- ``*`` at the end of a word matches any ending: ``infus*`` finds "infusion" and "infused";
- ``{number}`` matches a number in digits (``1,300``, ``0.5``) or a written one up to ninety;
- anything else stands for itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

LONGEST = 120
"""Characters of one pattern."""

MOST_WORDS = 12
"""Words of one pattern."""

NEVER = re.compile(r"(?!)")
"""What an empty list of patterns compiles to."""

_GAP = r"[\s\-\u2010-\u2015]{1,3}"
_ENDING = r"\w{0,30}"
_WRITTEN = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
)
_NUMBER = rf"(?:[0-9]{{1,9}}(?:[.,][0-9]{{1,9}}){{0,3}}|{_WRITTEN})"
_QUOTES = str.maketrans({"‘": "'", "’": "'", "ʼ": "'", "“": '"', "”": '"'})
_SAME = {"'": "['‘’ʼ]", '"': '["“”]', "%": r"\s?%"}
_SPLIT = re.compile(r"[\s\-\u2010-\u2015]+")
_SPECIAL = re.compile(r"[\\^|()\[\]<>]")
# U+02BC is a letter to Unicode and an apostrophe to us.
_TOKEN = re.compile(r"[^\Wʼ]{1,200}")
_RUN = re.compile(r"[\w\0]+\*?")  # \0 stands for a number

NUMBER = "{number}"
"""A number inside a pattern."""

_IS_NUMBER = re.compile(rf"[0-9]|{_WRITTEN}")


def fault(pattern: str) -> str | None:
    """Say what is wrong with a pattern; None if it can be compiled."""
    if not 0 < len(pattern) <= LONGEST or not pattern.isprintable():
        return f"has to be one line of 1 to {LONGEST} visible characters"
    if _SPECIAL.search(pattern):
        return "holds a sign of regular expressions; patterns are plain words"
    words = _words(pattern)
    if not words or len(words) > MOST_WORDS:
        return f"has to have 1 to {MOST_WORDS} words"
    return next(filter(None, map(_word_fault, words)), None)


def compile_patterns(patterns: Iterable[str]) -> re.Pattern[str]:
    """Compile patterns without fault into one expression that finds any of them, the longest first."""
    return _compile(frozenset(patterns))


@lru_cache(maxsize=2048)
def _compile(patterns: frozenset[str]) -> re.Pattern[str]:
    sources = sorted(map(_source, patterns), key=lambda source: (-len(source), source))
    if not sources:
        return NEVER
    return re.compile(rf"(?<!\w)(?:{'|'.join(sources)})(?!\w)", re.IGNORECASE)


def telling_words(pattern: str) -> tuple[str, str]:
    """Two words of a pattern without which it finds nothing, the longest ones; one twice if there is one.

    Returns:
        Folded tokens; one with ``*`` may begin a longer one; ``NUMBER`` is any with a number in it.
    """
    runs = (run for word in _words(pattern) for run in _RUN.findall(word.replace(NUMBER, "\0")))
    known = {NUMBER if "\0" in run else fold(run) for run in runs}
    words = sorted(known, key=lambda word: (word == NUMBER, -len(word), word))
    return words[0], words[min(1, len(words) - 1)]


def tokens(text: str) -> set[str]:
    """The distinct words of a text as written; one longer than any pattern comes in pieces."""
    return set(_TOKEN.findall(text))


def fold(token: str) -> str:
    """Make words alike that differ in case alone; what ``re.IGNORECASE`` calls equal comes out equal."""
    return token.replace("İ", "i").replace("ı", "i").casefold()


def holds_number(folded: str) -> bool:
    """Whether ``{number}`` can match inside a folded token."""
    return _IS_NUMBER.search(folded) is not None


def _words(pattern: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", pattern).translate(_QUOTES)
    return [word for word in _SPLIT.split(plain) if word]


def _word_fault(word: str) -> str | None:
    literal = word.replace("{number}", "0")
    if "{" in literal or "}" in literal:
        return 'has braces that are not "{number}"'
    stem = literal.removesuffix("*")
    if "*" in stem:
        return 'has a "*" that is not at the end of a word'
    if stem != literal and len(re.findall(r"\w", stem)) < 3:
        return 'has fewer than three letters before a "*"'
    return None if any(character.isalnum() for character in stem) else "has a word without a letter or digit"


def _source(pattern: str) -> str:
    return _GAP.join(_word_source(word) for word in _words(pattern))


def _word_source(word: str) -> str:
    ending = _ENDING if word.endswith("*") else ""
    literals = word.removesuffix("*").split("{number}")
    return _NUMBER.join("".join(_SAME.get(c) or re.escape(c) for c in part) for part in literals) + ending

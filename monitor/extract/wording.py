"""Helpers for the word lists of this package, and one spelling for the names that sites give to elements."""

from __future__ import annotations

import re

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NOT_LETTERS = re.compile(r"[^a-z0-9]+")
# WordPress writes the labels of a post into its class: "category-related-conditions", "tag-social-anxiety".
_LABELS = re.compile(
    r"(?:category|postid|pageid|type|status|format|term|product_cat)-|tag-(?!links?\b|list\b|cloud\b)"
    r"|page-(?:id|template|parent|child)|post-\d|hentry"
)
_MAX_NAMES = 2000  # characters of a class attribute that are read


def word_set(*lines: str) -> frozenset[str]:
    """Make a set of the white-space separated words of some lines."""
    return frozenset(" ".join(lines).split())


def one_of(*lines: str) -> str:
    """Make a regular expression of the white-space separated patterns of some lines; "_" is a space."""
    return "(?:" + "|".join(sorted(word_set(*lines), key=lambda p: (-len(p), p))).replace("_", " ") + ")"


def in_names(*lines: str) -> re.Pattern[str]:
    """Compile a search for whole words in names spelled by :func:`spell`."""
    return re.compile(rf"(?:^|[ -]){one_of(*lines)}(?=$|[ -])")


def spell(names: str) -> str:
    """Spell class names and ids in one way: ``entryMeta post__tags`` becomes ``entry-meta post-tags``."""
    return " ".join(
        _NOT_LETTERS.sub("-", _HUMP.sub("-", name).lower()).strip("-")
        for name in names[:_MAX_NAMES].split()
        if not _LABELS.match(name)
    )

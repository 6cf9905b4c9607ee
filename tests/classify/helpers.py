"""What the tests of the classification share: lexicons, small and packaged, and readings."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from monitor.classify import Reading, reader
from monitor.config import Lexicon, Theme, Wording, load_lexicon
from monitor.extract import normal_form


@cache
def packaged() -> Lexicon:
    """The lexicon of the release."""
    return load_lexicon(Path("a folder that is not there"))


def read(text: str, lexicon: Lexicon | None = None) -> Reading:
    """Read a text."""
    return reader(lexicon or packaged()).read(normal_form(text))


def lexicon_of(*patterns: str, **lists: tuple[str, ...]) -> Lexicon:
    """A lexicon of one theme with some patterns."""
    theme = Theme("price", "Price", Wording(patterns))
    return Lexicon((theme,), words=tuple(lists.items()), version="1")

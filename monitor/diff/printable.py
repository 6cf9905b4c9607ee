"""Scraped text made harmless to show: nothing in it steers a terminal or turns the writing direction."""

from __future__ import annotations

import re
import unicodedata

_SUSPECT = re.compile(r"[^\x20-\x7e\xa1-\xac\xae-\u02ff]")
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_JOINING = frozenset("\u200c\u200d")  # some scripts cannot be written without them
_REPLACEMENT = "\ufffd"


def printable(text: str) -> str:
    """The text on one line, without control characters.

    White space of every kind becomes a space, a control character its picture (an escape is shown as
    ``␛``) or ``\\ufffd``, a change of writing direction its number (``<U+202E>``); other invisible
    characters go.
    """
    return _SUSPECT.sub(_shown, text)


def _shown(match: re.Match[str]) -> str:
    character = match.group()
    if character.isspace():
        return " "
    category = unicodedata.category(character)
    if category == "Cc":
        return chr(0x2400 + ord(character)) if character < " " else _REPLACEMENT
    if character in _TURNING:
        return f"<U+{ord(character):04X}>"
    if category == "Cs":
        return _REPLACEMENT
    return "" if category == "Cf" and character not in _JOINING else character

"""Scraped text made harmless: it steers no terminal, turns no writing direction and is no formula."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any

_SUSPECT = re.compile(r"[^\x20-\x7e\xa1-\xac\xae-\u02ff]")
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_JOINING = frozenset("\u200c\u200d")  # some scripts cannot be written without them
_REPLACEMENT = "\ufffd"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # to a spreadsheet
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


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


def cell(value: Any) -> Any:
    """A value as a spreadsheet may have it: lists as JSON, no controls, nothing that looks like a formula."""
    if isinstance(value, list):
        value = json.dumps(value, ensure_ascii=False)
    if isinstance(value, str):
        value = _CONTROLS.sub(_REPLACEMENT, value)
    if isinstance(value, str) and value.lstrip(" ").startswith(_FORMULA_STARTS):
        return "'" + value
    return value

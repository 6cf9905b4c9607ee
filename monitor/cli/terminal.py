"""What commands write to standard output: text folded to the terminal, and JSON that cannot steer it."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import unicodedata
from collections.abc import Iterator
from io import StringIO
from typing import Any

from rich.console import Console
from rich.text import Text

WIDEST = 100
"""Columns beyond which lines of prose are hard to read."""

NARROWEST = 20

_SUSPECT = re.compile(r"[^\x20-\x7e\xa1-\xac\xae-\u02ff]")


def width(otherwise: int | None = None) -> int | None:
    """Columns to fold at: ``$COLUMNS``, else the terminal's.

    Args:
        otherwise: what holds for files and pipes; None: lines there are not folded, so that they can be
            searched.
    """
    if not os.environ.get("COLUMNS", "").isdecimal() and not _is_terminal():
        return otherwise
    return max(NARROWEST, min(shutil.get_terminal_size((80, 24)).columns, WIDEST))


def coloured(choice: bool | None = None) -> bool:
    """Whether to write colours: as was asked for, else on a terminal, unless ``$NO_COLOR`` is set."""
    if choice is not None:
        return choice
    return _is_terminal() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _is_terminal() -> bool:
    return sys.stdout is not None and sys.stdout.isatty()


class Folder:
    """Turns styled text into lines.

    Args:
        width: columns, or None for lines as long as they are.
        colour: whether styles become ANSI colours.
    """

    def __init__(self, width: int | None, *, colour: bool) -> None:
        self._width = width
        # All that rich would read from the environment is given: we have looked there already.
        self._console = Console(
            file=StringIO(),
            width=width or 80,
            height=100,
            force_terminal=colour,
            force_jupyter=False,
            color_system="standard" if colour else None,
            no_color=not colour,
            legacy_windows=False,
            _environ={},
        )

    def lines(self, text: Text, *, first: str = "", rest: str = "") -> Iterator[str]:
        """The lines of a text.

        Args:
            first: what stands before the first line.
            rest: what stands before every other one.
        """
        if self._width is None:
            yield first + self.line(text)
            return
        room = max(self._width - max(len(first), len(rest)), NARROWEST // 2)
        for number, line in enumerate(text.wrap(self._console, room)):
            line.rstrip()
            yield (rest if number else first) + self.line(line)

    def line(self, text: Text) -> str:
        """A text as one line, however long: an address that is folded cannot be copied."""
        with self._console.capture() as captured:
            self._console.print(text, no_wrap=True, overflow="ignore", crop=False, end="")
        return captured.get()


def json_line(row: dict[str, Any]) -> str:
    """An object as one line of JSON, readable, with whatever could steer a terminal written as an escape."""
    return _SUSPECT.sub(_escaped, json.dumps(row, ensure_ascii=not _speaks_unicode()))


def _escaped(match: re.Match[str]) -> str:
    character = match.group()
    if unicodedata.category(character)[0] not in "CZ" or character == " ":
        return character
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[place : place + 2].hex()}" for place in range(0, len(units), 2))


def _speaks_unicode() -> bool:
    return (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "") == "utf8"

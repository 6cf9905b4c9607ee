"""How a file of the workspace is read and checked: every problem is collected, none ends the reading.

Each module of this package declares its file as a tree of ``Section`` and ``Key``. The same tree says
what is allowed, what a misspelt key may have meant, and what the documentation has to name.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from monitor.config import lines
from monitor.records import Problem

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

MAX_BYTES = 4_000_000
_SHOWN = 60


@dataclass(frozen=True)
class Key(Generic[T_co]):
    """One setting.

    Args:
        name: as written in the file.
        check: turns the value into what the program uses, or reports a problem and gives None.
        default: used where the key is missing, or wrong while the other problems are looked for.
        needed: the key may not be missing.
    """

    name: str
    check: Callable[[Spot], T_co | None]
    default: T_co
    needed: bool = False


@dataclass(frozen=True)
class Section:
    """One table of a file, or a list of tables of one shape.

    Args:
        name: as written in the file; empty for the top of the file.
        keys: every key that is allowed.
        sections: every table inside that is allowed.
        many: ``[[name]]``, a list of tables.
        free: people choose the keys; whoever reads the table checks them.
    """

    name: str
    keys: tuple[Key[Any], ...]
    sections: tuple[Section, ...] = ()
    many: bool = False
    free: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that may stand in this table."""
        return (*(key.name for key in self.keys), *(section.name for section in self.sections))

    def settings(self, prefix: str = "") -> Iterator[str]:
        """Give the dotted name of every key in this table and the tables inside."""
        inner = f"{prefix}{self.name}." if self.name else prefix
        for key in self.keys:
            yield inner + key.name
        for section in self.sections:
            yield from section.settings(inner)


@dataclass(frozen=True)
class Document:
    """One file that is valid TOML.

    Attributes:
        name: of the file, for problems.
        text: as written, without a byte order mark.
        problems: what has been found wrong so far; shared with the other files.
    """

    name: str
    text: str
    data: Mapping[str, object]
    line_numbers: Mapping[lines.KeyPath, int]
    problems: list[Problem]

    @property
    def top(self) -> Spot:
        """The file's top table."""
        return Spot(self, (), self.data)


@dataclass(frozen=True)
class Spot:
    """One value at its place in a file: what a check looks at and reports about."""

    document: Document
    path: lines.KeyPath
    value: object

    def wrong(self, wrong: str, right: str) -> None:
        """Report a problem with this value."""
        line = lines.find_line(self.document.line_numbers, self.path)
        self.document.problems.append(Problem(self.document.name, line, dotted(self.path), wrong, right))

    def inside(self, part: str | int, value: object) -> Spot:
        """Give the place of a value inside this one."""
        return Spot(self.document, (*self.path, part), value)

    @property
    def shown(self) -> str:
        """The value, shortened and safe to print."""
        if isinstance(self.value, int) and self.value.bit_length() > 64:
            return "a huge number"  # Python refuses to print the largest ones
        text = repr(self.value)
        return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


class Table:
    """One table of a file; unknown keys are reported when it is made.

    Args:
        spot: where it stands.
        values: its content.
        section: what is allowed in it.
    """

    def __init__(self, spot: Spot, values: Mapping[str, object], section: Section) -> None:
        self.spot = spot
        self._values = values
        self._misspelt: set[str | None] = set()
        for name, value in values.items():
            if not section.free and name not in section.names:
                spot.inside(name, value).wrong("is not a known key", _meant(name, section.names))
                self._misspelt.add(nearest(name, section.names))

    def __contains__(self, key: Key[object]) -> bool:
        return key.name in self._values

    def at(self, key: Key[object]) -> Spot:
        """Give the place of a key, or of this table if the key is missing."""
        return self.spot.inside(key.name, self._values.get(key.name))

    def spots(self) -> list[Spot]:
        """Give the places of all keys that are there, in the order of the file."""
        return [self.spot.inside(name, value) for name, value in self._values.items()]

    def get(self, key: Key[T], default: T | None = None) -> T:
        """Read one key.

        Args:
            default: used in place of the key's own default.
        """
        fallback = key.default if default is None else default
        if key in self:
            found = key.check(self.at(key))
            return fallback if found is None else found
        if key.needed and key.name not in self._misspelt:
            self.at(key).wrong("is missing", f"add `{key.name} = …`")
        return fallback

    def table(self, section: Section) -> Table | None:
        """Read the table ``[name]`` inside this one; None if it is missing or no table."""
        if section.name not in self._values:
            return None
        spot = self.spot.inside(section.name, self._values[section.name])
        if isinstance(spot.value, dict):
            return Table(spot, spot.value, section)
        spot.wrong(f"is {kind_of(spot.value)}, not a table", f"write `[{section.name}]` and its keys below")
        return None

    def tables(self, section: Section) -> list[Table]:
        """Read the list of tables ``[[name]]`` inside this one; empty if it is missing or no list."""
        spot = self.spot.inside(section.name, self._values.get(section.name, []))
        header = ".".join([*(str(part) for part in self.spot.path if isinstance(part, str)), section.name])
        if not isinstance(spot.value, list):
            spot.wrong(
                f"is {kind_of(spot.value)}, not a list of tables", f"write `[[{header}]]`, two brackets"
            )
            return []
        found = []
        for place, value in enumerate(spot.value):
            item = spot.inside(place, value)
            if isinstance(value, dict):
                found.append(Table(item, value, section))
            else:
                item.wrong(f"is {kind_of(value)}, not a table", f"write `[[{header}]]` and its keys below")
        return found


def read_document(path: Path, problems: list[Problem], missing: str) -> Document | None:
    """Read one TOML file; None if that is impossible, for a reason that is added to ``problems``.

    Args:
        missing: what to do if there is no such file.
    """
    try:
        raw = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        problems.append(Problem(path.name, None, "", "is missing", missing))
        return None
    except OSError as error:
        right = f"`{path}` must be a file that this user may read"
        problems.append(Problem(path.name, None, "", f"cannot be read: {error.strerror}", right))
        return None
    return parse_document(path.name, raw, problems)


def parse_document(name: str, raw: bytes, problems: list[Problem]) -> Document | None:
    """Parse the bytes of a TOML file; None and a problem if they are none."""
    if len(raw) > MAX_BYTES:
        problems.append(Problem(name, None, "", "is too large", f"keep it under {MAX_BYTES // 1_000_000} MB"))
        return None
    try:
        return parse_text(name, raw.decode("utf-8-sig"), problems)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        problems.append(Problem(name, line, "", "is not valid UTF-8 text", "save the file as UTF-8"))
        return None


def parse_text(name: str, text: str, problems: list[Problem]) -> Document | None:
    """Parse the text of a TOML file; None and a problem if it is none."""
    try:
        data = tomllib.loads(text)
    except RecursionError:
        problems.append(Problem(name, None, "", "nests lists too deeply", "use the tables of the template"))
    except ValueError as error:  # tomllib's own error, or the limit on the digits of a number
        problems.append(_syntax_problem(name, text, str(error)))
    else:
        return Document(name, text, data, lines.lines_of(text), problems)
    return None


def dotted(path: lines.KeyPath) -> str:
    """Write a path as people do: ``clinics[2].delay``; lists are counted from 1."""
    pieces: list[str] = []
    for part in path:
        if isinstance(part, int):
            pieces.append(f"[{part + 1}]")
        else:
            bare = part if re.fullmatch(r"[\w-]+", part) else repr(part)
            pieces.append(f".{bare}" if pieces else bare)
    return "".join(pieces)


def kind_of(value: object) -> str:
    """Name the kind of a TOML value for people."""
    kinds: tuple[tuple[type, str], ...] = (
        (bool, "true or false"),
        (str, "text"),
        (int, "a whole number"),
        (float, "a number"),
        (list, "a list"),
        (dict, "a table"),
    )
    return next((name for kind, name in kinds if isinstance(value, kind)), "a date or time")


def nearest(name: str, known: tuple[str, ...]) -> str | None:
    """Give the known name that a misspelt one most likely meant."""
    plain = re.sub(r"[\s-]", "_", name[:100].lower())
    close = difflib.get_close_matches(plain, known, n=1) or difflib.get_close_matches(name[:100], known, n=1)
    return close[0] if close else None


def _meant(name: str, known: tuple[str, ...]) -> str:
    if name.lower() in ("password", "smtp_password", "passwd", "pass") and "username" in known:
        return "passwords are not kept in files: remove the line and set $MONITOR_SMTP_PASSWORD"
    close = nearest(name, known)
    return f"did you mean `{close}`?" if close else "known here: " + ", ".join(known)


def _syntax_problem(name: str, text: str, message: str) -> Problem:
    """Turn tomllib's message into a problem; the place stands in its text only."""
    place = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", message)
    if place is None:
        return Problem(name, None, "", "has a number with too many digits", "write a smaller number")
    line = int(place[1]) if place[1] else text.count("\n", 0, len(text.rstrip())) + 1
    wrong = f"is not valid TOML: {message[: place.start()]}"
    return Problem(name, line, "", wrong, "compare the line with the examples in docs/configuration.md")

"""Where each key of a TOML file stands: ``tomllib`` reads the values but not their lines."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping

KeyPath = tuple[str | int, ...]
"""The way to a value from the top of the file: key names, and places in lists from 0."""

# The text has been accepted by tomllib before, so pieces need to be told apart, not checked.
_PIECES = re.compile(
    r'"""(?:[^"\\]|\\.|"{1,2}(?!"))*+"{3,5}'
    r"|'''(?:[^']|'{1,2}(?!'))*+'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*+"'
    r"|'[^'\n]*+'"
    r"|\#[^\n]*+"
    r"|[\n\[\]{},=]"
    r"|[^\n\[\]{},=\"'#]++"
    r"|.",
    re.DOTALL,
)
_OPEN, _CLOSE = ("[", "{"), ("]", "}")
_Piece = tuple[str, int]


def lines_of(text: str) -> dict[KeyPath, int]:
    """Give the line, from 1, of every table, key and list item of a valid TOML text.

    Keys inside an inline table are left out: they stand on the line of their table.
    """
    known: dict[KeyPath, int] = {}
    counts: dict[KeyPath, int] = {}
    table: KeyPath = ()
    for statement in _statements(text):
        first, line = statement[0]
        if first == "[":
            table = _enter(statement, counts)
            if isinstance(table[-1], int):
                known.setdefault(table[:-1], line)
            known.setdefault(table, line)
        else:
            _record(statement, table, known)
    return known


def find_line(known: Mapping[KeyPath, int], path: KeyPath) -> int | None:
    """Give the line of a value, or of the nearest thing around it that has one."""
    for length in range(len(path), 0, -1):
        line = known.get(path[:length])
        if line is not None:
            return line
    return None


def _pieces(text: str) -> Iterator[_Piece]:
    line = 1
    for match in _PIECES.finditer(text):
        piece = match.group()
        yield piece, line
        line += piece.count("\n")


def _statements(text: str) -> Iterator[list[_Piece]]:
    """Cut a text into table headers and assignments, free of comments and outer white space."""
    statement: list[_Piece] = []
    depth = 0
    for piece, line in _pieces(text):
        if piece == "\n" and depth == 0:
            if statement:
                yield statement
            statement = []
        elif piece[0] != "#" and not piece.isspace():
            depth += (piece in _OPEN) - (piece in _CLOSE)
            statement.append((piece, line))
    if statement:
        yield statement


def _parts(pieces: list[_Piece]) -> KeyPath:
    """Read a dotted key, quoted or not, into its parts."""
    nested: object = tomllib.loads("".join(piece for piece, _ in pieces) + " = 0")
    parts: list[str] = []
    while isinstance(nested, dict):
        name, nested = next(iter(nested.items()))
        parts.append(name)
    return tuple(parts)


def _enter(header: list[_Piece], counts: dict[KeyPath, int]) -> KeyPath:
    """Give the path of the table that a header opens; ``counts`` says how long each list of tables is."""
    many = header[1][0] == "["
    parts = _parts(header[2:-2] if many else header[1:-1])
    path: KeyPath = ()
    for place, part in enumerate(parts):
        path = (*path, part)
        last = place == len(parts) - 1
        if last and many:
            counts[path] = counts.get(path, 0) + 1
        if path in counts:
            path = (*path, counts[path] - 1)
    return path


def _record(assignment: list[_Piece], table: KeyPath, known: dict[KeyPath, int]) -> None:
    """Note the lines of one assignment: its key and, if the value is a list, the items."""
    equals = next(i for i, (piece, _) in enumerate(assignment) if piece == "=")
    path = table
    for part in _parts(assignment[:equals]):
        path = (*path, part)
        known.setdefault(path, assignment[0][1])
    value = assignment[equals + 1 :]
    if value[0][0] != "[":
        return
    depth, item, begins = 0, 0, False
    for piece, line in value:
        if piece == "," and depth == 1:
            item, begins = item + 1, True
            continue
        if begins and piece != "]":
            known[(*path, item)] = line
        begins = piece == "[" and depth == 0
        depth += (piece in _OPEN) - (piece in _CLOSE)

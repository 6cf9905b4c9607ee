"""Full-text search over every passage that ever stood anywhere: ``search.db``, beside ``monitor.db``.

The index stands in a file of its own for three reasons.  A full index of one edited sentence takes more
room than all else that the edit adds to ``monitor.db``; written with every version, it would make the
crawl's transactions several times as long; and it can be made again from the passages at any time, so that
it needs no backup and no upgrade.  Passages are only ever added, under growing numbers: bringing the index
up to date is reading those behind the last one.

It holds no text (contentless), only where each word stands.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from monitor.errors import StoreError
from monitor.store.connect import MONITOR_FILE

SEARCH_FILE = "search.db"
SHAPE = 1
"""Of the index; a file of another shape is made again."""
BATCH = 2_000
"""Passages that are indexed in one transaction."""
TOKENIZER = "porter unicode61 remove_diacritics 2"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the index is.

    Attributes:
        indexed: the number of the last passage in it.
        last: of the last passage there is.
    """

    indexed: int
    last: int

    @property
    def complete(self) -> bool:
        """Whether every passage is in it."""
        return self.indexed >= self.last


class SearchIndex:
    """``search.db`` of one workspace; every call opens the files anew, so threads may share one.

    Args:
        workspace: the folder.
    """

    def __init__(self, workspace: Path) -> None:
        self._path = workspace / SEARCH_FILE
        self._monitor = workspace / MONITOR_FILE

    def catch_up(self, seconds: float) -> Progress:
        """Index passages that are not in it yet, for so long; others may do the same meanwhile.

        Raises:
            StoreError: the file cannot be written, or is no database.
        """
        end = time.monotonic() + seconds
        try:
            with closing(self._open()) as index, closing(self._passages()) as passages:
                progress = self._progress(index, passages)
                while not progress.complete and time.monotonic() < end:
                    self._add(index, passages)
                    progress = self._progress(index, passages)
        except sqlite3.Error as error:
            raise StoreError(f"{self._path}: {error}; delete it, it is made again") from error
        return progress

    def matching(self, expression: str, below: int | None, limit: int) -> list[int]:
        """Numbers of passages that match an expression of FTS5, newest first.

        Args:
            below: only passages with a smaller number.

        Raises:
            StoreError: the file cannot be read.
        """
        try:
            with closing(self._open()) as index:
                found = index.execute(
                    """SELECT rowid FROM passage_words WHERE passage_words MATCH ? AND rowid < ?
                    ORDER BY rowid DESC LIMIT ?""",
                    (expression, (1 << 62) if below is None else below, limit),
                )
                return [number for (number,) in found.fetchall()]
        except sqlite3.Error as error:
            raise StoreError(f"{self._path}: {error}; delete it, it is made again") from error

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=10, isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = OFF")  # whatever a power cut costs is made again
        (shape,) = connection.execute("PRAGMA user_version").fetchone()
        if shape != SHAPE:
            self._make(connection)
        return connection

    def _make(self, connection: sqlite3.Connection) -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("DROP TABLE IF EXISTS passage_words")
        connection.execute(
            f"CREATE VIRTUAL TABLE passage_words USING fts5(text, content='', tokenize='{TOKENIZER}')"
        )
        connection.execute(f"PRAGMA user_version = {SHAPE}")
        connection.execute("COMMIT")

    def _passages(self) -> sqlite3.Connection:
        return sqlite3.connect(f"{self._monitor.resolve().as_uri()}?mode=ro", uri=True, timeout=10)

    def _progress(self, index: sqlite3.Connection, passages: sqlite3.Connection) -> Progress:
        (last,) = passages.execute("SELECT coalesce(max(id), 0) FROM passages").fetchone()
        return Progress(self._indexed(index), last)

    def _indexed(self, index: sqlite3.Connection) -> int:
        # The docsize table has a row for each; asking the virtual table would read all of them.
        (indexed,) = index.execute("SELECT coalesce(max(id), 0) FROM passage_words_docsize").fetchone()
        return int(indexed)

    def _add(self, index: sqlite3.Connection, passages: sqlite3.Connection) -> None:
        index.execute("BEGIN IMMEDIATE")
        try:
            found = passages.execute(
                "SELECT id, text FROM passages WHERE id > ? ORDER BY id LIMIT ?",
                (self._indexed(index), BATCH),
            ).fetchall()
            index.executemany("INSERT INTO passage_words (rowid, text) VALUES (?, ?)", found)
        except BaseException:
            index.execute("ROLLBACK")
            raise
        index.execute("COMMIT")


def excerpts(expression: str, texts: dict[int, str], marks: tuple[str, str], words: int) -> dict[int, str]:
    """What of some texts matches, in its surroundings, found by the same rules as in the index.

    Args:
        marks: what is put before and behind each match.
        words: how much of a text is shown at most, up to 64.
    """
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(f"CREATE VIRTUAL TABLE shown USING fts5(text, tokenize='{TOKENIZER}')")
        connection.executemany("INSERT INTO shown (rowid, text) VALUES (?, ?)", texts.items())
        found = connection.execute(
            "SELECT rowid, snippet(shown, 0, ?, ?, '…', ?) FROM shown WHERE shown MATCH ?",
            (*marks, words, expression),
        )
        return dict(found.fetchall())


def expression(query: str) -> str | None:
    """What people type as an expression of FTS5 that cannot break; None where there is nothing to search for.

    Words must all be there; "quoted words" in this order; ``OR`` between words; a ``-`` before a word or
    quotation excludes it; a ``*`` behind a word is for all its endings.
    """
    wanted: list[str] = []
    unwanted: list[str] = []
    either = False
    for sign, phrase, star in _terms(query):
        if phrase == "OR" and not sign:
            either = bool(wanted)
            continue
        term = f'"{phrase}"{star}'
        if sign:
            unwanted.append(term)
        elif either:
            wanted[-1] = f"{wanted[-1]} OR {term}"
        else:
            wanted.append(term)
        either = False
    if not wanted:
        return None
    together = " AND ".join(f"({each})" for each in wanted)
    return f"({together}) NOT ({' OR '.join(unwanted)})" if unwanted else together


def _terms(query: str) -> Iterator[tuple[str, str, str]]:
    """Sign, words and star of each term; a quotation that does not end goes on to the end."""
    place = 0
    text = query.replace("“", '"').replace("”", '"').replace("\0", " ")
    while place < len(text):
        sign = ""
        if text[place] == "-" and (place == 0 or text[place - 1].isspace()):
            sign, place = "-", place + 1
        if place < len(text) and text[place] == '"':
            end = text.find('"', place + 1)
            end = len(text) if end < 0 else end
            found, place = text[place + 1 : end], end + 1
        else:
            end = place
            while end < len(text) and not text[end].isspace() and text[end] != '"':
                end += 1
            found, place = text[place:end], max(end, place + 1)
        star = "*" if found.endswith("*") else ""
        found = found.rstrip("*")
        if any(map(str.isalnum, found)):
            yield sign, found, star

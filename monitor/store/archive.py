"""The archive: raw snapshots, content-addressed, compressed, never altered, never served."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import zstandard

from monitor.errors import StoreError
from monitor.records import Fetched
from monitor.store.connect import ARCHIVE_FILE, open_archive, writing
from monitor.store.times import iso, parse_iso

COMPRESSION_LEVEL = 3
"""zstd's default: on pages as small as zlib at its best and six times as fast."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A stored body with what is needed to extract it again.

    Attributes:
        hash: SHA-256 of the body, hexadecimal.
        url, content_type, fetched_at: of the first answer that had this body.
    """

    hash: str
    url: str
    content_type: str
    fetched_at: datetime
    body: bytes


class Archive:
    """``archive.db`` of one workspace.

    Args:
        workspace: the folder.
    """

    def __init__(self, workspace: Path) -> None:
        self._database = open_archive(workspace)
        self._compressor = zstandard.ZstdCompressor(level=COMPRESSION_LEVEL)
        self._decompressor = zstandard.ZstdDecompressor()

    def put(self, fetched: Fetched) -> str:
        """Store a body unless it is there already; return its address.

        Committed before the version that names it, so that a crash between leaves at worst a snapshot
        that no version names.
        """
        address = fetched.body_hash.hex()
        with writing(self._database):
            self._database.execute(
                "INSERT OR IGNORE INTO snapshots VALUES (?, ?, ?, ?, ?, ?)",
                (
                    address,
                    fetched.final_url,
                    fetched.content_type,
                    iso(fetched.fetched_at),
                    len(fetched.body),
                    self._compressor.compress(fetched.body),
                ),
            )
        return address

    def get(self, address: str) -> Snapshot | None:
        """Read a body back, byte for byte; None if it is not there."""
        rows = self._database.execute("SELECT * FROM snapshots WHERE hash = ?", (address,))
        return next((self._snapshot(row) for row in rows), None)

    def every(self) -> Iterator[Snapshot]:
        """All snapshots in the order of their first fetch, one in memory at a time."""
        for row in self._database.execute("SELECT * FROM snapshots ORDER BY fetched_at, hash"):
            yield self._snapshot(row)

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def _snapshot(self, row: tuple[str, str, str, str, int, bytes]) -> Snapshot:
        return _unpacked(row, self._decompressor)


def find_snapshot(workspace: Path, address: str) -> Snapshot | None:
    """Read one body without ever writing; None if it is not there, or if there is no archive.

    Raises:
        StoreError: the archive or this snapshot is damaged.
    """
    path = workspace / ARCHIVE_FILE
    if not path.is_file():
        return None
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            row = connection.execute("SELECT * FROM snapshots WHERE hash = ?", (address,)).fetchone()
    except sqlite3.Error as error:
        raise StoreError(f"archive.db: {error}") from error
    return _unpacked(row, zstandard.ZstdDecompressor()) if row else None


def _unpacked(
    row: tuple[str, str, str, str, int, bytes], decompressor: zstandard.ZstdDecompressor
) -> Snapshot:
    address, url, content_type, fetched_at, size, body = row
    try:
        plain = decompressor.decompress(body, size)
    except zstandard.ZstdError as error:
        raise StoreError(f"archive.db: the snapshot {address} is damaged: {error}") from error
    return Snapshot(address, url, content_type, parse_iso(fetched_at), plain)

"""The archive gives back what it was given; the lock lets one in."""

from __future__ import annotations

import sqlite3
import subprocess
import sys

import pytest

from monitor.errors import StoreError, WorkspaceBusyError
from monitor.records import Fetched
from monitor.store import Archive, WorkspaceLock
from tests.store.conftest import START

HOLD = """
import sys, time
from pathlib import Path
from monitor.store import WorkspaceLock
with WorkspaceLock(Path(sys.argv[1]), "crawl"):
    print("held", flush=True)
    time.sleep(60)
"""


def fetched(body, url="https://bluff.example/fast/"):
    """An answer."""
    return Fetched(url, url, 200, body, START, content_type="text/html; charset=utf-8")


@pytest.mark.parametrize("body", [b"", b"\x00\xff" * 5000, "70% — “better”".encode()])
def test_a_body_comes_back_byte_for_byte(tmp_path, body):
    """With its address, type and time."""
    archive = Archive(tmp_path)
    address = archive.put(fetched(body))
    snapshot = archive.get(address)
    archive.close()
    assert (snapshot.body, snapshot.hash) == (body, fetched(body).body_hash.hex())
    assert (snapshot.content_type, snapshot.fetched_at) == ("text/html; charset=utf-8", START)


def test_a_damaged_snapshot_is_named(tmp_path):
    """Bytes that zstd cannot read are an error that says which snapshot, not a traceback."""
    archive = Archive(tmp_path)
    address = archive.put(fetched(b"words " * 100))
    archive.close()
    database = sqlite3.connect(tmp_path / "archive.db")
    database.execute("UPDATE snapshots SET body = x'00112233'")
    database.commit()
    database.close()
    archive = Archive(tmp_path)
    with pytest.raises(StoreError, match=address):
        archive.get(address)
    archive.close()


def test_the_same_body_is_kept_once(tmp_path):
    """Content-addressed: a second page with the same bytes costs nothing."""
    archive = Archive(tmp_path)
    assert archive.put(fetched(b"same")) == archive.put(fetched(b"same", "https://bluff.example/other/"))
    assert [snapshot.url for snapshot in archive.every()] == ["https://bluff.example/fast/"]
    assert archive.get("00" * 32) is None
    archive.close()


def test_the_lock_lets_one_in_and_dies_with_its_holder(tmp_path):
    """The second is told who holds it; after kill -9 of the first the way is free."""
    holder = subprocess.Popen([sys.executable, "-c", HOLD, tmp_path], stdout=subprocess.PIPE, text=True)
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(WorkspaceBusyError, match=f"crawl, process {holder.pid}"):
        WorkspaceLock(tmp_path, "crawl").__enter__()
    holder.kill()
    holder.communicate()
    with WorkspaceLock(tmp_path, "crawl"), pytest.raises(WorkspaceBusyError):
        WorkspaceLock(tmp_path, "reextract").__enter__()

"""How long the desk's pages take on a large panel while a crawl writes, and what the search index costs."""

from __future__ import annotations

import os
import random
import socket
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from threading import Event, Thread
from typing import Any

from monitor.store.search_index import SearchIndex
from tests.benchmarks import panel
from tests.benchmarks.figure import Figure, Sizes
from tests.benchmarks.measured import ROOT, cpu_seconds

WRITES = 200
"""Versions that are written in a second meanwhile; as often a clinic is ended."""

PAGES = {
    "new": "/-/monitor/changes",
    "new, further back": "/-/monitor/changes?before={change}",
    "new, one clinic": "/-/monitor/changes?clinic=clinic-{clinic:04d}",
    "new, one theme": "/-/monitor/changes?theme=price",
    "new, rare": "/-/monitor/changes?signal=copied&least=40&kind=metadata",
    "new, dates": "/-/monitor/changes?since={day}&until={day}",
    "clinics": "/-/monitor/clinics",
    "clinic": "/-/monitor/clinics/clinic-{clinic:04d}",
    "claims": "/-/monitor/claims",
    "theme": "/-/monitor/claims?theme=price",
    "claim, compared": "/-/monitor/claims?theme=price&claim=claim_0&clinic=clinic-{clinic:04d}",
    "article": "/-/monitor/pages/{page}",
    "difference": "/-/monitor/pages/{page}/diff",
    "search, many": "/-/monitor/search?q=ketamine",
    "search, few": "/-/monitor/search?q=%22ketamine+hours%22+bladder+{percent}",
    "search, narrowed": "/-/monitor/search?q=ketamine&standing=gone&clinic=clinic-{clinic:04d}",
    "health": "/-/monitor/health",
    "table changes": "/monitor/changes",
    "view change_log": "/monitor/change_log",
    "view latest_articles": "/monitor/latest_articles",
}  # fmt: skip


def browse(sizes: Sizes, folder: Path) -> Figure:
    """The slowest page of ours at its 95th percentile, one request after the other."""
    watch = Path(os.environ.get("MONITOR_BENCH_PANEL", folder / "watch"))
    size = panel.Size(sizes.panel // 666 or 2, sizes.panel // 5, sizes.panel)
    if not watch.exists():
        panel.make(watch, size)
    started = time.monotonic()
    SearchIndex(watch).catch_up(float("inf"))
    indexing = time.monotonic() - started
    taken: dict[str, list[float]] = {}
    cpu: dict[str, float] = {}
    began, before_all = time.monotonic(), _newest(watch)
    with serving(watch) as (port, process), writing(watch, size):
        for name, shape in PAGES.items():
            before = cpu_seconds(process)
            taken[name] = _times(port, shape, size, sizes.requested)
            cpu[name] = round((cpu_seconds(process) - before) / (sizes.requested + 1) * 1000, 1)
    written = (_newest(watch) - before_all) / (time.monotonic() - began)
    ours = {name: times for name, times in taken.items() if not name.startswith(("table", "view"))}
    detail: dict[str, Any] = {
        "versions": size.versions,
        "p50_p95_ms": {name: (_at(times, 50), _at(times, 95)) for name, times in taken.items()},
        "cpu_ms": cpu,
        "written_per_s": round(written, 1),
        "load": os.getloadavg()[0],
        "database_mb": (watch / "monitor.db").stat().st_size // 1_000_000,
        "search_mb": (watch / "search.db").stat().st_size // 1_000_000,
        "indexing_s": round(indexing, 1),
    }
    return Figure("browse", max(_at(times, 95) for times in ours.values()), "ms", "< 300", detail)


def _newest(watch: Path) -> int:
    with closing(sqlite3.connect(watch / "monitor.db")) as connection:
        (version,) = connection.execute("SELECT max(id) FROM versions").fetchone()
    return int(version)


def _times(port: int, shape: str, size: panel.Size, asked: int) -> list[float]:
    """Milliseconds of each request; the first one, which reads the disk, does not count."""
    chance = random.Random(7)
    taken = []
    for _ in range(asked + 1):
        path = shape.format(
            change=chance.randint(1, size.versions - size.articles),
            clinic=chance.randint(1, size.clinics),
            page=chance.randint(1, size.articles),
            percent=chance.randint(0, 99),
            day=time.strftime("%Y-%m-%d", time.gmtime(time.time() - chance.randint(1, 40) * 86_400)),
        )
        started = time.perf_counter()
        connection = HTTPConnection("127.0.0.1", port, timeout=120)
        connection.request("GET", path)
        response = connection.getresponse()
        response.read()
        connection.close()
        taken.append((time.perf_counter() - started) * 1000)
        assert response.status == 200, (path, response.status)
    return taken[1:]


def _at(times: list[float], percent: int) -> float:
    return round(statistics.quantiles(times, n=100, method="inclusive")[percent - 1], 1)


@contextmanager
def serving(watch: Path) -> Iterator[tuple[int, int]]:
    """``monitor browse`` over the panel; gives its port and the number of its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "monitor", "browse", "--data", str(watch), "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert process.poll() is None
            time.sleep(0.1)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()


@contextmanager
def writing(watch: Path, size: panel.Size) -> Iterator[None]:
    """A crawl beside it: a version, its passage, change and operation in a transaction each."""
    over = Event()
    writer = Thread(target=_write, args=(watch, size, over))
    writer.start()
    try:
        yield
    finally:
        over.set()
        writer.join()


def _write(watch: Path, size: panel.Size, over: Event) -> None:
    with closing(sqlite3.connect(watch / "monitor.db", timeout=30, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = NORMAL")
        (version,) = connection.execute("SELECT max(id) FROM versions").fetchone()
        connection.execute(_BEGUN, {"crawl": size.crawls + 1})
        while not over.is_set():
            started = time.monotonic()
            version += 1
            values = {"v": version, "page": version % size.articles + 1, "crawl": size.crawls + 1}
            connection.execute("BEGIN IMMEDIATE")
            for statement in _WRITTEN.split(";"):
                used = {name: value for name, value in values.items() if f":{name}" in statement}
                connection.execute(statement, used)
            if version % WRITES == 0:
                clinic = version // WRITES % size.clinics + 1
                connection.execute(_ENDED, {"clinic": clinic, "crawl": size.crawls + 1})
            connection.execute("COMMIT")
            over.wait(max(0.0, 1 / WRITES - (time.monotonic() - started)))


_BEGUN = """INSERT OR IGNORE INTO crawls
    SELECT :crawl, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), NULL, 'running', 0, max(id) FROM visits"""

_ENDED = """INSERT OR REPLACE INTO crawl_clinics
    VALUES (:crawl, :clinic, 'ok', '', strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), 1, 1, 0, 1)"""

_WRITTEN = """
INSERT INTO versions SELECT :v, :page, :crawl, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), 0, metadata_id, '',
    180, 12, 1, printf('%064d', :v), randomblob(16), randomblob(16) FROM versions WHERE id = :page;
INSERT INTO passages (id, hash, text, normal, words)
    SELECT max(id) + 1, randomblob(16), 'Ketamine again ' || :v, NULL, 3 FROM passages;
UPDATE passage_spans SET last_version_id = (SELECT version_id FROM pages WHERE id = :page)
    WHERE page_id = :page AND rank = 1048576 AND last_version_id IS NULL;
INSERT INTO passage_spans (page_id, passage_id, first_version_id, rank, kind, part, begins)
    SELECT :page, max(id), :v, 1048576, 'sentence', 'text', 1 FROM passages;
INSERT INTO changes (clinic_id, page_id, crawl_id, kind, detected_at, version_from, version_to, words_added,
    words_removed, similarity, visible_operations) SELECT clinic_id, id, :crawl, 'edited',
    strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), version_id, :v, 1, 1, 0.9, 1 FROM pages WHERE id = :page;
INSERT INTO operations SELECT (SELECT max(id) FROM changes), 0, 'added', 'text', 'text', NULL, max(id),
    NULL, NULL FROM passages;
UPDATE pages SET version_id = :v, version_count = version_count + 1 WHERE id = :page
"""

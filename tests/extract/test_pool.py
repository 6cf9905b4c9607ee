"""The worker pool: a page that hangs or crashes costs that page only, and no process stays behind."""

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from monitor.errors import ExtractionError
from monitor.extract import pool as pool_module
from monitor.extract import read
from monitor.extract.pool import ExtractorPool, Job
from tests.extract.pages import page

ROOT = Path(__file__).parents[2]
HTML = "text/html; charset=utf-8"
GOOD = Job(page(), HTML, "https://a.example/")


@pytest.fixture(scope="module")
def pool() -> Iterator[ExtractorPool]:
    """Two workers that misbehave on demand, two seconds for a page."""
    pool = ExtractorPool(2, 2.0, "tests.extract.tasks:misbehave")
    yield pool
    pool.close()


def test_pool_gives_what_reading_in_this_process_gives(pool: ExtractorPool) -> None:
    """Same extract, other process."""
    assert pool.extract(GOOD).result(20) == read(GOOD.body, GOOD.content_type, GOOD.url, ())


def test_known_fingerprint_ends_the_job_early(pool: ExtractorPool) -> None:
    """None when the fingerprint is the known one, an extract when it is another."""
    extract = pool.extract(GOOD).result(20)
    assert extract is not None
    again = Job(GOOD.body, HTML, GOOD.url, (), extract.fingerprint)
    assert pool.extract(again).result(20) is None
    other = Job(
        page("<p>Another text altogether, long enough to be one.</p>"),
        HTML,
        GOOD.url,
        (),
        extract.fingerprint,
    )
    assert pool.extract(other).result(20) is not None


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("hang", "extractor_timeout"),
        ("hang natively", "extractor_timeout"),
        ("killed", "extractor_crash"),
        ("segfault", "extractor_crash"),
        ("exit", "extractor_crash"),
        ("memory", "extractor_crash"),
        ("unforeseen", "extractor_crash"),
        ("recursion", "extractor_crash"),
    ],
)
def test_a_bad_page_costs_that_page_only(pool: ExtractorPool, url: str, reason: str) -> None:
    """The bad job fails with its reason; jobs before and after it succeed."""
    before = [pool.extract(GOOD) for _ in range(3)]
    bad = pool.extract(Job(page(), HTML, url))
    after = [pool.extract(GOOD) for _ in range(3)]
    with pytest.raises(ExtractionError) as caught:
        bad.result(30)
    assert caught.value.reason == reason
    assert all(future.result(30) is not None for future in before + after)


def test_refusals_keep_their_reason(pool: ExtractorPool) -> None:
    """A reason given in the worker arrives as it was given, with its detail."""
    with pytest.raises(ExtractionError) as caught:
        pool.extract(Job(b"%PDF-1.7", HTML, "https://a.example/")).result(20)
    assert (caught.value.reason, caught.value.detail) == ("not_html", "binary data")


def test_workers_ignore_ctrl_c(pool: ExtractorPool) -> None:
    """SIGINT reaches the whole process group of a terminal; the page is finished all the same."""
    assert pool.extract(Job(page(), HTML, "interrupt")).result(20) is not None


def test_results_can_be_awaited(pool: ExtractorPool) -> None:
    """The future works with asyncio."""

    async def both() -> list[object]:
        futures = [asyncio.wrap_future(pool.extract(job)) for job in (GOOD, Job(b"", HTML, "x"))]
        return await asyncio.gather(*futures, return_exceptions=True)

    good, bad = asyncio.run(both())
    assert good == read(GOOD.body, HTML, GOOD.url, ())
    assert isinstance(bad, ExtractionError)


def test_a_cancelled_job_frees_its_worker(pool: ExtractorPool) -> None:
    """Cancelling a hanging page does not wait for its time to run out."""
    future = pool.extract(Job(page(), HTML, "hang"))
    time.sleep(0.3)
    assert future.cancel()
    assert pool.extract(GOOD).result(20) is not None


def test_workers_that_die_while_idle_are_replaced() -> None:
    """Killing all idle workers costs nothing."""
    pool = ExtractorPool(2, 10.0, "tests.extract.tasks:surroundings")
    try:
        for _ in range(3):
            pids = {int(str(pool.extract(GOOD).result(20)).split()[0]) for _ in range(6)}
            for pid in pids:
                os.kill(pid, signal.SIGKILL)
            assert int(str(pool.extract(GOOD).result(20)).split()[0]) not in pids
    finally:
        pool.close()


@pytest.mark.parametrize("killed", ["the fork server", "everything"])
def test_a_pool_that_is_broken_from_outside_leaves_no_job_waiting(killed: str) -> None:
    """Whoever kills what belongs to it costs at most the pages under way; the others are read again."""
    pool = ExtractorPool(2, 2.0)
    try:
        pool.extract(GOOD).result(20)
        waiting = [pool.extract(GOOD) for _ in range(100)]
        servers = _children(os.getpid(), "forkserver")
        workers = [child for server in servers for child in _children(server, "")]
        for pid in servers if killed == "the fork server" else [*servers, *workers]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        errors = [future.exception(60) for future in waiting]
        assert sum(error is not None for error in errors) <= 4, errors
        assert pool.extract(GOOD).result(60) is not None
    finally:
        pool.close()


def _children(parent: int, named: str) -> list[int]:
    """The processes that a process has started, those whose command line holds a word."""
    listing = subprocess.run(["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True)
    rows = (line.split(None, 2) for line in listing.stdout.splitlines())
    return [int(row[0]) for row in rows if int(row[1]) == parent and named in row[-1]]


def test_workers_are_nice_and_hold_trafilatura() -> None:
    """The crawl process comes first, and a worker starts with trafilatura loaded."""
    pool = ExtractorPool(1, 10.0, "tests.extract.tasks:surroundings")
    try:
        _, nice, loaded = str(pool.extract(GOOD).result(20)).split()
        assert (int(nice) >= 5, loaded) == (True, "True")
    finally:
        pool.close()


def test_closing_fails_what_is_left_and_may_be_repeated() -> None:
    """Jobs under way, waiting and coming later fail with a reason; nothing hangs."""
    pool = ExtractorPool(1, 60.0, "tests.extract.tasks:misbehave")
    left = [pool.extract(Job(page(), HTML, "hang")) for _ in range(3)]
    time.sleep(0.3)
    pool.close()
    pool.close()
    for future in [*left, pool.extract(GOOD)]:
        with pytest.raises(ExtractionError) as caught:
            future.result(5)
        assert caught.value.reason == "extractor_closed"


def test_parent_stays_light() -> None:
    """Importing the package or the pool imports no trafilatura."""
    code = "import sys, monitor.extract, monitor.extract.pool; print('trafilatura' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"


def test_no_worker_outlives_a_killed_parent(tmp_path: Path) -> None:
    """After kill -9 of the crawl process its workers end, even in the middle of a page."""
    script = tmp_path / "crawl.py"
    script.write_text(
        textwrap.dedent(
            """
            import time
            from monitor.extract.pool import ExtractorPool, Job
            if __name__ == "__main__":
                pids = ExtractorPool(2, 60.0, "tests.extract.tasks:surroundings")
                said = [pids.extract(Job(b"", "", "")).result(20) for _ in range(8)]
                print(*{text.split()[0] for text in said}, flush=True)
                busy = ExtractorPool(2, 600.0, "tests.extract.tasks:misbehave")
                for _ in range(4):
                    busy.extract(Job(b"", "", "hang"))
                time.sleep(0.5)
                print("ready", flush=True)
                time.sleep(600)
            """
        )
    )
    parent = subprocess.Popen(
        [sys.executable, str(script)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    workers = [int(pid) for pid in parent.stdout.readline().split()]
    assert parent.stdout.readline() == "ready\n"
    family = {*workers, *_descendants(parent.pid)}
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 10
    while (alive := [pid for pid in family if _runs(pid)]) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert workers
    assert len(family) >= 4
    assert alive == []


def _descendants(pid: int) -> set[int]:
    found: set[int] = set()
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, children.read_text().split()):
            found |= {child} | _descendants(child)
    return found


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_the_fork_server_is_deaf_to_ctrl_c_from_its_first_moment() -> None:
    """Before it ignores the signal, it is blocked: the tracker that starts beside it must not undo that."""
    script = """
        import signal, sys
        from multiprocessing import forkserver
        from monitor.extract import pool
        started = []
        spawn = forkserver.util.spawnv_passfds
        def watched(*command):
            started.append(signal.pthread_sigmask(signal.SIG_BLOCK, ()))
            return spawn(*command)
        forkserver.util.spawnv_passfds = watched
        pool._start_fork_server()
        sys.exit(0 if started and signal.SIGINT in started[-1] else 1)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], cwd=ROOT, timeout=30, check=False)
    assert done.returncode == 0


class _LateNews(threading.Event):
    """An event that a waiting thread hears of one step too late."""

    def wait(self, timeout: float | None = None) -> bool:
        super().wait(timeout)
        return False


def test_a_pool_is_stopped_once_however_the_moments_fall(monkeypatch: pytest.MonkeyPatch) -> None:
    """Closed in the moment in which it is found to have ended: two who stop it would fall over each other."""
    stopped: list[object] = []
    stop = pool_module._stop

    def watched(inner: Any) -> None:
        stopped.append(inner)
        stop(inner)

    monkeypatch.setattr(pool_module, "_stop", watched)
    pool = ExtractorPool(1, 2.0)
    pool._closing = _LateNews()
    pool.extract(GOOD).result(20)
    pool.close()
    time.sleep(1.5)  # the next look at the pool comes within a second
    assert len(stopped) == 1

"""Worker processes for the extraction: a page that hangs or crashes one costs that page only.

Processes and never threads: trafilatura's native parts corrupt the heap when threads share them. The
parent imports neither trafilatura nor anything that needs it; the fork server does it once, and every
worker, also one that replaces a dead one, starts from there in a few milliseconds.
"""

from __future__ import annotations

import importlib
import multiprocessing
import os
import resource
import signal
import threading
import time
from concurrent.futures import Future, InvalidStateError
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import forkserver, resource_tracker
from typing import Any

from pebble import ProcessPool

from monitor.errors import ExtractionError, SkipError
from monitor.records import Extract

_MEMORY = 2 * 1024**3  # bytes of address space of a worker
_PAGES_PER_WORKER = 1000
_NICE = 5  # the crawl process comes first: it answers servers and writes
_TRIES = 3  # of a job whose whole pool broke, which was not its own fault the first times
_WATCH = 1.0  # seconds between two looks at the pool
_STUCK = 3  # times the seconds of a page: if nothing ends for so long, nothing will


@dataclass(frozen=True, slots=True)
class Job:
    """One page to extract.

    Attributes:
        body: as received, after content decoding.
        content_type: the header as sent, may be empty.
        url: address of the page.
        ignore: CSS selectors dropped before extraction.
        fingerprint: of the last extract with the same stamp; None to extract in any case.
        visible: give all that can be read on the page too.
    """

    body: bytes
    content_type: str
    url: str
    ignore: tuple[str, ...] = ()
    fingerprint: bytes | None = None
    visible: bool = False


@dataclass(frozen=True, slots=True)
class _Given:
    """A job in a pool's hands: who waits for it, and how often it may still be tried."""

    job: Job
    result: Future[Extract | None]
    tries: int


class ExtractorPool:
    """A fixed number of worker processes; starts them when first needed and must be closed.

    Args:
        workers: number of processes.
        seconds: wall-clock time a page may take in its worker.
        task: ``module:function`` that the workers call with a job; tests name functions that hang or crash.
    """

    def __init__(self, workers: int, seconds: float, task: str = "monitor.extract.page:extract_job") -> None:
        self._workers = workers
        self._seconds = seconds
        self._task = task
        self._lock = threading.Lock()
        self._closed = False
        self._pending: set[Future[Extract | None]] = set()
        self._given: dict[Future[Extract | None], _Given] = {}
        self._ended_at = time.monotonic()
        self._closing = threading.Event()
        self._pool: ProcessPool | None = None

    def start(self) -> None:
        """Start the workers now, in the background, so that the first page need not wait for them."""
        threading.Thread(target=self._begin_early, daemon=True).start()

    def extract(self, job: Job) -> Future[Extract | None]:
        """Extract a page in a worker.

        Returns:
            A future of the extract, or of None when the fingerprint equals the job's. It fails with
            nothing but :class:`monitor.errors.ExtractionError`. Cancelling it stops the work.
        """
        result: Future[Extract | None] = Future()
        self._pending.add(result)
        result.add_done_callback(self._pending.discard)
        if self._pool is None:
            # Starting takes as long as importing trafilatura does: not in the caller's time.
            threading.Thread(target=self._submit, args=(job, result, _TRIES), daemon=True).start()
        else:
            self._submit(job, result, _TRIES)
        return result

    def close(self) -> None:
        """Stop the workers; jobs that are not done fail with ``extractor_closed``. May be called twice."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            pool, self._pool = self._pool, None  # nobody else stops it as well
        self._closing.set()
        if pool is not None:
            _stop(pool)
        for result in tuple(self._pending):
            _fail(result, ExtractionError("extractor_closed"))

    def _begin_early(self) -> None:
        with suppress(BrokenProcessPool):  # the first page will find out, and starts another
            self._begin()

    def _begin(self) -> None:
        with self._lock:
            if self._pool is None and not self._closed:
                self._pool = self._start()

    def _watch(self, pool: ProcessPool) -> None:
        """Give up a pool that is broken, or in which nothing ends any more.

        A pool whose workers or whose fork server was killed forgets the jobs that wait in it.
        """
        while not self._closing.wait(_WATCH) and pool is self._pool:
            is_stuck = bool(self._given) and time.monotonic() - self._ended_at > _STUCK * self._seconds
            if pool.active and not is_stuck:
                self._ended_at = self._ended_at if self._given else time.monotonic()
                continue
            with self._lock:
                if pool is not self._pool:
                    return  # somebody else stops it already
                self._pool = None
                given, self._given = self._given, {}
            _stop(pool)
            for each in given.values():
                self._try_again(each, BrokenProcessPool("the pool broke"))

    def _start(self) -> ProcessPool:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["monitor.extract.page"])
        _start_fork_server()
        pool = ProcessPool(
            max_workers=self._workers,
            max_tasks=_PAGES_PER_WORKER,
            initializer=_prepare_worker,
            context=context,
        )
        pool.schedule(_nothing)  # starts the workers now, not when the first page waits for them
        self._ended_at = time.monotonic()
        threading.Thread(target=self._watch, args=(pool,), daemon=True).start()
        return pool

    def _submit(self, job: Job, result: Future[Extract | None], tries: int) -> None:
        given = _Given(job, result, tries - 1)
        try:
            inner = self._schedule(given)
        except BrokenProcessPool as error:
            self._try_again(given, error)
            return
        if inner is None:
            _fail(result, ExtractionError("extractor_closed"))
            return
        # The outer future may be cancelled at any time; the inner one is told, and its worker stopped.
        result.add_done_callback(lambda outer: inner.cancel() if outer.cancelled() else None)
        inner.add_done_callback(self._hand_over)

    def _schedule(self, given: _Given) -> Future[Extract | None] | None:
        """Give a job to the pool, to a new one if it broke; None after closing.

        A pool breaks when a worker dies while it is idle, killed by the operator or the kernel.
        """
        self._begin()
        with self._lock:
            while self._pool is not None and not self._closed:
                try:
                    inner = self._pool.schedule(
                        _work, args=(self._task, given.job, self._seconds), timeout=self._seconds
                    )
                    self._given[inner] = given
                    return inner
                except RuntimeError:  # pebble's word for a pool that is broken
                    _stop(self._pool)
                    self._pool = self._start()
        return None

    def _hand_over(self, inner: Future[Extract | None]) -> None:
        """Pass the outcome of the inner future on, as an extract or an error of this program."""
        self._ended_at = time.monotonic()
        given = self._given.pop(inner, None)
        if given is None:
            return  # the job has been given to another pool meanwhile
        error = None if inner.cancelled() else inner.exception()
        if inner.cancelled() or (self._closed and error is not None):
            _fail(given.result, ExtractionError("extractor_closed"))
        elif error is None:
            with suppress(InvalidStateError):  # cancelled in this moment
                given.result.set_result(inner.result())
        elif isinstance(error, BrokenProcessPool):
            self._try_again(given, error)
        else:
            _fail(given.result, _as_extraction_error(error, self._seconds))

    def _try_again(self, given: _Given, error: BrokenProcessPool) -> None:
        if not given.tries:
            _fail(given.result, _as_extraction_error(error, self._seconds))
            return
        # Not in this thread: it may belong to the broken pool, which is joined before the next one starts.
        again = (given.job, given.result, given.tries)
        threading.Thread(target=self._submit, args=again, daemon=True).start()


def _start_fork_server() -> None:
    """Start the fork server deaf to Ctrl-C, which reaches the whole process group.

    It ignores the signal by itself only after the preloading, which takes a second. The tracker that it
    brings along is started first: starting that one lets the signal through again.
    """
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _stop(pool: ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call]  # pebble leaves it unannotated
    pool.join()


def _fail(result: Future[Extract | None], error: ExtractionError) -> None:
    with suppress(InvalidStateError):  # done or cancelled in this moment
        result.set_exception(error)


def _as_extraction_error(error: BaseException, seconds: float) -> ExtractionError:
    if isinstance(error, ExtractionError):
        return error
    if isinstance(error, SkipError):
        return ExtractionError(error.reason, error.detail)
    if isinstance(error, TimeoutError):
        return ExtractionError("extractor_timeout", f"more than {seconds:g} s")
    return ExtractionError("extractor_crash", f"{type(error).__name__}: {error}"[:300])


# --- in the worker -------------------------------------------------------------------------------


def _prepare_worker() -> None:
    """Bind a worker to its bounds and to its parent."""
    # Ctrl-C in a terminal reaches the whole process group; the crawl process decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(_NICE)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Wait for the crawl process to end, however it ends, and end this worker.

    The fork server cannot do it: it lives as long as one of its workers does.
    """
    parent = multiprocessing.parent_process()
    assert parent is not None, "a worker has a parent"
    parent.join()
    os.kill(os.getpid(), signal.SIGKILL)


def _work(task: str, job: Job, seconds: float) -> Any:
    # The pool stops a slow page. Native code that hangs without a parent left to stop it is stopped by
    # the kernel: the default action of the alarm ends the process.
    signal.setitimer(signal.ITIMER_REAL, 2 * seconds + 1)
    module, _, name = task.partition(":")
    try:
        return getattr(importlib.import_module(module), name)(job)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _nothing() -> None:
    """The task that starts the workers."""

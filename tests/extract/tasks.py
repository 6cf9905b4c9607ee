"""What the workers do in the tests of the pool: the URL of the job says what goes wrong."""

import ctypes
import os
import signal
import sys
import time

from monitor.extract.page import extract_job
from monitor.extract.pool import Job
from monitor.records import Extract


def misbehave(job: Job) -> Extract | None:
    """Hang, die or fail as the URL says; otherwise extract."""
    match job.url:
        case "hang":
            time.sleep(600)
        case "hang natively":
            (1 << 200_000_000) % 3  # one long operation that holds the interpreter
            time.sleep(600)
        case "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        case "segfault":
            ctypes.string_at(0)
        case "exit":
            os._exit(3)
        case "memory":
            bytearray(3 * 1024**3)
        case "unforeseen":
            raise ValueError("unforeseen")
        case "recursion":
            return misbehave_deeper(job)
        case "interrupt":
            os.kill(os.getpid(), signal.SIGINT)
        case _:
            pass
    return extract_job(job)


def misbehave_deeper(job: Job) -> Extract | None:
    """Recurse without end."""
    return misbehave_deeper(job)


def surroundings(job: Job) -> str:
    """Tell the worker's process id, niceness and whether trafilatura is loaded."""
    return f"{os.getpid()} {os.nice(0)} {'trafilatura' in sys.modules}"


def slow(job: Job) -> Extract | None:
    """Take half a second."""
    time.sleep(0.5)
    return extract_job(job)

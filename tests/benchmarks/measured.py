"""Programs that are measured, each run in a process of its own that reports on itself.

Start-up of the interpreter and imports are not counted, on any side; everything after them is: opening and
closing, robots.txt, discovery, starting workers.
"""

from __future__ import annotations

import json
import logging
import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of a measured program came to.

    Attributes:
        pages: dealt with.
        seconds: wall clock.
        cpu: seconds of all its processes.
        peak: most memory its main process held, in MB.
        peak_of_all: the same of all its processes, memory that they share counted once; 0 if not asked for.
    """

    pages: int
    seconds: float
    cpu: float
    peak: float
    peak_of_all: float

    @property
    def rate(self) -> float:
        """Pages per second."""
        return self.pages / self.seconds


def measure(module: str, *arguments: object, memory: bool = False) -> Run:
    """Run a module of this package that ends with ``report``.

    Args:
        memory: sample the memory of all its processes.
    """
    command = [sys.executable, "-m", f"tests.benchmarks.{module}", *map(str, arguments)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    cpu: dict[int, float] = {}
    peak_of_all = 0.0
    while process.poll() is None:
        family = _family(process.pid)
        cpu.update((pid, cpu_seconds(pid)) for pid in family)
        if memory:
            peak_of_all = max(peak_of_all, sum(map(_memory, family)))
        time.sleep(0.1)
    output, _ = process.communicate()
    assert process.returncode == 0, command
    pages, seconds, own_cpu, peak = json.loads(output.splitlines()[-1])
    # The main process knows its own without its imports; the others are as of the last sample.
    del cpu[process.pid]
    return Run(pages, seconds, own_cpu + sum(cpu.values()), peak, peak_of_all)


class Stopwatch:
    """Started when what is measured begins."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), time.process_time()

    def report(self, pages: int) -> None:
        """Print what ``measure`` reads."""
        seconds, cpu = time.perf_counter() - self._wall, time.process_time() - self._cpu
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps([pages, seconds, cpu, peak]))  # noqa: T201 - the parent reads it


def quiet() -> None:
    """Log as ``monitor crawl`` does, but nothing below a warning: on all sides alike."""
    handler = logging.StreamHandler()
    handler.setLevel(logging.WARNING)
    logging.basicConfig(handlers=[handler], level=logging.INFO)


# --- what the kernel knows of a process; nothing once it has ended -------------------------------


def _family(pid: int) -> list[int]:
    """A process and its descendants."""
    family = [pid]
    for member in family:
        for children in Path(f"/proc/{member}/task").glob("*/children"):
            family += map(int, _read(children).split())
    return family


def cpu_seconds(pid: int) -> float:
    """Seconds in a process and in the kernel for it."""
    fields = _read(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS if fields else 0.0


def _memory(pid: int) -> float:
    """MB; a page shared by several counts for a share."""
    lines = _read(Path(f"/proc/{pid}/smaps_rollup")).splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def _read(file: Path) -> str:
    try:
        return file.read_text()
    except OSError:
        return ""

"""The bare extractor: trafilatura over the same bytes, from memory, on as many processes as asked for."""

from __future__ import annotations

import json
import logging
import multiprocessing
import os
import sys
from multiprocessing.synchronize import Barrier
from typing import Any

from trafilatura import bare_extraction

from tests.benchmarks.measured import Stopwatch
from tests.benchmarks.world import World, path

NICE = 5
"""As the product's workers have, so that a busy machine slows both alike."""


def main() -> None:
    """Extract every page of a world; arguments: the world as JSON, ``metadata`` or ``text``, processes."""
    world, with_metadata, workers = (
        World(**json.loads(sys.argv[1])),
        sys.argv[2] == "metadata",
        int(sys.argv[3]),
    )
    context = multiprocessing.get_context("fork")
    ready = context.Barrier(workers + 1)
    taken = context.Value("i", 0)
    pages = [
        (world.body(clinic, number), f"{world.origin(clinic)}{path(number)}")
        for number in range(world.pages)
        for clinic in range(world.clinics)
    ]
    processes = [
        context.Process(target=_extract, args=(pages, with_metadata, ready, taken)) for _ in range(workers)
    ]
    for process in processes:
        process.start()
    ready.wait()
    stopwatch = Stopwatch()
    for process in processes:
        process.join()
        assert process.exitcode == 0
    stopwatch.report(len(pages))


def _extract(pages: list[tuple[bytes, str]], with_metadata: bool, ready: Barrier, taken: Any) -> None:
    os.nice(NICE)
    ready.wait()
    while True:
        with taken.get_lock():
            number = taken.value
            taken.value += 1
        if number >= len(pages):
            return
        body, url = pages[number]
        found = bare_extraction(
            body,
            url=url,
            favor_precision=True,
            include_comments=False,
            include_tables=True,
            with_metadata=with_metadata,
        )
        assert found is not None, url


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    main()

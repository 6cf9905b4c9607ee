"""Memory: whether a crawl of many pages needs more of it than a crawl of few."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from tests.benchmarks.figure import Figure, Sizes
from tests.benchmarks.measured import Run, measure
from tests.benchmarks.world import Serving, World


def memory(sizes: Sizes, folder: Path) -> Figure:
    """The most memory of the crawl process, for the most pages over the fewest.

    A page in flight or in a worker is some hundred kB, and gone when it is stored; what may stay of each is
    its line in the list of what to visit.  A tenth more for ten times the pages allows for that, and for
    nothing that is kept of the pages themselves.
    """
    world = World(sizes.clinics, 0, slim=True, words=300)
    runs = {
        pages: _first_crawl(replace(world, pages=pages // sizes.clinics), folder) for pages in sizes.memory
    }
    value = runs[max(runs)].peak / runs[min(runs)].peak
    detail = {
        "peak_mb": {pages: round(run.peak) for pages, run in runs.items()},
        "peak_mb_with_workers": {pages: round(run.peak_of_all) for pages, run in runs.items()},
    }
    return Figure("memory", round(value, 3), f"of the peak for {min(runs)} pages", "< 1.1", detail)


def _first_crawl(world: World, folder: Path) -> Run:
    workspace = world.workspace(folder / f"{world.pages}")
    with Serving(world):
        run = measure("product", workspace, memory=True)
    assert run.pages == world.size
    shutil.rmtree(workspace)
    return run

"""Pages per second: the product beside what it is built on, in turn on one machine within minutes."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import asdict
from pathlib import Path
from statistics import median

from tests.benchmarks.figure import Figure, Sizes
from tests.benchmarks.measured import Run, measure
from tests.benchmarks.world import Serving, World

CORES = os.cpu_count() or 1


def first_crawl(sizes: Sizes, folder: Path) -> Figure:
    """Everything from the first request to the last commit, beside trafilatura on the same bytes."""
    world = World(sizes.clinics, sizes.first // sizes.clinics)
    product, bare, text = [], [], []
    with Serving(world):
        for number in range(sizes.rounds):
            workspace = world.workspace(folder / f"first-{number}")
            product.append(measure("product", workspace, CORES))
            bare.append(measure("bare", json.dumps(asdict(world)), "metadata", CORES))
            text.append(measure("bare", json.dumps(asdict(world)), "text", CORES))
            shutil.rmtree(workspace)
    assert {run.pages for run in product} == {world.size}
    bodies = [world.body(clinic, number) for clinic in range(world.clinics) for number in range(4)]
    return Figure(
        "first_crawl",
        _ratio(product, bare),
        "of the bare extractor's pages/s",
        ">= 0.85",
        {
            "pages_per_s": _rate(product),
            "bare_extractor_pages_per_s": _rate(bare),
            "of_bare_extractor_without_metadata": _ratio(product, text),
            "cpu_ms_per_page": _cpu(product),
            "bare_extractor_cpu_ms_per_page": _cpu(bare),
            "pages": world.size,
            "mean_page_kb": round(sum(map(len, bodies)) / len(bodies) / 1000),
            "processes": CORES,
            "rounds": [_ratio([ours], [theirs]) for ours, theirs in zip(product, bare, strict=True)],
        },
    )


def unchanged_304(sizes: Sizes, folder: Path) -> Figure:
    """A recrawl in which every page answers "not modified", beside Scrapy asking the same way."""
    return _unchanged("unchanged_304", sizes, folder, validators=True)


def unchanged_200(sizes: Sizes, folder: Path) -> Figure:
    """A recrawl in which every page answers with the same body as before, beside Scrapy fetching it."""
    return _unchanged("unchanged_200", sizes, folder, validators=False)


def _unchanged(name: str, sizes: Sizes, folder: Path, *, validators: bool) -> Figure:
    world = World(sizes.clinics, sizes.again // sizes.clinics, validators=validators)
    workspace = world.workspace(folder / name)
    asked = folder / f"{name}.json"
    asked.write_text(json.dumps([(url, world.tag(url)) for url in world.urls()]))
    product, plain = [], []
    with Serving(world):
        measure("product", workspace, CORES)
        for _ in range(sizes.rounds):
            product.append(measure("product", workspace, CORES))
            plain.append(measure("plain", asked))
    assert {run.pages for run in product} == {world.size}
    return Figure(
        name,
        _ratio(product, plain),
        "of plain Scrapy's pages/s",
        ">= 0.8",
        {
            "pages_per_s": _rate(product),
            "plain_scrapy_pages_per_s": _rate(plain),
            "cpu_ms_per_page": _cpu(product),
            "plain_scrapy_cpu_ms_per_page": _cpu(plain),
            "pages": world.size,
            "rounds": [_ratio([ours], [theirs]) for ours, theirs in zip(product, plain, strict=True)],
        },
    )


def _ratio(ours: list[Run], theirs: list[Run]) -> float:
    """Median over the rounds: what disturbs the machine for a while disturbs both sides of a round."""
    return round(median(a.rate / b.rate for a, b in zip(ours, theirs, strict=True)), 3)


def _rate(runs: list[Run]) -> float:
    return round(median(run.rate for run in runs), 1)


def _cpu(runs: list[Run]) -> float:
    return round(median(run.cpu / run.pages for run in runs) * 1000, 2)

"""Judgement: how many true edits are told, and how much that is none.

Scripted worlds first, with every noise at once, on the styles that the rules were written with, on seeds
and on styles that nobody looked at meanwhile; then the real page histories, where they are.  One JSON
object per line.  In the same run a naive baseline, which goes by a hash of the text that trafilatura
extracts, sees the same pages: what it comes to stands beside each figure.

    make bench-judgement                          5 seeds, 10 weeks: some ten minutes
    make bench-judgement ARGS="--seeds 1"         a shorter look
    make bench-judgement ARGS="--real DIR"        real page histories from another folder
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks import histories
from tests.benchmarks.figure import Figure
from tests.benchmarks.naive import NaiveWatch
from tests.worlds.noises import EVERY
from tests.worlds.scoring import Score, score
from tests.worlds.serving import ServedWorld, Told, crawl_weeks, told
from tests.worlds.styles import HELD_OUT, STYLES, Style
from tests.worlds.world import World

REAL = Path(__file__).resolve().parents[3] / "shared" / "realdata"
"""Where the real page histories are looked for; ``--real`` names another folder."""
HELD_OUT_SEED = 1000
"""Seeds from here on were not looked at while the rules were written."""


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print; 1 if a goal is missed."""
    options = _options(argv)
    figures = [] if options.real_only else list(_scripted(options))
    figures += [] if options.worlds_only else list(_real(options.real))
    return int(not all(figure.is_met for figure in figures))


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="make bench-judgement ARGS=...", description="How well changes are told."
    )
    parser.add_argument("--seeds", type=int, default=5, help="number of worlds of each set (5)")
    parser.add_argument("--weeks", type=int, default=10, help="weeks of each world (10)")
    parser.add_argument("--alone", action="store_true", help="also worlds with one noise each")
    parser.add_argument("--detail", action="store_true", help="name every false report and missed event")
    parser.add_argument(
        "--real", type=Path, default=REAL, help="folder of real page histories (shared/realdata beside this)"
    )
    only = parser.add_mutually_exclusive_group()
    only.add_argument("--real-only", action="store_true", help="no scripted worlds")
    only.add_argument("--worlds-only", action="store_true", help="no real page histories")
    return parser.parse_args(argv)


def _print(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - what a benchmark is for


def _told(figure: Figure) -> Figure:
    _print(figure.line())
    return figure


# --- scripted worlds -----------------------------------------------------------------------------


def _scripted(options: argparse.Namespace) -> Iterable[Figure]:
    seeds = range(1, 1 + options.seeds)
    unseen = [HELD_OUT_SEED + seed for seed in seeds]
    yield from _worlds("worlds", STYLES, seeds, options)
    yield from _worlds("unseen seeds", STYLES, unseen, options)
    yield from _worlds("held-out styles", HELD_OUT, unseen, options)
    for kind in EVERY if options.alone else ():
        yield from _worlds(f"only {kind}", STYLES, seeds, options, [kind])


def _worlds(
    name: str,
    styles: Mapping[str, Style],
    seeds: Iterable[int],
    options: argparse.Namespace,
    noises: Sequence[str] = EVERY,
) -> Iterable[Figure]:
    product, naive = Score(), Score()
    for seed in seeds:
        world = World(seed, styles=styles, weeks=options.weeks, noises=noises)
        by_product, by_naive = _run(world)
        product.add(score(world, by_product))
        naive.add(score(world, by_naive, loosely=True))
    yield from map(_told, figures(name, product, naive, noises))
    for line in product.detail if options.detail else ():
        _print(json.dumps({"detail": f"{name}: {line}"}, ensure_ascii=False))


def _run(world: World) -> tuple[list[Told], list[Told]]:
    by_product: list[Told] = []
    naive = NaiveWatch()
    with TemporaryDirectory() as folder, ServedWorld(world) as served:
        workspace = Path(folder) / "watch"
        for week in crawl_weeks(served, workspace):
            by_product += told(workspace, week)
            naive.look(served)
    return by_product, naive.told


def figures(name: str, product: Score, naive: Score, noises: Iterable[str]) -> Iterable[Figure]:
    """What some worlds come to: as a whole, by kind of event, by class of noise."""
    due, found = product.due, product.found
    told_of = {"due": due.total(), "found": found.total(), "late": product.late.total()}
    recall, precision = _rounded(product.recall), _rounded(product.precision)
    yield Figure(
        f"{name}: recall",
        recall,
        "of the true events",
        ">= 1.0",
        {**told_of, "naive": _rounded(naive.recall)},
    )
    false = {"reports": product.reports, "false": product.false.total()}
    yield Figure(
        f"{name}: precision", precision, "of the reports", ">= 1.0",
        {**false, "naive": _rounded(naive.precision)},
    )  # fmt: skip
    yield Figure(f"{name}: duplicates", product.twice, "reports", "< 1", {"naive": naive.twice})
    yield Figure(f"{name}: wrong kinds", product.wrong.total(), "events", "< 1")
    for event in sorted(due):
        detail = {"due": due[event], "found": found[event], "late": product.late[event],
                  "wrong_kind": product.wrong[event], "told_with_noise": product.unclean[event],
                  "naive": _rounded(naive.found[event] / due[event])}  # fmt: skip
        yield Figure(
            f"{name}: event {event}", _rounded(found[event] / due[event]), "recall", ">= 1.0", detail
        )
    for noise in (*noises, "nothing"):
        detail = {"duplicates": product.doubled[noise], "missed": product.missed[noise],
                  "wrong_kind": product.mistaken[noise], "naive": naive.false[noise]}  # fmt: skip
        yield Figure(f"{name}: noise {noise}", product.false[noise], "false reports", "< 1", detail)


def _rounded(share: float) -> float:
    return round(share, 4)


# --- real pages ----------------------------------------------------------------------------------


def _real(folder: Path) -> Iterable[Figure]:
    with ExitStack() as stack:
        found = histories.unpacked(folder, stack)
        if found is None:
            _print(json.dumps({"bench": "real pages", "detail": f"skipped: no histories in {folder}"}))
            return
        room = Path(stack.enter_context(TemporaryDirectory()))
        reports, naive = histories.replay(found, room / "watch"), histories.naive(found)
    yield from _compared("real pages", found, found.labels, reports, naive)
    yield from _compared("real pages, as reviewed", found, found.reviewed, reports, naive)


def _compared(
    name: str,
    found: histories.Histories,
    labels: Sequence[histories.Label],
    reports: Sequence[histories.Report],
    naive: Sequence[histories.Report],
) -> Iterable[Figure]:
    product, baseline = (histories.score(found, told, labels) for told in (reports, naive))
    false = {
        "visits": found.new_bytes,
        "false": len(product.false),
        "kinds": dict(product.kinds),
        "reports": [f"{each.page or each.host} {each.tick} {'+'.join(each.kinds)}" for each in product.false],
    }
    yield _told(Figure(
        f"{name}: false reports", _per_thousand(product, found), "per 1,000 visits that met new bytes", "< 1",
        {**false, "naive": _per_thousand(baseline, found), "naive_kinds": dict(baseline.kinds)},
    ))  # fmt: skip
    edits = {"edits": product.real, "missed": list(product.missed)}
    yield _told(Figure(
        f"{name}: edits found", _rounded(product.found / product.real), "of the labelled edits", ">= 1.0",
        {**edits, "naive": _rounded(baseline.found / baseline.real)},
    ))  # fmt: skip


def _per_thousand(result: histories.Score, found: histories.Histories) -> float:
    return round(1000 * len(result.false) / found.new_bytes, 2)


if __name__ == "__main__":
    sys.exit(main())

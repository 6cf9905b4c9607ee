"""Judgement: how many true edits are told, and how much that is none.

Scripted worlds first, with every noise at once, on the styles that the rules were written with and on
those that were held out; beside the product a naive baseline, which goes by a hash of the text that
trafilatura extracts.  Then the real page histories, where they are.  One JSON object per line.

    python -m tests.benchmarks.judgement              2 seeds, 10 weeks: some three minutes
    python -m tests.benchmarks.judgement --full       5 seeds, 10 weeks, and each noise by itself
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.benchmarks import histories
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
    reached = True
    seeds = range(1, 1 + (options.seeds or (5 if options.full else 2)))
    if not options.real_only:
        reached = _worlds("worlds", STYLES, seeds, options)
        unseen = [HELD_OUT_SEED + seed for seed in seeds]
        reached &= _worlds("unseen seeds", STYLES, unseen, options)
        reached &= _worlds("held-out styles", HELD_OUT, unseen, options)
        for kind in EVERY if options.full else ():
            reached &= _worlds(f"only {kind}", STYLES, [1], options, [kind])
    return int(not (_real(options.real) and reached))


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="judgement", description="How well changes are told.")
    parser.add_argument("--full", action="store_true", help="five seeds, and each noise by itself")
    parser.add_argument("--seeds", type=int, help="number of worlds")
    parser.add_argument("--weeks", type=int, default=10)
    parser.add_argument("--detail", action="store_true", help="name every false report and missed event")
    parser.add_argument("--real", type=Path, default=REAL, help="folder with the real page histories")
    parser.add_argument("--real-only", action="store_true", help="no scripted worlds")
    return parser.parse_args(argv)


# --- scripted worlds -----------------------------------------------------------------------------


def _worlds(
    name: str,
    styles: Mapping[str, Style],
    seeds: Iterable[int],
    options: argparse.Namespace,
    noises: Sequence[str] = EVERY,
) -> bool:
    product, naive = Score(), Score()
    for seed in seeds:
        world = World(seed, styles=styles, weeks=options.weeks, noises=noises)
        by_product, by_naive = _run(world)
        product.add(score(world, by_product))
        naive.add(score(world, by_naive, loosely=True))
    _tell(f"{name}: recall", product.recall, "1.0", **_by_event(product))
    _tell(f"{name}: precision", product.precision, "1.0", **_by_noise(product))
    _tell(f"{name}: told twice", product.twice, "0")
    _tell(f"{name}: naive recall", naive.recall, "")
    _tell(f"{name}: naive precision", naive.precision, "", **_by_noise(naive))
    if options.detail:
        for line in product.detail:
            print(json.dumps({"detail": line}, ensure_ascii=False))  # noqa: T201 - what a benchmark is for
    return product.recall == product.precision == 1.0 and not product.twice


def _run(world: World) -> tuple[list[Told], list[Told]]:
    by_product: list[Told] = []
    naive = NaiveWatch()
    with TemporaryDirectory() as folder, ServedWorld(world) as served:
        workspace = Path(folder) / "watch"
        for week in crawl_weeks(served, workspace):
            by_product += told(workspace, week)
            naive.look(served)
    return by_product, naive.told


def _by_event(result: Score) -> dict[str, Any]:
    names = sorted(result.due)
    return {
        "due": result.due.total(),
        "missed": {
            each: result.due[each] - result.found[each]
            for each in names
            if result.due[each] != result.found[each]
        },
        "late": dict(+result.late),
        "wrong_kind": dict(+result.wrong),
        "told_with_noise": dict(+result.unclean),
        "by_event": {each: f"{result.found[each]}/{result.due[each]}" for each in names},
    }


def _by_noise(result: Score) -> dict[str, Any]:
    return {
        "reports": result.reports,
        "false": result.false.total(),
        "false_by_noise": dict(sorted((+result.false).items())),
    }


# --- real pages ----------------------------------------------------------------------------------


def _real(folder: Path) -> bool:
    with ExitStack() as stack:
        found = histories.unpacked(folder, stack)
        if found is None:
            print(json.dumps({"bench": "real page histories", "detail": "skipped: they are not here"}))  # noqa: T201
            return True
        room = Path(stack.enter_context(TemporaryDirectory()))
        product = histories.score(found, histories.replay(found, room / "watch"))
        naive = histories.score(found, histories.naive(found))
    per_thousand = 1000 * len(product.false) / found.new_bytes
    _tell(
        "real pages: false reports per 1,000 visits with new bytes",
        per_thousand,
        "< 1",
        visits=found.new_bytes,
        false=len(product.false),
        kinds=dict(product.kinds),
        reports=[f"{each.host} {each.page} {each.tick} {'+'.join(each.kinds)}" for each in product.false],
    )
    _tell(
        "real pages: labelled edits found", product.found / product.real, "1.0",
        edits=product.real, missed=list(product.missed),
    )  # fmt: skip
    _tell(
        "real pages: naive false reports",
        1000 * len(naive.false) / found.new_bytes,
        "",
        kinds=dict(naive.kinds),
    )
    _tell("real pages: naive edits found", naive.found / naive.real, "")
    return per_thousand < 1 and product.found == product.real


def _tell(bench: str, value: float, goal: str, **detail: Any) -> None:
    line = {"bench": bench, "value": round(value, 4), "unit": "", "goal": goal, "detail": detail}
    print(json.dumps(line, ensure_ascii=False), flush=True)  # noqa: T201 - what a benchmark is for


if __name__ == "__main__":
    sys.exit(main())

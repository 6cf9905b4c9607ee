"""``python -m tests.benchmarks.messaging``: measures, and prints one JSON object per line.

For each part of the labelled set, precision and recall per theme, red flag, disclosure, kind of number and
signal, and of all of a kind together; then the speed of mentions and numbers, in passages per second of one
core's time.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from monitor.classify import find_numbers, reader
from monitor.config import Lexicon, load_lexicon
from tests.benchmarks.figure import Figure
from tests.benchmarks.messaging.labels import PARTS
from tests.benchmarks.messaging.measure import Tally, all_texts, measure_edits, measure_passages

GOAL = ">= 0.95"
RED_FLAG_GOAL = ">= 0.98"
SPEED_GOAL = ">= 20000"
ROUNDS = 9


def figures(lexicon: Lexicon) -> Iterator[Figure]:
    """All figures, the slow one last."""
    for part in PARTS:
        tallies = {**measure_passages(part, lexicon), "signal": measure_edits(part, lexicon)}
        for name, tally in tallies.items():
            for label in (*tally.labels(), ""):
                yield from _quality(f"{name}:{label or 'all'}", part, tally, label)
    yield speed(lexicon)


def _quality(name: str, part: str, tally: Tally, label: str) -> Iterator[Figure]:
    chosen = (label,) if label else ()
    detail = {
        "part": part,
        "right": sum(tally.right[each] for each in chosen or tally.labels()),
        "invented": sum(tally.invented[each] for each in chosen or tally.labels()),
        "missed": sum(tally.missed[each] for each in chosen or tally.labels()),
    }
    recall_goal = RED_FLAG_GOAL if name.startswith("red_flag") else GOAL
    yield Figure(f"precision:{name}", round(tally.precision(*chosen), 3), "share", GOAL, detail)
    yield Figure(f"recall:{name}", round(tally.recall(*chosen), 3), "share", recall_goal, detail)


def speed(lexicon: Lexicon) -> Figure:
    """Distinct passages whose mentions and numbers are found in a second of one core's time."""
    texts = [*all_texts()] * 5
    reads = reader(lexicon)
    rates = []
    for _ in range(ROUNDS):
        started = time.process_time()
        for text in texts:
            find_numbers(reads.read(text).words)
        rates.append(len(texts) / (time.process_time() - started))
    words = sum(len(text.split()) for text in texts) / len(texts)
    detail = {"best": round(max(rates)), "words_per_passage": round(words, 1)}
    return Figure("passages_per_second", round(median(rates)), "passages/s", SPEED_GOAL, detail)


if __name__ == "__main__":
    for figure in figures(load_lexicon(Path("a folder that is not there"))):
        print(figure.line(), flush=True)  # noqa: T201

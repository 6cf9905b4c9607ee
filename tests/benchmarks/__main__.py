"""``python -m tests.benchmarks [NAME]...``: measures, and prints one JSON object per line.

Each side runs in processes of its own, in turn, and the median of the rounds counts.  See ``measured`` for
what is counted, ``pages`` for what the pages are like.  ``--small`` only shows that everything still runs.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.benchmarks.alerts import alerts
from tests.benchmarks.borrowed import borrowed_lookup
from tests.benchmarks.browse import browse
from tests.benchmarks.figure import FULL, SMALL, Figure, Sizes
from tests.benchmarks.growth import bytes_per_edit, bytes_per_visit
from tests.benchmarks.memory import memory
from tests.benchmarks.speed import first_crawl, unchanged_200, unchanged_304

BENCHES: dict[str, Callable[[Sizes, Path], Figure]] = {
    bench.__name__: bench
    for bench in (
        first_crawl,
        unchanged_304,
        unchanged_200,
        bytes_per_visit,
        bytes_per_edit,
        memory,
        borrowed_lookup,
        alerts,
        browse,
    )
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the benchmarks that were named, or all of them."""
    parser = argparse.ArgumentParser(prog="make bench ARGS=...", description=__doc__.splitlines()[2])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"some of: {', '.join(BENCHES)}")
    parser.add_argument("--small", action="store_true", help="a few pages only")
    chosen = parser.parse_args(arguments)
    unknown = sorted(set(chosen.names) - set(BENCHES))
    if unknown:
        parser.error(f"no benchmark {', '.join(unknown)}; there are {', '.join(BENCHES)}")
    for name in chosen.names or BENCHES:
        with tempfile.TemporaryDirectory(prefix="monitor-bench-") as folder:
            print(BENCHES[name](SMALL if chosen.small else FULL, Path(folder)).line(), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()

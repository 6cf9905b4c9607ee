"""The product: one crawl of a workspace, through the call that ``monitor crawl`` makes."""

from __future__ import annotations

import sys
from pathlib import Path

from monitor.crawl import CrawlOptions, run_crawl
from tests.benchmarks.measured import Stopwatch, quiet

if __name__ == "__main__":
    quiet()
    workers = int(sys.argv[2]) if len(sys.argv) > 2 else 2
    stopwatch = Stopwatch()
    result = run_crawl(Path(sys.argv[1]), CrawlOptions(everything=True, workers=workers))
    assert result.exit_code == 0, result
    stopwatch.report(sum(summary.visited for summary in result.summaries))

"""One full crawl of a workspace by the real product, at a time that the script chooses.

python -m tests.worlds.crawl WORKSPACE 2025-03-03T06:00:00+00:00
"""

from __future__ import annotations

import logging
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor.crawl import CrawlOptions, run_crawl


def main(workspace: str, start: str) -> int:
    """Crawl, and give the exit code of ``monitor crawl``."""
    logging.disable(logging.WARNING)
    began, simulated = time.monotonic(), datetime.fromisoformat(start).astimezone(UTC)

    def clock() -> datetime:
        return simulated + timedelta(seconds=time.monotonic() - began)

    return run_crawl(Path(workspace), CrawlOptions(everything=True), clock=clock).exit_code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

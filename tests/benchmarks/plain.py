"""Plain Scrapy: fetches the same addresses under the same manners and does nothing with the answers."""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response

from monitor import settings
from tests.benchmarks.measured import Stopwatch, quiet

ALIKE = (
    "DEFAULT_REQUEST_HEADERS", "USER_AGENT", "DOWNLOAD_TIMEOUT", "DOWNLOAD_MAXSIZE", "COOKIES_ENABLED",
    "TELNETCONSOLE_ENABLED", "REMOTE_CONTROL_ENABLED", "DOWNLOAD_VERIFY_CERTIFICATES",
    "CONCURRENT_REQUESTS_PER_DOMAIN",
)  # fmt: skip
"""Settings taken over from the product, so that the same is asked for in the same way."""


class Fetcher(Spider):
    """Fetches a list of addresses.

    Args:
        pages: pairs of address and validator, which may be empty.
    """

    name = "fetcher"
    handle_httpstatus_list = (304,)

    def __init__(self, pages: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.pages = pages
        self.answered = 0

    async def start(self) -> AsyncIterator[Request]:
        """Ask for all of them."""
        for url, tag in self.pages:
            yield Request(url, headers={"If-None-Match": tag} if tag else None, dont_filter=True)

    def parse(self, response: Response) -> None:
        """Count the answer."""
        self.answered += 1


def main() -> None:
    """Fetch what the file named by the first argument lists."""
    pages = json.loads(Path(sys.argv[1]).read_text())
    same = {name: getattr(settings, name) for name in ALIKE}
    stopwatch = Stopwatch()
    process = AsyncCrawlerProcess(
        {**same, "ROBOTSTXT_OBEY": True, "CONCURRENT_REQUESTS": 64, "LOG_INSTALL_ROOT_HANDLER": False}
    )
    crawler = process.create_crawler(Fetcher)
    process.crawl(crawler, pages=pages)
    process.start()
    assert isinstance(crawler.spider, Fetcher)
    assert crawler.spider.answered == len(pages)
    stopwatch.report(crawler.spider.answered)


if __name__ == "__main__":
    quiet()
    main()

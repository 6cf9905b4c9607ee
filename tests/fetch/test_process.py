"""The guard in a process of its own, where Scrapy installs its resolver at its own time."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.servers import LoopbackServer

SCRIPT = """
import sys
from scrapy import Request, Spider, crawler
from scrapy.settings import Settings
from monitor.fetch import failure_reason

class Plain(Spider):
    name = "plain"
    start_urls = sys.argv[2:]
    async def start(self):
        for url in self.start_urls:
            yield Request(url, callback=self.parse, errback=self.failed)
    def parse(self, response):
        print(response.status)
    def failed(self, failure):
        print(failure_reason(failure))

settings = Settings()
settings.setmodule("monitor.settings", priority="project")
settings.setdict({"SPIDER_MODULES": [], "LOG_ENABLED": False}, priority="cmdline")
process = getattr(crawler, sys.argv[1])(settings)
process.crawl(Plain)
process.start()
"""


@pytest.mark.parametrize("process", ["AsyncCrawlerProcess", "CrawlerProcess"])
def test_private_addresses_are_refused_in_both_kinds_of_process(server: LoopbackServer, process: str) -> None:
    """With nothing but monitor.settings the crawl does not reach loopback."""
    urls = [server.url("/a"), server.url("/a", "localhost")]
    command = [sys.executable, "-W", "error", "-c", SCRIPT, process, *urls]
    finished = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert finished.stdout.split() == ["private_address"] * 2
    assert server.requests == []

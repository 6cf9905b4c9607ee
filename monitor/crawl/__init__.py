"""The glue: one crawl of some clinics, run by Scrapy over the stages, written by this process alone."""

from monitor.crawl.errand import Errand
from monitor.crawl.run import CrawlResult, run_crawl, run_probe
from monitor.crawl.session import CrawlOptions, CrawlSession
from monitor.crawl.walk import Walk

__all__ = ["CrawlOptions", "CrawlResult", "CrawlSession", "Errand", "Walk", "run_crawl", "run_probe"]

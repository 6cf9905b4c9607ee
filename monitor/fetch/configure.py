"""From the workspace's configuration to Scrapy's settings."""

from __future__ import annotations

from urllib.parse import urlsplit

from scrapy.settings import BaseSettings

from monitor.config import Config
from monitor.fetch.identity import user_agent


def apply_config(settings: BaseSettings, config: Config) -> None:
    """Put what a workspace says about fetching into the settings of a crawl, before it starts.

    Two clinics on one host get the longer of their delays.
    """
    delays: dict[str, float] = {}
    for clinic in config.clinics:
        host = urlsplit(clinic.url).hostname or ""
        delays[host] = max(clinic.delay, delays.get(host, 0.0))
    settings.set("USER_AGENT", user_agent(config.contact), priority="spider")
    settings.set("MONITOR_ALLOW_PRIVATE_ADDRESSES", config.allow_private_addresses, priority="spider")
    settings.set("MONITOR_DELAYS", delays, priority="spider")

"""A polite first look at a site: what lists its articles, before it is put on the watch list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from monitor.config import Clinic, load
from monitor.crawl.errand import Errand, now
from monitor.crawl.walk import Walk
from monitor.discover import Ask, Discovery
from monitor.records import Fetched


class Probe(Errand):
    """Asks a site's sources and stores nothing.

    Args:
        workspace: whose settings hold (contact, private addresses).
        clinic: the site.

    Raises:
        ConfigurationError: the workspace's files are wrong.
    """

    def __init__(self, workspace: Path, clinic: Clinic) -> None:
        super().__init__(replace(load(workspace), clinics=(clinic,)), (clinic,), now)

    def walk(self, clinic: Clinic, robots_sitemaps: Sequence[str]) -> Walk:
        """Set out as if nothing were known."""
        walk = Walk(clinic, 0, Discovery(clinic, (), robots_sitemaps))
        self.walks.append(walk)
        return walk

    def note_source(self, walk: Walk, ask: Ask, fetched: Fetched | None) -> None:
        """What answers and what does not is the discovery's business alone."""

    def end_discovery(self, walk: Walk) -> None:
        """The walk ends here: nothing is stored and no page is visited."""
        walk.discovered = True
        walk.listed = len(walk.discovery.entries)

    def end_walk(self, walk: Walk) -> None:
        """Nothing is open that would have to be closed."""
        walk.ended = True

"""Discover: where a clinic lists its articles, and which addresses those are.

    probe          what the home page announces
    feeds, sitemaps, wordpress, listing      the four kinds of source, each from a body to records
    articles, selection                      which of the listed addresses are articles
    discovery      what to ask next: the one thing that the crawl talks to

Pure: nothing here fetches.  ``Discovery`` says what it wants asked and is told the answers.
"""

from monitor.discover.discovery import Discovery
from monitor.discover.probe import Home
from monitor.discover.reading import Ask, AskKind
from monitor.discover.selection import is_allowed

__all__ = ["Ask", "AskKind", "Discovery", "Home", "is_allowed"]

"""Competitor content monitor: every real edit to what a clinic's blog says, recorded and reported once.

The package is laid out the way the data goes, one stage after the other:

    discover -> fetch -> extract -> version -> diff -> classify -> store -> alert -> browse

``records`` holds what one stage hands to the next, ``config`` what the operator asked for, ``errors``
who reacts when something fails.  ``crawl`` is the glue that runs Scrapy over the stages; ``cli``,
``browse``, ``demo`` and the top-level package ``spiders`` are the doors people and Scrapy come in by.
Imports point one way, from the doors inwards; this root package imports nothing.
"""

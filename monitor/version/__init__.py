"""Judgement, pure decisions from records to records: what counts as a change, and what does not.

content     is this the page at all, or an error page in its place?
volatile    what the page says otherwise at every look does not count
judge       new, same, changed, reverted, restored: one page
sitewide    what happened to many pages of a clinic at once is told once
"""

from monitor.version.content import unlike_content
from monitor.version.judge import State, has_visible_difference, judge, metadata_operations
from monitor.version.sitewide import Sitewide, part_sitewide, step
from monitor.version.volatile import Volatile, between, known, settled_metadata, steady, titles

__all__ = [
    "Sitewide",
    "State",
    "Volatile",
    "between",
    "has_visible_difference",
    "judge",
    "known",
    "metadata_operations",
    "part_sitewide",
    "settled_metadata",
    "steady",
    "step",
    "titles",
    "unlike_content",
]

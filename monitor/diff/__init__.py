"""Diff: how one version of a text became the next, passage by passage and word by word.

``align`` pairs the passages of two versions, ``words`` compares the words of two passages, ``operations``
says what is told and ``count_words`` how much that is; ``steps`` tells which passages belong together.
``terminal`` and ``html`` show it; ``printable`` makes scraped text harmless to show.
"""

from monitor.diff.align import align
from monitor.diff.operations import count_words, operations
from monitor.diff.printable import printable
from monitor.diff.steps import steps
from monitor.diff.words import words

__all__ = ["align", "count_words", "operations", "printable", "steps", "words"]

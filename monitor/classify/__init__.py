"""What passages are about, and what a change of them means.

``phrases`` finds the patterns of the lexicon, ``scope`` judges what they count for where they stand, and
``reading`` sums a passage up; ``values``, ``roles`` and ``numbers`` read its numbers.  ``mentions`` keeps
what is stored of that; ``signals`` and ``strength`` tell what an edit means.
"""

from monitor.classify.mentions import About, classify
from monitor.classify.numbers import find_numbers, shown
from monitor.classify.reading import Find, Reading, reader
from monitor.classify.signals import Copy, signals, signals_of_new

__all__ = [
    "About",
    "Copy",
    "Find",
    "Reading",
    "classify",
    "find_numbers",
    "reader",
    "shown",
    "signals",
    "signals_of_new",
]

"""What passages are about, what a change of them means, and whether others had them first.

``phrases`` finds the patterns of the lexicon, ``scope`` judges what they count for where they stand, and
``reading`` sums a passage up; ``values``, ``roles`` and ``numbers`` read its numbers.  ``mentions`` keeps
what is stored of that, ``places`` says by which words it was found.  ``edits``, ``strength`` and ``signals``
say what a change means, ``borrowing`` and ``clusters`` who says it too.
"""

from monitor.classify.borrowing import NearCopy, Sighting, brings, copied, is_common
from monitor.classify.clusters import Cluster, Family, clusters, groups
from monitor.classify.mentions import About, classify
from monitor.classify.numbers import find_numbers, shown
from monitor.classify.places import Place, places
from monitor.classify.reading import Find, Reading, reader
from monitor.classify.signals import THEMES_OF_ROLES, signals, signals_of_new

__all__ = [
    "THEMES_OF_ROLES",
    "About",
    "Cluster",
    "Family",
    "Find",
    "NearCopy",
    "Place",
    "Reading",
    "Sighting",
    "brings",
    "classify",
    "clusters",
    "copied",
    "find_numbers",
    "groups",
    "is_common",
    "places",
    "reader",
    "shown",
    "signals",
    "signals_of_new",
]

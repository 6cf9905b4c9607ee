"""Judgement, pure decisions from records to records: what counts as a change, and what does not.

claims      is a page's date to be believed, so that it need not be asked for?
content     is this the page at all, or an error page in its place?
volatile    what the page says otherwise at every look does not count
settled     what was volatile once and keeps still counts again
judge       new, same, changed, reverted, restored: one page
numbering   numbers that blocks got, or lost, do not count
shifted     what only the extractor sees otherwise does not count
flips       a page that goes back and forth is told once
twin        an article at a new address is the one that left another
reasons     why something is not told, in words; the rules of judgement in their order
sitewide    what happened to many pages of a clinic at once is told once
lineage     since when each passage stands, and what it was before
"""

from monitor.version.claims import is_honest
from monitor.version.content import REFUSING, is_settled, unlike_content
from monitor.version.flips import EPISODE_DAYS, with_returns, without_flips
from monitor.version.judge import State, has_visible_difference, judge, metadata_operations
from monitor.version.lineage import Edition, Line, Wording, trace
from monitor.version.reasons import SUPPRESSIONS
from monitor.version.settled import has_settled, quiet_key
from monitor.version.shifted import Visible, without_shifts
from monitor.version.sitewide import (
    MANY,
    Sitewide,
    Step,
    could_be_sitewide,
    part_sitewide,
    step,
    still_told,
)
from monitor.version.twin import is_same_article
from monitor.version.volatile import (
    Volatile,
    between,
    could_rotate,
    in_its_place,
    known,
    settled_metadata,
    steady,
    titles,
)

__all__ = [
    "EPISODE_DAYS",
    "MANY",
    "REFUSING",
    "SUPPRESSIONS",
    "Edition",
    "Line",
    "Sitewide",
    "State",
    "Step",
    "Visible",
    "Volatile",
    "Wording",
    "between",
    "could_be_sitewide",
    "could_rotate",
    "has_settled",
    "has_visible_difference",
    "in_its_place",
    "is_honest",
    "is_same_article",
    "is_settled",
    "judge",
    "known",
    "metadata_operations",
    "part_sitewide",
    "quiet_key",
    "settled_metadata",
    "steady",
    "step",
    "still_told",
    "titles",
    "trace",
    "unlike_content",
    "with_returns",
    "without_flips",
    "without_shifts",
]

"""The only place with SQL: schema steps, writes, reads and views of ``monitor.db``, and the snapshot archive.

``monitor.db`` is what is browsed; ``archive.db`` holds the raw snapshots and is never served.  One process
writes (it holds the workspace's lock); any number read beside it.
"""

from monitor.store.archive import Archive, Snapshot, find_snapshot
from monitor.store.borrowed import PassageIndex
from monitor.store.changes import Lifecycle
from monitor.store.clinics import ClinicBook, Standing
from monitor.store.connect import open_database, writing
from monitor.store.crawls import ClinicSummary, CrawlLog, Visit
from monitor.store.evidence import Evidence, recent_changes
from monitor.store.families import Families
from monitor.store.health import verdict
from monitor.store.likeness import Likeness
from monitor.store.lineage import Lineage
from monitor.store.lock import ALERT_LOCK, WorkspaceLock
from monitor.store.mentions import UNCLASSIFIED, Classified, Mentions
from monitor.store.outbox import Delivery, Digest, Outbox, Recipient
from monitor.store.page import Page
from monitor.store.pages import PageBook
from monitor.store.queries import QUERIES
from monitor.store.reports import ChangeFilter, Reports, reading
from monitor.store.suppressions import Suppressions
from monitor.store.times import iso, parse_iso
from monitor.store.trends import Trends, recount
from monitor.store.versions import StoredVersion, Versions
from monitor.store.views import VIEWS

__all__ = [
    "ALERT_LOCK",
    "QUERIES",
    "UNCLASSIFIED",
    "VIEWS",
    "Archive",
    "ChangeFilter",
    "Classified",
    "ClinicBook",
    "ClinicSummary",
    "CrawlLog",
    "Delivery",
    "Digest",
    "Evidence",
    "Families",
    "Lifecycle",
    "Likeness",
    "Lineage",
    "Mentions",
    "Outbox",
    "Page",
    "PageBook",
    "PassageIndex",
    "Recipient",
    "Reports",
    "Snapshot",
    "Standing",
    "StoredVersion",
    "Suppressions",
    "Trends",
    "Versions",
    "Visit",
    "WorkspaceLock",
    "find_snapshot",
    "iso",
    "open_database",
    "parse_iso",
    "reading",
    "recent_changes",
    "recount",
    "verdict",
    "writing",
]

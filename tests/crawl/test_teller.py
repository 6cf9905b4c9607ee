"""Health matters in the outbox: told once when they begin and once when they end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from monitor.config import Alerts
from monitor.crawl.teller import Teller
from monitor.store import ClinicBook, ClinicSummary, CrawlLog, Evidence, Outbox, open_database
from tests.alert.making import subscription

START = datetime(2026, 3, 1, 4, 30, tzinfo=UTC)


@dataclass
class Nights:
    """A clinic that is crawled every night."""

    database: Database
    outbox: Outbox
    clinic_id: int
    now: datetime = START
    told: list[tuple[str, str, str]] = field(default_factory=list)

    def crawl(self, reason: str = "", *, nights: int = 1, alerts: Alerts) -> None:
        """So many nights, each with one crawl that came to a good end, or failed for a reason."""
        for _ in range(nights):
            self.now += timedelta(days=1)
            log = CrawlLog(self.database, self.now, everything=False)
            summary = ClinicSummary("bluff", "failed" if reason else "ok", reason, 5, 5, 0, 0)
            teller = Teller(self.outbox, Evidence(self.database), alerts, lambda: self.now)
            log.end_clinic(self.clinic_id, summary, self.now)
            teller.check_health(self.clinic_id, "bluff")
            log.end(self.now, interrupted=False)

    def waiting(self) -> list[tuple[str, str, str]]:
        """(address, kind, phase) of what waits, and mark it as sent."""
        found = []
        for each in self.outbox.recipients():
            those = self.outbox.waiting(each.id)
            matters = Evidence(self.database).matters([one.matter_id or 0 for one in those])
            found += [(each.address, matters[one.matter_id or 0]["kind"], one.phase) for one in those]
            if those:
                digest = self.outbox.begin(
                    each.id, those, message_id=f"<{those[0].id}@x>", subject="", page_id=None, now=self.now
                )
                self.outbox.end_sent(digest, self.now)
        return found


@pytest.fixture
def nights(tmp_path: Path) -> Iterator[Nights]:
    """A clinic with a finished baseline."""
    database = open_database(tmp_path)
    clinics = ClinicBook(database)
    ids = clinics.sync_clinics([("bluff", "Bluff Creek", "https://bluff.example/", True)], START)
    clinics.end_baseline(ids["bluff"], START)
    yield Nights(database, Outbox(database), ids["bluff"])
    database.close()


ALERTS = Alerts(
    subscriptions=(
        subscription("All"),
        subscription("Elsewhere", to=("ben@example.com",), clinics=("other",)),
        subscription("No health", to=("cleo@example.com",), health=False),
    )
)
ANA = "ana@example.com"


def test_a_matter_is_told_once_when_it_begins_and_once_when_it_ends(nights: Nights) -> None:
    """Days of failure are one matter, whatever else goes wrong meanwhile; only who asked is told."""
    nights.crawl(alerts=ALERTS)
    nights.crawl("timeout", nights=2, alerts=ALERTS)
    assert nights.waiting() == []
    nights.crawl("timeout", alerts=ALERTS)
    assert nights.waiting() == [(ANA, "unreachable", "began")]
    nights.crawl("dns", nights=3, alerts=ALERTS)
    nights.crawl("http_403", nights=3, alerts=ALERTS)
    assert nights.waiting() == []
    nights.crawl(alerts=ALERTS)
    assert nights.waiting() == [(ANA, "unreachable", "ended")]
    nights.crawl(nights=2, alerts=ALERTS)
    assert nights.waiting() == []


def test_what_is_over_before_it_was_told_is_not_told(nights: Nights) -> None:
    """A weekly reader is not told on Monday of what was mended on Saturday."""
    nights.crawl("block_page", nights=4, alerts=ALERTS)
    nights.crawl(alerts=ALERTS)
    assert nights.waiting() == []
    nights.crawl("block_page", nights=2, alerts=ALERTS)
    nights.crawl("block_page", alerts=ALERTS)
    assert nights.waiting() == [(ANA, "blocked", "began")]


def test_silence_and_its_end(nights: Nights) -> None:
    """A clinic that wrote every week falls silent, and writes again."""

    def publish(number: int, at: datetime) -> None:
        nights.database.execute(
            """INSERT INTO pages (clinic_id, kind, url, baseline, found_at, claimed_published_at)
            VALUES (?, 'article', ?, 1, ?, ?)""",
            (nights.clinic_id, f"https://bluff.example/{number}", "2026-03-01T00:00:00Z", f"{at:%FT%TZ}"),
        )

    for week in range(8):
        publish(week, START - timedelta(weeks=week))
    nights.crawl(nights=29, alerts=ALERTS)
    assert nights.waiting() == []
    nights.crawl(nights=10, alerts=ALERTS)
    assert nights.waiting() == [(ANA, "silent", "began")]
    nights.crawl("timeout", nights=1, alerts=ALERTS)
    assert nights.waiting() == []
    publish(99, nights.now)
    nights.crawl(alerts=ALERTS)
    assert nights.waiting() == [(ANA, "silent", "ended")]

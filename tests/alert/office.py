"""A workspace whose outbox fills at a word, and a post whose clock is ours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from monitor.alert import Pause, Post, Report
from monitor.config import Alerts, Smtp, Subscription, Titles, load
from monitor.crawl.teller import Teller
from monitor.diff import align
from monitor.records import Change, Entry, Extract, Metadata, Operation, Passage
from monitor.store import (
    UNCLASSIFIED,
    ClinicBook,
    CrawlLog,
    Evidence,
    Outbox,
    PageBook,
    Versions,
    Visit,
    open_database,
)
from tests.alert.making import subscription

MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def _extract(sentence: str, title: str) -> Extract:
    passages = tuple(Passage(text, text) for text in ("We are a clinic.", sentence))
    return Extract(Metadata(title=title), passages, "test 1", fingerprint=b"f")


class Office:
    """One clinic with some articles, edited one by one.

    Args:
        folder: of the workspace; made here.
        port: of the mail server.
        wanted: subscriptions.
        pages: number of articles.
        sentence: what is edited, with a place for a number.
    """

    def __init__(
        self,
        folder: Path,
        port: int,
        *wanted: Subscription,
        pages: int = 8,
        sentence: str = "Up to {}% feel better.",
    ) -> None:
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self.now = MONDAY
        self._sentence = sentence
        self.alerts = Alerts(
            smtp=Smtp("127.0.0.1", port, "none", ""),
            public_url="https://monitor.example.com",
            sender="Content monitor <monitor@example.com>",
            subscriptions=wanted or (subscription(cadence="immediate"),),
        )
        self.database = open_database(folder)
        self.outbox = Outbox(self.database)
        self._versions = Versions(self.database)
        self._pages = PageBook(self.database)
        self._clinic = ClinicBook(self.database).sync_clinics(
            [("bluff-creek", "Bluff Creek", "https://bluff.example/", True)], MONDAY
        )["bluff-creek"]
        self._log = CrawlLog(self.database, MONDAY, everything=False)
        entries = {f"k{n}": (Entry(f"https://bluff.example/{n}/"), "article") for n in range(pages)}
        self._pages.save_discovery(self._clinic, (), entries, complete=True, probed=True, now=MONDAY)  # type: ignore[arg-type]
        self._edition = 0
        for number in range(pages):
            self._save(number, sentence.format(0))

    def teller(self) -> Teller:
        """What decides who is told."""
        return Teller(self.outbox, Evidence(self.database), self.alerts, lambda: self.now)

    def _save(self, number: int, sentence: str, *changes: Change) -> None:
        page_id = self._pages.find(self._clinic, f"k{number}")
        assert page_id is not None
        found = _extract(sentence, f"Article {number}")
        standing = self._versions.standing(page_id)
        self._versions.save(
            self._log, Visit(page_id, self.now, "changed", status=200), found, "00" * 32,
            alignment=None if standing is None else align(standing, found.passages),
            changes=changes, classified=UNCLASSIFIED,
        )  # fmt: skip

    def edit(self, *numbers: int, signal: str = "") -> None:
        """Edit some articles, each in a transaction that decides who is told."""
        for number in numbers or (0,):
            self._edition += 1
            before = self._versions.standing(number + 1)
            assert before is not None
            after = self._sentence.format(self._edition)
            change = Change("edited", (Operation("reworded", before[1].text, after),), 1, 1, 0.8)
            with self.teller().telling():
                self._save(number, after, change)
                if signal:
                    self.database.execute(
                        "INSERT INTO signals (change_id, kind, rule) SELECT max(id), ?, '' FROM changes",
                        (signal,),
                    )

    def ail(self) -> None:
        """The clinic begins to refuse us."""
        readers = [each.id for each in self.outbox.recipients()]
        self.outbox.begin_matter(self._clinic, "blocked", "http_403", self.now, readers, self.now)

    def recover(self) -> None:
        """It is over."""
        for row in self.outbox.open_matters(self._clinic):
            self.outbox.end_matter(row["id"], self.now)

    def later(self, **time: Any) -> None:
        """Let time pass."""
        self.now += timedelta(**time)

    def post(self) -> Post:
        """The post, with the office's clock."""
        return Post(self.outbox, Evidence(self.database), self.alerts, Titles(), lambda: self.now)

    def send(self) -> list[tuple[str, str]]:
        """One round: (recipient, what came of it)."""
        post = self.post()
        post.take_over()
        return [
            (each.recipient.address, "pause") if isinstance(each, Pause) else (each.recipient, each.state)
            for each in post.send()
        ]

    def reports(self) -> list[Report]:
        """One round, told in full."""
        return [each for each in self.post().send() if isinstance(each, Report)]

    def write(self) -> None:
        """Write the workspace's files, for commands that are run on it."""
        clinics = '[[clinics]]\nslug = "bluff-creek"\nname = "Bluff Creek"\nurl = "https://bluff.example/"\n'
        (self.folder / "clinics.toml").write_text(clinics)
        smtp = self.alerts.smtp
        assert smtp is not None
        tables = "".join(
            f'[[subscriptions]]\nname = "{each.name}"\nto = {list(each.to)!r}\ncadence = "{each.cadence}"\n'
            for each in self.alerts.subscriptions
        )
        (self.folder / "alerts.toml").write_text(
            f'[smtp]\nhost = "{smtp.host}"\nport = {smtp.port}\nsecurity = "none"\n'
            f'[monitor]\nsender = "monitor@example.com"\n{tables}'
        )
        load(self.folder)

    def close(self) -> None:
        """Let the database go."""
        self.database.close()

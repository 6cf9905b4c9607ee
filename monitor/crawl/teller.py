"""Deciding who is told, in the very transaction that stores what is to be told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime

from monitor.alert import Addressee, Watch, addressees, ailments, choose, told
from monitor.config import Alerts
from monitor.store import Evidence, Outbox


class Teller:
    """Fills the outbox while a crawl finds changes.

    Args:
        outbox, evidence: of the open store, its workspace locked by this process.
        alerts: who wants to be told of what.
        clock: the time, in UTC.
    """

    def __init__(
        self, outbox: Outbox, evidence: Evidence, alerts: Alerts, clock: Callable[[], datetime]
    ) -> None:
        self._outbox = outbox
        self._evidence = evidence
        self._clock = clock
        wanted = {(each.subscription.name, each.label): each for each in addressees(alerts)}
        self._outbox.sync(wanted, clock())
        self._addressees: list[tuple[int, Addressee]] = [
            (each.id, wanted[each.subscription, each.address]) for each in self._outbox.recipients()
        ]

    def telling(self) -> AbstractContextManager[None]:
        """One write transaction: at its end it is decided who is told of the changes stored in it."""
        return self._outbox.deciding(self._decide)

    def _decide(self, after: int) -> None:
        if not self._addressees:
            return
        wanted = {each.subscription.name: each.subscription for _, each in self._addressees}
        changes = [told(row) for row in self._evidence.since(after)]
        rows = []
        for change in changes:
            choices = {name: choose(change, subscription) for name, subscription in wanted.items()}
            for recipient, each in self._addressees:
                choice = choices[each.subscription.name]
                if choice.matched:
                    rows.append((recipient, change.id, choice.urgent))
        self._outbox.add_changes(rows, self._clock())

    def check_health(self, clinic_id: int, slug: str) -> None:
        """Compare what ails a clinic with what is known to, and note what is to be told of it."""
        now = self._clock()
        watch = Watch(**self._evidence.watch(clinic_id))
        ailing = {each.kind: each for each in ailments(watch, now)}
        known = {row["kind"]: row["id"] for row in self._outbox.open_matters(clinic_id)}
        for kind, matter_id in known.items():
            # While crawls fail it is called what it was called at first: reasons differ from day to day.
            if not watch.failures and kind not in ailing:
                self._outbox.end_matter(matter_id, now)
        failing = any(kind != "silent" for kind in known)
        for kind, each in ailing.items():
            if kind in known or (failing and kind != "silent"):
                continue
            self._outbox.begin_matter(
                clinic_id, kind, each.reason, each.since, self._health_readers(slug), now
            )

    def _health_readers(self, slug: str) -> Iterator[int]:
        for recipient, each in self._addressees:
            wanted = each.subscription
            if wanted.health and (not wanted.clinics or slug in wanted.clinics):
                yield recipient

"""Planning: which mails are to be made now of what waits in the outbox."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.alert.addressees import Addressee, addressees
from monitor.alert.cadence import is_due, is_quiet, next_slot
from monitor.alert.envelope import new_message_id
from monitor.alert.health import Matter, matter
from monitor.alert.letter import Letter
from monitor.alert.told import Told, told
from monitor.config import Alerts
from monitor.store import Delivery, Digest, Evidence, Outbox, Recipient, parse_iso

MOST_SINGLE = 5
"""Mails about one article each that one reader gets at once; what is more comes in one mail."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One mail that is to be made.

    Attributes:
        digest: of an earlier attempt that got no answer; None: a new mail.
        page_id: of the article that the mail is about alone; None for several.
    """

    recipient: Recipient
    addressee: Addressee
    digest: Digest | None
    deliveries: tuple[Delivery, ...]
    page_id: int | None


@dataclass(frozen=True, slots=True)
class Pause:
    """Why what waits for a recipient does not go out now.

    Attributes:
        waiting: how many changes and notes.
        until: when it may; ``error`` is what went wrong at the last attempt, empty if nothing did.
    """

    recipient: Recipient
    waiting: int
    until: datetime | None
    error: str


class Planner:
    """Looks through the outbox.

    Args:
        outbox, evidence: of the open store.
        alerts: by today's alerts.toml.
    """

    def __init__(self, outbox: Outbox, evidence: Evidence, alerts: Alerts) -> None:
        self._outbox = outbox
        self._evidence = evidence
        self._alerts = alerts
        self._known = {(each.subscription.name, each.label): each for each in addressees(alerts)}
        self._told: dict[int, Told] = {}

    def due(self, now: datetime) -> Iterator[Parcel | Pause]:
        """What is to go out now, by recipient; and why the rest is not."""
        for recipient, addressee in self._recipients():
            waiting = self._outbox.waiting(recipient.id)
            unanswered = self._outbox.unanswered(recipient.id)
            wanted = addressee.subscription
            if not waiting and not unanswered:
                continue
            held = len(waiting) + sum(len(digest.deliveries) for digest in unanswered)
            if recipient.next_try_at is not None and recipient.next_try_at > now:
                yield Pause(recipient, held, recipient.next_try_at, recipient.last_error)
                continue
            if is_quiet(wanted, now):
                yield Pause(recipient, held, None, "")
                continue
            for digest in unanswered:
                yield Parcel(recipient, addressee, digest, digest.deliveries, digest.page_id)
            ready = [each for each in waiting if is_due(wanted, each.decided_at, now, urgent=each.urgent)]
            if len(ready) < len(waiting):
                yield Pause(recipient, len(waiting) - len(ready), next_slot(wanted, now), "")
            yield from self._parcels(recipient, addressee, ready)

    def everything(self) -> Iterator[Parcel]:
        """All that waits, as if it were due now."""
        for recipient, addressee in self._recipients():
            for digest in self._outbox.unanswered(recipient.id):
                yield Parcel(recipient, addressee, digest, digest.deliveries, digest.page_id)
            yield from self._parcels(recipient, addressee, self._outbox.waiting(recipient.id))

    def letter(self, parcel: Parcel, now: datetime) -> Letter:
        """What a mail is made of; one that was begun keeps its time and its Message-ID."""
        digest = parcel.digest
        thread: tuple[str, ...] = ()
        if parcel.page_id is not None:
            thread = self._outbox.thread(parcel.recipient.id, parcel.page_id)
        return Letter(
            subscription=parcel.addressee.subscription,
            to=parcel.recipient.address,
            changes=self._changes(parcel.deliveries),
            matters=self._matters(parcel.deliveries),
            made_at=digest.made_at if digest else now,
            message_id=digest.message_id if digest else new_message_id(self._alerts),
            thread=thread,
        )

    def _recipients(self) -> Iterator[tuple[Recipient, Addressee]]:
        for recipient in self._outbox.recipients():
            addressee = self._known.get((recipient.subscription, recipient.address))
            if addressee is not None:
                yield recipient, addressee

    def _parcels(
        self, recipient: Recipient, addressee: Addressee, ready: Sequence[Delivery]
    ) -> Iterator[Parcel]:
        for those in _parted(ready, addressee):
            pages = {each.page_id for each in those}
            yield Parcel(recipient, addressee, None, tuple(those), pages.pop() if len(pages) == 1 else None)

    def _changes(self, deliveries: Iterable[Delivery]) -> tuple[Told, ...]:
        ids = [each.change_id for each in deliveries if each.change_id is not None]
        self._told.update(
            (row["id"], told(row)) for row in self._evidence.told(one for one in ids if one not in self._told)
        )
        return tuple(self._told[each] for each in ids)

    def _matters(self, deliveries: Iterable[Delivery]) -> tuple[Matter, ...]:
        those = [each for each in deliveries if each.matter_id is not None]
        rows = self._evidence.matters([each.matter_id for each in those if each.matter_id is not None])
        return tuple(
            matter(rows[each.matter_id], parse_iso(rows[each.matter_id]["since"]), each.phase)
            for each in those
            if each.matter_id is not None and each.phase
        )


def _parted(ready: Sequence[Delivery], addressee: Addressee) -> list[list[Delivery]]:
    """One mail for all, or for what goes out at once, unless it is much, one for each article."""
    at_once = all(each.urgent for each in ready) or addressee.subscription.cadence == "immediate"
    if not at_once or addressee.service:
        return [list(ready)] if ready else []
    parts: dict[tuple[str, int | None], list[Delivery]] = {}
    for each in ready:
        parts.setdefault((each.clinic, each.page_id), []).append(each)
    return list(parts.values()) if len(parts) <= MOST_SINGLE else [list(ready)]

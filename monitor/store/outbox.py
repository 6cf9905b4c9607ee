"""The outbox: who is to be told of what, and by which mail each was told.

What is to be told is decided in the transaction that stores the change, so that a crash leaves both or
neither.  A mail is written down before it is handed over, and its end afterwards.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlite_utils import Database

from monitor.store.connect import writing
from monitor.store.times import iso, parse_iso

Row = dict[str, Any]
Phase = Literal["", "began", "ended"]

GONE = "the subscription or the address was taken out of alerts.toml"
OVER = "it was over before it was told"


@dataclass(frozen=True, slots=True)
class Recipient:
    """One address of one subscription.

    Attributes:
        attempts: that failed since the last success.
        next_try_at: not before then; None: at any time.
        last_error: why the last attempt failed; empty if it did not.
    """

    id: int
    subscription: str
    address: str
    attempts: int
    next_try_at: datetime | None
    last_error: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """One thing that one recipient is to be told: a change, or one end of a health matter.

    Attributes:
        page_id: of the change; None for the whole site and for health.
    """

    id: int
    change_id: int | None
    matter_id: int | None
    phase: Phase
    urgent: bool
    decided_at: datetime
    clinic: str
    page_id: int | None


@dataclass(frozen=True, slots=True)
class Digest:
    """One mail that was begun.

    Attributes:
        page_id: of the article, where the mail is about one alone.
    """

    id: int
    message_id: str
    page_id: int | None
    made_at: datetime
    deliveries: tuple[Delivery, ...]


class Outbox:
    """Reads and writes of recipients, deliveries and digests.

    Args:
        database: an open ``monitor.db``.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    # --- recipients ------------------------------------------------------------------------------

    def sync(self, wanted: Iterable[tuple[str, str]], now: datetime) -> int:
        """Take over who is told; what still waited for those who are not is dropped.

        Args:
            wanted: (subscription, address) of all of them.

        Returns:
            How many deliveries were dropped.
        """
        pairs = set(wanted)
        known = {
            (name, address): removed_at
            for name, address, removed_at in self._database.execute(
                "SELECT subscription, address, removed_at FROM recipients"
            ).fetchall()
        }
        standing = {pair for pair, removed_at in known.items() if removed_at is None}
        if pairs == standing:
            return 0
        with writing(self._database):
            for name, address in sorted(pairs - standing):
                self._database.execute(
                    """INSERT INTO recipients (subscription, address, added_at) VALUES (?, ?, ?)
                    ON CONFLICT (subscription, address) DO UPDATE SET removed_at = NULL, added_at = ?,
                    attempts = 0, next_try_at = NULL, last_error = NULL""",
                    (name, address, iso(now), iso(now)),
                )
            return sum(self._remove(name, address, now) for name, address in sorted(standing - pairs))

    def _remove(self, subscription: str, address: str, now: datetime) -> int:
        (recipient,) = self._database.execute(
            "SELECT id FROM recipients WHERE subscription = ? AND address = ?", (subscription, address)
        ).fetchone()
        self._database.execute("UPDATE recipients SET removed_at = ? WHERE id = ?", (iso(now), recipient))
        self._database.execute(
            """UPDATE digests SET state = 'failed', ended_at = ?, error = ?
            WHERE recipient_id = ? AND state = 'sending'""",
            (iso(now), GONE, recipient),
        )
        dropped = self._database.execute(
            """UPDATE deliveries SET dropped = ?
            WHERE recipient_id = ? AND digest_id IS NULL AND dropped IS NULL""",
            (GONE, recipient),
        )
        return int(dropped.rowcount)

    def recipients(self) -> list[Recipient]:
        """Everyone who is told by now, by subscription and address."""
        rows = self._database.execute(
            """SELECT id, subscription, address, attempts, next_try_at, last_error FROM recipients
            WHERE removed_at IS NULL ORDER BY subscription, address"""
        )
        return [
            Recipient(
                number, name, address, attempts, None if later is None else parse_iso(later), error or ""
            )
            for number, name, address, attempts, later, error in rows.fetchall()
        ]

    # --- deciding --------------------------------------------------------------------------------

    @contextmanager
    def deciding(self, decide: Callable[[int], None]) -> Iterator[None]:
        """One write transaction, or a part of another one of this kind.

        Args:
            decide: called at its end with the number of the last change that was there before.
        """
        if self._database.conn.in_transaction:
            yield  # the one around it decides
            return
        with writing(self._database):
            (before,) = self._database.execute("SELECT coalesce(max(id), 0) FROM changes").fetchone()
            yield
            decide(before)

    def add_changes(self, rows: Iterable[tuple[int, int, bool]], now: datetime) -> None:
        """Note who is to be told of which change, inside the caller's transaction.

        Args:
            rows: (recipient, change, whether at once).
        """
        at = iso(now)
        self._database.conn.executemany(
            """INSERT INTO deliveries (recipient_id, change_id, urgent, decided_at) VALUES (?, ?, ?, ?)
            ON CONFLICT DO NOTHING""",
            ((recipient, change, int(urgent), at) for recipient, change, urgent in rows),
        )

    def begin_matter(
        self,
        clinic_id: int,
        kind: str,
        reason: str,
        since: datetime,
        recipients: Iterable[int],
        now: datetime,
    ) -> None:
        """Note that something began to be wrong with a clinic, and who is to be told."""
        with writing(self._database):
            matter = self._database.execute(
                """INSERT INTO health_matters (clinic_id, kind, reason, since, noticed_at)
                VALUES (?, ?, ?, ?, ?)""",
                (clinic_id, kind, reason, iso(since), iso(now)),
            ).lastrowid
            for recipient in recipients:
                self._add_phase(recipient, int(matter or 0), "began", now)

    def end_matter(self, matter_id: int, now: datetime) -> None:
        """Note that it is over; who was told of its beginning is to be told, who was not is spared both."""
        with writing(self._database):
            self._database.execute(
                "UPDATE health_matters SET ended_at = ? WHERE id = ?", (iso(now), matter_id)
            )
            self._database.execute(
                """UPDATE deliveries SET dropped = ?
                WHERE matter_id = ? AND digest_id IS NULL AND dropped IS NULL""",
                (OVER, matter_id),
            )
            told = self._database.execute(
                """SELECT d.recipient_id FROM deliveries d JOIN recipients r ON r.id = d.recipient_id
                WHERE d.matter_id = ? AND d.phase = 'began' AND d.digest_id IS NOT NULL
                AND r.removed_at IS NULL""",
                (matter_id,),
            ).fetchall()
            for (recipient,) in told:
                self._add_phase(recipient, matter_id, "ended", now)

    def _add_phase(self, recipient: int, matter_id: int, phase: Phase, now: datetime) -> None:
        self._database.execute(
            "INSERT INTO deliveries (recipient_id, matter_id, phase, decided_at) VALUES (?, ?, ?, ?)",
            (recipient, matter_id, phase, iso(now)),
        )

    # --- sending ---------------------------------------------------------------------------------

    def waiting(self, recipient_id: int) -> tuple[Delivery, ...]:
        """What the recipient has not been told yet, oldest first."""
        return self._deliveries(
            "d.recipient_id = ? AND d.digest_id IS NULL AND d.dropped IS NULL", recipient_id
        )

    def unanswered(self, recipient_id: int) -> tuple[Digest, ...]:
        """Mails to the recipient that were handed over without an answer, oldest first."""
        rows = self._database.execute(
            """SELECT id, message_id, page_id, made_at FROM digests
            WHERE recipient_id = ? AND state = 'sending' ORDER BY id""",
            (recipient_id,),
        ).fetchall()
        return tuple(
            Digest(
                number, message_id, page_id, parse_iso(made_at), self._deliveries("d.digest_id = ?", number)
            )
            for number, message_id, page_id, made_at in rows
        )

    def _deliveries(self, condition: str, value: int) -> tuple[Delivery, ...]:
        rows = self._database.execute(
            f"""SELECT d.id, d.change_id, d.matter_id, d.phase, d.urgent, d.decided_at, c.slug, ch.page_id
            FROM deliveries d LEFT JOIN changes ch ON ch.id = d.change_id
            LEFT JOIN health_matters m ON m.id = d.matter_id
            JOIN clinics c ON c.id = coalesce(ch.clinic_id, m.clinic_id)
            WHERE {condition} ORDER BY d.id""",
            (value,),
        )
        return tuple(
            Delivery(number, change, matter, phase, bool(urgent), parse_iso(decided_at), clinic, page)
            for number, change, matter, phase, urgent, decided_at, clinic, page in rows.fetchall()
        )

    def thread(self, recipient_id: int, page_id: int) -> tuple[str, ...]:
        """Message-IDs of the mails about one article alone that the recipient has got, oldest first."""
        rows = self._database.execute(
            """SELECT message_id FROM digests WHERE recipient_id = ? AND page_id = ? AND state = 'sent'
            ORDER BY id""",
            (recipient_id, page_id),
        )
        return tuple(row[0] for row in rows.fetchall())

    def begin(
        self,
        recipient_id: int,
        deliveries: Sequence[Delivery],
        *,
        message_id: str,
        subject: str,
        page_id: int | None,
        now: datetime,
    ) -> int:
        """Write a mail down that is about to be handed over; gives its number."""
        with writing(self._database):
            number = self._database.execute(
                """INSERT INTO digests (recipient_id, message_id, subject, page_id, changes, made_at, state)
                VALUES (?, ?, ?, ?, ?, ?, 'sending')""",
                (
                    recipient_id,
                    message_id,
                    subject,
                    page_id,
                    sum(each.change_id is not None for each in deliveries),
                    iso(now),
                ),
            ).lastrowid
            assert number is not None
            self._database.execute(
                "UPDATE deliveries SET digest_id = ? WHERE id IN (SELECT value FROM json_each(?))",
                (number, json.dumps([each.id for each in deliveries])),
            )
        return number

    def end_sent(self, digest_id: int, now: datetime) -> None:
        """The server has taken the mail."""
        self._end(digest_id, "sent", None, now)

    def end_refused(self, digest_id: int, error: str, now: datetime) -> None:
        """The server will never take the mail: it is set aside with the reason."""
        self._end(digest_id, "failed", error, now)

    def _end(self, digest_id: int, state: str, error: str | None, now: datetime) -> None:
        with writing(self._database):
            self._database.execute(
                "UPDATE digests SET state = ?, ended_at = ?, error = ? WHERE id = ?",
                (state, iso(now), error, digest_id),
            )
            self._database.execute(
                """UPDATE recipients SET attempts = 0, next_try_at = NULL, last_error = ?
                WHERE id = (SELECT recipient_id FROM digests WHERE id = ?)""",
                (error, digest_id),
            )

    def take_back(self, digest_id: int) -> None:
        """The server has surely not taken the mail: what it told waits again."""
        with writing(self._database):
            self._database.execute("UPDATE deliveries SET digest_id = NULL WHERE digest_id = ?", (digest_id,))
            self._database.execute("DELETE FROM digests WHERE id = ?", (digest_id,))

    def put_off(self, recipient_id: int, error: str, until: datetime) -> None:
        """An attempt failed for now; the next is not made before ``until``."""
        with writing(self._database):
            self._database.execute(
                """UPDATE recipients SET attempts = attempts + 1, next_try_at = ?, last_error = ?
                WHERE id = ?""",
                (iso(until), error, recipient_id),
            )

    def try_again(self) -> int:
        """Let everything that was put off or set aside wait again.

        Returns:
            How many mails had been set aside.
        """
        with writing(self._database):
            self._database.execute("UPDATE recipients SET next_try_at = NULL, attempts = 0")
            aside = [
                row[0]
                for row in self._database.execute(
                    """SELECT g.id FROM digests g JOIN recipients r ON r.id = g.recipient_id
                    WHERE g.state = 'failed' AND r.removed_at IS NULL"""
                ).fetchall()
            ]
            for number in aside:
                self.take_back(number)
        return len(aside)

    # --- health ----------------------------------------------------------------------------------

    def open_matters(self, clinic_id: int) -> list[Row]:
        """What is known to be wrong with a clinic."""
        return self._rows(
            "SELECT id, kind, reason FROM health_matters WHERE clinic_id = :clinic AND ended_at IS NULL",
            {"clinic": clinic_id},
        )

    def _rows(self, query: str, values: Mapping[str, Any]) -> list[Row]:
        cursor = self._database.execute(query, dict(values))
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

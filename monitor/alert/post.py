"""The post: takes what is due out of the outbox, sends it, and writes down what came of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from monitor.alert.addressees import addressees
from monitor.alert.compose import Composer
from monitor.alert.envelope import blank, message, new_message_id, sender_address
from monitor.alert.letter import Composed, Letter
from monitor.alert.plan import Parcel, Pause, Planner
from monitor.alert.services import notify
from monitor.alert.smtp import Mailer
from monitor.config import Alerts, Titles, smtp_password
from monitor.errors import DeliveryError, LaterError, RefusedError, UnansweredError, UsageError
from monitor.store import Evidence, Outbox

Clock = Callable[[], datetime]
State = Literal["sent", "kept", "unanswered", "set_aside"]

FIRST_WAIT = timedelta(minutes=5)
GROWTH = 3
LONGEST_WAIT = timedelta(hours=12)

MOST_SILENCES = 3
"""Mails in a row without an answer after which a server is taken to be out of order."""


@dataclass(frozen=True, slots=True)
class Report:
    """What came of one mail.

    Attributes:
        state: ``sent``; ``kept`` for the next try; ``unanswered``: handed over, and to be sent again;
            ``set_aside``.
        error: why it was not sent, in words.
    """

    subscription: str
    recipient: str
    state: State
    subject: str
    changes: int
    message_id: str
    error: str = ""


class Post:
    """One round of sending; only one at a time may go on in a workspace.

    Args:
        outbox, evidence: of the open store.
        alerts: by today's alerts.toml.
        titles: of today's lexicon.
        clock: the time, in UTC.
    """

    def __init__(
        self,
        outbox: Outbox,
        evidence: Evidence,
        alerts: Alerts,
        titles: Titles,
        clock: Clock = lambda: datetime.now(UTC),
    ) -> None:
        self._outbox = outbox
        self._alerts = alerts
        self._clock = clock
        self._planner = Planner(outbox, evidence, alerts)
        self._composer = Composer(alerts, titles)
        self._down: LaterError | None = None  # nothing can be sent by mail in this round
        self._mailer: Mailer | None = None
        self._silences = 0  # mails in a row that got no answer

    def take_over(self) -> int:
        """Take over who is told by today's alerts.toml; gives how much was dropped that waited for others."""
        wanted = ((each.subscription.name, each.label) for each in addressees(self._alerts))
        return self._outbox.sync(wanted, self._clock())

    def preview(self) -> Iterator[tuple[Letter, Composed]]:
        """The mails that would be made of all that waits."""
        for parcel in self._planner.everything():
            letter = self._planner.letter(parcel, self._clock())
            yield letter, self._composer.compose(letter)

    def due(self) -> Iterator[tuple[Letter, Composed] | Pause]:
        """The mails that would be sent now, and what waits longer."""
        for each in self._planner.due(self._clock()):
            if isinstance(each, Pause):
                yield each
            else:
                letter = self._planner.letter(each, self._clock())
                yield letter, self._composer.compose(letter)

    def send(self) -> Iterator[Report | Pause]:
        """Send what is due, each told when its end is written down.

        Raises:
            UsageError: there is mail to be sent and no way to: no server, or no password.
        """
        with ExitStack() as stack:
            put_off: set[int] = set()
            for each in self._planner.due(self._clock()):
                if isinstance(each, Pause):
                    yield each
                elif each.recipient.id not in put_off:
                    report = self._send(each, stack)
                    if report.state in ("kept", "unanswered"):
                        put_off.add(each.recipient.id)
                    yield report

    def _send(self, parcel: Parcel, stack: ExitStack) -> Report:
        letter = self._planner.letter(parcel, self._clock())
        composed = self._composer.compose(letter)
        way = self._by_service if parcel.addressee.service else self._by_mail
        state: State = "sent"
        error = ""
        try:
            way(parcel, letter, composed, stack)
        except RefusedError as refusal:
            state, error = "set_aside", str(refusal)
        except UnansweredError as silence:
            state, error = "unanswered", str(silence)
        except DeliveryError as trouble:
            state, error = "kept", str(trouble)
        if state in ("kept", "unanswered"):
            until = self._clock() + _wait(parcel.recipient.attempts)
            self._outbox.put_off(parcel.recipient.id, error, until)
        return Report(
            letter.subscription.name, letter.to, state, composed.subject, len(letter.changes),
            letter.message_id, error,
        )  # fmt: skip

    def _by_mail(self, parcel: Parcel, letter: Letter, composed: Composed, stack: ExitStack) -> None:
        mailer = self._connected(stack)
        mail = message(letter, composed, self._alerts)
        try:
            mailer.offer(letter.to)
        except RefusedError as refusal:
            self._outbox.end_refused(self._begun(parcel, letter, composed), str(refusal), self._clock())
            raise
        except LaterError as trouble:
            self._down = trouble if trouble.everybody else None
            raise
        number = self._begun(parcel, letter, composed)
        try:
            mailer.hand_over(mail)
        except RefusedError as refusal:
            self._outbox.end_refused(number, str(refusal), self._clock())
            raise
        except LaterError as trouble:
            self._down = trouble if trouble.everybody else None
            self._take_back(parcel, number)
            raise
        except UnansweredError as silence:
            self._silences += 1
            if self._silences >= MOST_SILENCES:
                self._down = LaterError(str(silence), everybody=True)
            raise
        self._silences = 0
        self._outbox.end_sent(number, self._clock())

    def _by_service(self, parcel: Parcel, letter: Letter, composed: Composed, _stack: ExitStack) -> None:
        number = self._begun(parcel, letter, composed)
        try:
            notify(parcel.addressee.service or "", letter.to, composed)
        except LaterError:
            self._take_back(parcel, number)
            raise
        self._outbox.end_sent(number, self._clock())

    def _begun(self, parcel: Parcel, letter: Letter, composed: Composed) -> int:
        """The number of the mail, written down now unless it was at an earlier attempt."""
        if parcel.digest is not None:
            return parcel.digest.id
        return self._outbox.begin(
            parcel.recipient.id,
            parcel.deliveries,
            message_id=letter.message_id,
            subject=composed.subject,
            page_id=parcel.page_id,
            now=letter.made_at,
        )

    def _take_back(self, parcel: Parcel, number: int) -> None:
        # Of a mail that was handed over once before nobody knows: it stays, to be sent as it is.
        if parcel.digest is None:
            self._outbox.take_back(number)

    def _connected(self, stack: ExitStack) -> Mailer:
        if self._down is not None:
            raise self._down
        if self._mailer is None:
            try:
                self._mailer = stack.enter_context(mailer(self._alerts))
            except LaterError as trouble:
                self._down = trouble
                raise
        return self._mailer


def _wait(failures: int) -> timedelta:
    """How long to wait after one more failure."""
    wait = FIRST_WAIT
    for _ in range(failures):
        if wait >= LONGEST_WAIT:
            break
        wait *= GROWTH
    return min(wait, LONGEST_WAIT)


def mailer(alerts: Alerts) -> Mailer:
    """The way to the mail server, not open yet.

    Raises:
        UsageError: no server is named, or the password is missing.
        ConfigurationError: the password's file cannot be read.
    """
    if alerts.smtp is None:
        raise UsageError(
            "alerts.toml names no mail server: add [smtp] to send, or look at the mails with "
            "monitor alert --preview"
        )
    password = smtp_password(os.environ)
    if alerts.smtp.username and password is None:
        raise UsageError(
            "[smtp] of alerts.toml has a username, and there is no password: set $MONITOR_SMTP_PASSWORD, "
            "or let $MONITOR_SMTP_PASSWORD_FILE name a file that holds it"
        )
    return Mailer(alerts.smtp, password, sender_address(alerts))


def send_test(alerts: Alerts, address: str) -> None:
    """Prove the settings with one mail that says so.

    Raises:
        UsageError: they are not complete.
        DeliveryError: they do not work, with what is wrong.
    """
    now, message_id = datetime.now(UTC), new_message_id(alerts)
    mail = blank(alerts, address, "Test of the content monitor", now, message_id)
    mail.set_content(
        "This mail proves that alerts can be sent with the settings in alerts.toml.\n", cte="quoted-printable"
    )
    with mailer(alerts) as server:
        server.offer(address)
        server.hand_over(mail)

"""What one mail is made of, before it is put into words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from monitor.alert.health import Matter
from monitor.alert.told import Told
from monitor.config import Subscription


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail to one recipient.

    Attributes:
        to: an e-mail address, or the name of a service.
        message_id: with its angle brackets; the same whenever the same mail is sent again.
        thread: Message-IDs of earlier mails about the same article, oldest first.
    """

    subscription: Subscription
    to: str
    changes: tuple[Told, ...]
    matters: tuple[Matter, ...]
    made_at: datetime
    message_id: str
    thread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Composed:
    """A mail in words."""

    subject: str
    text: str
    html: str

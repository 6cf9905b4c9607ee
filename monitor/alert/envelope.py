"""A mail as it goes over the wire: headers that programs rely on, the text, and the same as HTML."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid, parseaddr
from hashlib import blake2b

from monitor.alert.letter import Composed, Letter
from monitor.config import Alerts
from monitor.diff import printable

_POLICY = SMTP.clone(refold_source="none")

LONGEST_SUBJECT = 150
LONGEST_THREAD = 10
"""Earlier mails that References names; mail programs need the first and the last."""


def new_message_id(alerts: Alerts) -> str:
    """A Message-ID that no other mail has."""
    return make_msgid("monitor", domain=_domain(alerts))


def message(letter: Letter, composed: Composed, alerts: Alerts) -> EmailMessage:
    """Put a mail into its envelope."""
    mail = blank(alerts, letter.to, composed.subject, letter.made_at, letter.message_id)
    if letter.thread:
        mail["In-Reply-To"] = letter.thread[-1]
        kept = (letter.thread[0], *letter.thread[1:][-(LONGEST_THREAD - 1) :])
        mail["References"] = " ".join(kept)
    name = letter.subscription.name
    mail["List-Id"] = f"<{_slug(name)}.monitor.{_domain(alerts)}>"
    if alerts.list_unsubscribe:
        mail["List-Unsubscribe"] = f"<{alerts.list_unsubscribe}>"
    mail.set_content(composed.text, cte="quoted-printable")
    mail.add_alternative(composed.html, subtype="html", cte="quoted-printable")
    # The same mail sent again is the same to the letter.
    mail.set_boundary(f"=_{blake2b(letter.message_id.encode(), digest_size=12).hexdigest()}")
    return mail


def blank(alerts: Alerts, to: str, subject: str, made_at: datetime, message_id: str) -> EmailMessage:
    """A mail without content: who sends it to whom, when, about what, and that no person wrote it."""
    mail = EmailMessage(policy=_POLICY)
    name, address = parseaddr(alerts.sender)
    # Raw, not by way of the policy: its folding loses and adds spaces between words that must be encoded.
    mail.set_raw("From", f"{_encoded('From', name)} <{address}>" if name else address)
    mail.set_raw("Subject", _encoded("Subject", _one_line(subject)))
    mail["To"] = Address(addr_spec=to)
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail["Date"] = format_datetime(made_at.astimezone(UTC))
    mail["Message-ID"] = message_id
    return mail


def sender_address(alerts: Alerts) -> str:
    """The plain address of the sender."""
    return parseaddr(alerts.sender)[1]


def _one_line(text: str) -> str:
    """A text that can be a header: one line, nothing invisible, not too long."""
    bare = " ".join(printable(text).split())
    return bare if len(bare) <= LONGEST_SUBJECT else bare[: LONGEST_SUBJECT - 1] + "…"


def _encoded(header: str, text: str) -> str:
    charset = "us-ascii" if text.isascii() else "utf-8"
    return Header(text, charset, header_name=header).encode()


def _domain(alerts: Alerts) -> str:
    return sender_address(alerts).rpartition("@")[2] or "localhost"


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "subscription"

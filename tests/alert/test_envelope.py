"""Headers: what programs rely on, read back by a parser; nothing scraped gets among them."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import compat32, default
from email.utils import parsedate_to_datetime

import pytest

from monitor.alert import message
from monitor.alert.envelope import blank, new_message_id
from monitor.config import Alerts
from tests.alert.letters import ALERTS, LETTERS, NOW, composed


def read_back(name: str, **changes: object) -> EmailMessage:
    """A mail as its receiver parses it."""
    mail = message(replace(LETTERS[name], **changes), composed(name), ALERTS)
    return message_from_bytes(mail.as_bytes(), policy=default)


@pytest.mark.parametrize("name", LETTERS)
def test_both_parts_come_through_unchanged(name: str) -> None:
    """Text and HTML, letter for letter, in lines that every server takes."""
    mail = message(LETTERS[name], composed(name), ALERTS)
    assert max(map(len, mail.as_bytes().split(b"\r\n"))) <= 998
    assert b"\n" not in mail.as_bytes().replace(b"\r\n", b"")
    parsed = message_from_bytes(mail.as_bytes(), policy=default)
    text, html = parsed.iter_parts()
    assert text.get_content().replace("\r\n", "\n") == composed(name).text
    assert html.get_content().replace("\r\n", "\n") == composed(name).html + "\n" * (
        not composed(name).html.endswith("\n")
    )
    assert [part.get_content_type() for part in (text, html)] == ["text/plain", "text/html"]
    assert parsed.defects == []


def test_headers() -> None:
    """Who, when, which list, and that no person wrote it."""
    mail = read_back("one-number")
    assert mail["From"].addresses[0].addr_spec == "monitor@example.com"
    assert mail["From"].addresses[0].display_name == "Content monitor"
    assert mail["To"] == "ana@example.com"
    assert mail["Subject"] == "Bluff Creek: “up to 70%” → “up to 85%”"
    assert parsedate_to_datetime(mail["Date"]) == NOW
    assert mail["Message-ID"] == "<1.monitor@example.com>"
    assert mail["List-Id"] == "<marketing.monitor.example.com>"
    assert mail["List-Unsubscribe"] == "<https://monitor.example.com/unsubscribe>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["In-Reply-To"] is None


@pytest.mark.parametrize(
    "text",
    [
        "Bluff Creek: “Up to 0%” → “Up to 2%” · 1 more",
        "Überwacher für alle “Kliniken” und Ärzte überall im ganzen Land, auch in Köln und Münster",
        "plain",
        "漢字" * 30,
        "a plain line that is quite a lot longer than what stands on one line of a mail, and goes on and on",
    ],
)
def test_words_beyond_ascii_keep_their_spaces(text: str) -> None:
    """Subject and sender come through as written, in lines that are short enough."""
    name = text.replace(",", "").replace(":", "")
    alerts = Alerts(sender=f"{name} <monitor@example.com>")
    raw = blank(alerts, "ana@example.com", text, NOW, "<1@example.com>").as_bytes()
    assert max(map(len, raw.split(b"\r\n"))) <= 100
    parsed = message_from_bytes(raw, policy=compat32)  # the newer parser reads senders wrongly
    for header, value in (("Subject", text), ("From", f"{name} <monitor@example.com>")):
        unfolded = "".join(str(parsed[header]).splitlines())
        assert str(make_header(decode_header(unfolded))) == value
    assert message_from_bytes(raw, policy=default)["From"].addresses[0].addr_spec == "monitor@example.com"


def test_an_article_has_its_thread() -> None:
    """A later mail refers to the one before and to the first; the list stays short."""
    thread = tuple(f"<{number}.monitor@example.com>" for number in range(30))
    mail = read_back("one-number", thread=thread, message_id="<99.monitor@example.com>")
    assert mail["In-Reply-To"] == thread[-1]
    named = mail["References"].split()
    assert (named[0], named[-1], len(named)) == (thread[0], thread[-1], 10)


def test_nothing_scraped_becomes_a_header() -> None:
    """Line breaks, controls and turned text in titles stay inside one short subject."""
    mail = read_back("hostile")
    assert mail["Bcc"] is None
    assert sorted(mail.keys()) == sorted(read_back("one-number").keys())
    subject = str(mail["Subject"])
    assert subject.isprintable()
    assert "\u202e" not in subject
    assert len(subject) <= 150


def test_the_same_mail_is_the_same_to_the_letter() -> None:
    """So that a repeat can be recognised; and no two mails share a Message-ID."""
    first, again = (message(LETTERS["capped"], composed("capped"), ALERTS).as_bytes() for _ in range(2))
    assert first == again
    assert new_message_id(ALERTS) != new_message_id(ALERTS)
    assert new_message_id(ALERTS).endswith("@example.com>")

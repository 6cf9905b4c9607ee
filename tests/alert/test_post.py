"""Sending: each change once to each recipient, whatever the mail server does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import time, timedelta
from pathlib import Path

import pytest

from monitor.alert import Pause
from monitor.config import Alerts, QuietHours
from monitor.errors import UsageError
from tests.alert.making import subscription
from tests.alert.office import MONDAY, Office
from tests.alert.servers import ScriptedServer, free_port

ANA, BEN = "ana@example.com", "ben@example.com"
TEAM = subscription(to=(ANA, BEN), cadence="immediate")

Open = Callable[..., Office]


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    """A mail server that takes everything until it is told otherwise."""
    with ScriptedServer() as scripted:
        yield scripted


@pytest.fixture
def opened(tmp_path: Path, server: ScriptedServer) -> Iterator[Open]:
    """Makes the office; it is closed at the end."""
    made: list[Office] = []

    def make(*wanted: object, port: int | None = None) -> Office:
        made.append(Office(tmp_path / "watch", port or server.port, *wanted))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for office in made:
        office.close()


def test_each_change_reaches_each_recipient_once(opened: Open, server: ScriptedServer) -> None:
    """A second round has nothing to send; mails have one recipient each."""
    office = opened(TEAM)
    assert office.send() == []
    office.edit()
    assert office.send() == [(ANA, "sent"), (BEN, "sent")]
    assert office.send() == []
    assert [to for to, _ in server.mails] == [ANA, BEN]
    assert [mail["To"] for _, mail in server.mails] == [ANA, BEN]
    assert server.received()[0][1] == "Bluff Creek: “Up to 0%” → “Up to 1%”"


def test_an_address_that_is_refused_is_set_aside_alone(opened: Open, server: ScriptedServer) -> None:
    """The others get theirs; on request it is tried again."""
    office = opened(TEAM)
    server.script = {f"RCPT TO:<{ANA}": "550 5.1.1 no such user"}
    office.edit()
    ana, ben = office.reports()
    assert (ana.state, ben.state) == ("set_aside", "sent")
    assert "550 5.1.1 no such user" in ana.error
    assert office.send() == []
    server.script = {}
    assert office.outbox.try_again() == 1
    assert office.send() == [(ANA, "sent")]
    assert [to for to, _ in server.mails] == [BEN, ANA]


def test_tries_wait_longer_each_time(opened: Open, server: ScriptedServer) -> None:
    """Five minutes, then three times as long again and again, up to half a day; success starts afresh."""
    office = opened(subscription(cadence="immediate"))
    server.script = {"RCPT": "450 greylisted"}
    office.edit()
    waits = []
    for _ in range(7):
        assert office.send() == [(ANA, "kept")]
        (recipient,) = office.outbox.recipients()
        assert recipient.next_try_at is not None
        waits.append(recipient.next_try_at - office.now)
        office.now = recipient.next_try_at - timedelta(seconds=1)
        assert office.send() == [(ANA, "pause")]
        office.later(seconds=1)
    assert [wait // timedelta(minutes=1) for wait in waits] == [5, 15, 45, 135, 405, 720, 720]
    server.script = {}
    assert office.send() == [(ANA, "sent")]
    assert office.outbox.recipients()[0].attempts == 0


@pytest.mark.parametrize("cadence", ["immediate", "daily"])
def test_after_a_long_outage_there_is_one_mail(opened: Open, server: ScriptedServer, cadence: str) -> None:
    """A month without a mail server ends with one mail that tells everything once."""
    office = opened(subscription(cadence=cadence))
    server.script = {"CONNECT": "421 out of order"}
    for day in range(30):
        office.edit(day % 8)
        office.later(days=1)
        assert office.send() == [(ANA, "kept")]
    server.script = {}
    office.later(days=1)
    assert office.send() == [(ANA, "sent")]
    ((_, mail),) = server.mails
    assert mail["Subject"].endswith(" · 29 more")
    assert office.send() == []


def test_when_nothing_listens_all_is_kept(opened: Open) -> None:
    """One attempt is enough to know; every mail is put off and told."""
    office = opened(TEAM, port=free_port())
    office.edit()
    reports = office.reports()
    assert [each.state for each in reports] == ["kept", "kept"]
    assert all("nobody listens" in each.error for each in reports)
    assert len(office.outbox.waiting(office.outbox.recipients()[0].id)) == 1


@pytest.mark.parametrize("fault", [{"END": "DROP"}, {"MIDDLE": "DROP"}])
def test_a_mail_without_an_answer_is_sent_again_as_it_was(
    opened: Open, server: ScriptedServer, fault: dict[str, str]
) -> None:
    """The same Message-ID and the same words; what came since comes in a mail of its own."""
    office = opened(subscription(cadence="immediate"))
    office.edit()
    server.script = fault
    assert office.send() == [(ANA, "unanswered")]
    server.script = {}
    office.edit()
    office.later(minutes=6)
    assert office.send() == [(ANA, "sent"), (ANA, "sent")]
    ids = [mail["Message-ID"] for _, mail in server.mails]
    assert len(set(ids)) == 2
    if fault == {"END": "DROP"}:
        first, again, new = (mail for _, mail in server.mails)
        assert first.as_bytes() == again.as_bytes()
        assert new["Message-ID"] != first["Message-ID"]
    assert office.send() == []


def test_a_server_that_never_answers_is_given_up(opened: Open, server: ScriptedServer) -> None:
    """A thousand readers must not wait for it one after the other; nothing more is handed over."""
    everybody = tuple(f"reader{number}@example.com" for number in range(6))
    office = opened(subscription(to=everybody, cadence="immediate"))
    office.edit()
    server.script = {"END": "DROP"}
    assert [state for _, state in office.send()] == ["unanswered"] * 3 + ["kept"] * 3
    assert len(server.mails) == 3


def test_a_repeat_that_is_refused_for_now_stays_a_repeat(opened: Open, server: ScriptedServer) -> None:
    """Nobody knows whether the first was taken: it is not made into another mail."""
    office = opened(subscription(cadence="immediate"))
    office.edit()
    server.script = {"END": ["DROP", "451 later", "250 OK"]}
    states = []
    for _ in range(3):
        states += office.send()
        office.later(hours=1)
    assert states == [(ANA, "unanswered"), (ANA, "kept"), (ANA, "sent")]
    assert len({mail["Message-ID"] for _, mail in server.mails}) == 1


def test_a_refused_mail_is_set_aside_and_the_next_goes_out(opened: Open, server: ScriptedServer) -> None:
    """A server that takes this mail for spam does not stop the others."""
    office = opened(TEAM)
    office.edit()
    server.script = {"END": ["554 spam", "250 OK"]}
    assert office.send() == [(ANA, "set_aside"), (BEN, "sent")]


def test_a_refused_sender_gives_up_nobodys_mail(opened: Open, server: ScriptedServer) -> None:
    """It is for the operator to mend: everything is kept."""
    office = opened(TEAM)
    office.edit()
    server.script = {"MAIL": "550 sender not allowed"}
    assert office.send() == [(ANA, "kept"), (BEN, "kept")]
    assert len([each for each in server.commands if each.upper().startswith("MAIL")]) == 1


# --- when ----------------------------------------------------------------------------------------


def test_daily_and_weekly_mails_keep_their_hours(opened: Open, server: ScriptedServer) -> None:
    """Found on Monday at eight: the daily reader has it on Tuesday, the weekly one on the next Monday."""
    daily = subscription("Daily", hour=7)
    weekly = subscription("Weekly", to=(BEN,), cadence="weekly", hour=7)
    office = opened(daily, weekly)
    office.edit()
    assert office.send() == [(ANA, "pause"), (BEN, "pause")]
    office.later(hours=22, minutes=59)
    assert office.send() == [(ANA, "pause"), (BEN, "pause")]
    office.later(minutes=1)
    assert office.send() == [(ANA, "sent"), (BEN, "pause")]
    office.edit(1, 2)
    office.later(days=6)
    assert office.send() == [(ANA, "sent"), (BEN, "sent")]
    assert [mail["Subject"].partition(" · ")[2] for _, mail in server.mails] == ["", "1 more", "2 more"]


def test_quiet_hours_hold_everything_back(opened: Open) -> None:
    """Also what is urgent; it goes out when they end."""
    office = opened(subscription(cadence="immediate", quiet_hours=QuietHours(time(7), time(9))))
    office.edit()
    assert office.send() == [(ANA, "pause")]
    office.later(hours=1)
    assert office.send() == [(ANA, "sent")]


def test_quiet_hours_count_what_got_no_answer(opened: Open, server: ScriptedServer) -> None:
    """What is held back is said in full, also what was handed over before."""
    office = opened(subscription(cadence="immediate", quiet_hours=QuietHours(time(8, 30), time(9))))
    office.edit(0, 1)
    server.script = {"END": "DROP"}
    assert office.send() == [(ANA, "unanswered")]
    office.later(minutes=40)
    (pause,) = office.post().send()
    assert isinstance(pause, Pause)
    assert (pause.waiting, pause.until) == (2, None)


def test_a_red_flag_reaches_a_weekly_reader_at_once(opened: Open, server: ScriptedServer) -> None:
    """It alone; what else waits comes at its time and does not tell it again."""
    office = opened(subscription(cadence="weekly", escalate=("red_flag",)))
    office.edit(0)
    office.edit(1, signal="red_flag")
    assert sorted(office.send()) == [(ANA, "pause"), (ANA, "sent")]
    office.later(days=7)
    assert office.send() == [(ANA, "sent")]
    first, second = (mail["Subject"] for _, mail in server.mails)
    assert first.startswith("Red flag at Bluff Creek")
    assert second == "Bluff Creek: “Up to 0%” → “Up to 1%”"


def test_an_article_has_a_thread_and_a_storm_has_one_mail(opened: Open, server: ScriptedServer) -> None:
    """Mails about one article refer to each other; more than five articles come together."""
    office = opened(subscription(cadence="immediate"))
    for _ in range(3):
        office.edit(0, 1)
        assert office.send() == [(ANA, "sent"), (ANA, "sent")]
    threads: dict[str, list[str]] = {}
    for _, mail in server.mails:
        start = (mail["References"] or mail["Message-ID"]).split()[0]
        threads.setdefault(start, []).append(mail["Message-ID"])
        earlier = threads[start][:-1]
        assert (mail["In-Reply-To"], (mail["References"] or "").split()) == (
            (earlier[-1], earlier) if earlier else (None, [])
        )
    assert [len(ids) for ids in threads.values()] == [3, 3]
    office.edit(*range(6))
    assert office.send() == [(ANA, "sent")]
    assert server.mails[-1][1]["Subject"].endswith("5 more")
    assert server.mails[-1][1]["In-Reply-To"] is None


def test_health_is_told_once_when_it_begins_and_once_when_it_ends(
    opened: Open, server: ScriptedServer
) -> None:
    """And not at all when it was over before the mail."""
    office = opened(subscription(cadence="daily"))
    office.post().take_over()
    office.ail()
    office.later(days=1)
    assert office.send() == [(ANA, "sent")]
    office.later(days=1)
    assert office.send() == []
    office.recover()
    office.later(days=1)
    assert office.send() == [(ANA, "sent")]
    office.ail()
    office.recover()
    office.later(days=1)
    assert office.send() == []
    began, ended = (mail["Subject"] for _, mail in server.mails)
    assert began == "Bluff Creek has refused to be read since 2 March 2026 (http 403). Nothing is evaded."
    assert ended == "Bluff Creek can be read again; it could not since 2 March 2026."


# --- who -----------------------------------------------------------------------------------------


def test_renaming_and_removing_do_not_send_again(opened: Open, server: ScriptedServer) -> None:
    """Under a new name nothing of the past is sent, and what waited under the old one is dropped."""
    office = opened(subscription("Old", cadence="immediate"))
    office.edit()
    office.send()
    office.edit()
    office.alerts = Alerts(
        smtp=office.alerts.smtp, sender="monitor@example.com",
        subscriptions=(subscription("New", cadence="immediate"),),
    )  # fmt: skip
    assert office.send() == []
    office.edit(3)
    assert office.send() == [(ANA, "sent")]
    assert len(server.mails) == 2


def test_without_a_server_or_a_password_nothing_is_begun(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line says what is missing; everything still waits."""
    monkeypatch.delenv("MONITOR_SMTP_PASSWORD", raising=False)
    office = opened(TEAM)
    office.edit()
    office.alerts = Alerts(subscriptions=(TEAM,))
    with pytest.raises(UsageError, match="names no mail server"):
        office.reports()
    assert len(office.outbox.waiting(office.outbox.recipients()[0].id)) == 1


def test_preview_is_all_that_waits(opened: Open, server: ScriptedServer) -> None:
    """Due or not, and without sending or marking anything."""
    office = opened(subscription(cadence="weekly", quiet_hours=QuietHours(time(1), time(23))))
    office.edit(0, 1)
    for _ in range(2):
        ((letter, composed),) = office.post().preview()
        assert (letter.to, len(letter.changes)) == (ANA, 2)
        assert composed.subject.endswith("1 more")
    assert server.commands == []
    assert office.now == MONDAY

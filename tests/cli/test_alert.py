"""``monitor alert``: what it prints, writes and ends with."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from tests.alert.making import subscription
from tests.alert.office import Office
from tests.alert.servers import ScriptedServer, free_port
from tests.cli.running import assert_refused, call, rows

REPORT_KEYS = {"subscription", "recipient", "state", "subject", "changes", "message_id", "error"}
PAUSE_KEYS = {"subscription", "recipient", "state", "waiting", "until", "error"}
PREVIEW_KEYS = {"subscription", "recipient", "subject", "changes", "html_bytes", "file"}
EXPLAIN_KEYS = {"change", "subscription", "matched", "urgent", "reason", "deliveries"}
KEYS = REPORT_KEYS | PAUSE_KEYS | PREVIEW_KEYS | EXPLAIN_KEYS


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    """A mail server."""
    with ScriptedServer() as scripted:
        yield scripted


@pytest.fixture
def office(tmp_path: Path, server: ScriptedServer) -> Iterator[Office]:
    """A workspace with two changes that wait for an immediate reader and a weekly one."""
    at_once = subscription("At once", cadence="immediate")
    weekly = subscription("Weekly", to=("ben@example.com",), cadence="weekly")
    made = Office(tmp_path / "watch", server.port, at_once, weekly)
    made.now = made.now.replace(year=2100)  # later than any clock that this runs on
    made.edit(0, 1)
    made.write()
    yield made
    made.close()


def test_it_sends_what_is_due_and_says_so(office: Office, server: ScriptedServer) -> None:
    """A line for each mail, and one for what waits; the second time only that."""
    result = call("alert", at=office.folder)
    assert result.exit_code == 0
    first, second, waiting = result.stdout.splitlines()
    assert first == "sent: ana@example.com (At once): Bluff Creek: “Up to 0%” → “Up to 1%”"
    assert second.startswith("sent: ana@example.com (At once): ")
    assert waiting.startswith("waiting: ben@example.com (Weekly): 2 until ")
    assert len(server.mails) == 2
    (row,) = rows(call("alert", "--json", at=office.folder).stdout)
    assert set(row) == PAUSE_KEYS
    assert (row["state"], row["waiting"], row["error"]) == ("waiting", 2, "")


def test_json_of_what_was_sent(office: Office) -> None:
    """An object for each mail."""
    sent, *_ = rows(call("alert", "--json", at=office.folder).stdout)
    assert set(sent) == REPORT_KEYS
    assert (sent["state"], sent["changes"], sent["recipient"]) == ("sent", 1, "ana@example.com")


def test_what_could_not_be_sent_is_an_error(office: Office, server: ScriptedServer) -> None:
    """Exit code 1 and a line on standard error; --retry does not wait for the next time."""
    server.script = {"RCPT": "450 greylisted"}
    result = call("alert", at=office.folder)
    assert result.exit_code == 1
    assert "not sent, kept for the next try: ana@example.com (At once):" in result.stderr
    assert "450 greylisted" in result.stderr
    server.script = {}
    result = call("alert", at=office.folder)
    assert result.exit_code == 1
    assert "the last try failed: 127.0.0.1" in result.stderr
    assert server.mails == []
    assert call("alert", "--retry", at=office.folder).exit_code == 0
    assert len(server.mails) == 2


def test_what_is_set_aside_is_an_error_once(office: Office, server: ScriptedServer) -> None:
    """It can be explained and tried again."""
    server.script = {"RCPT": "550 no such user"}
    assert call("alert", at=office.folder).exit_code == 1
    assert call("alert", at=office.folder).exit_code == 0
    assert "set aside" in call("alert", "--explain", 1, at=office.folder).stdout
    server.script = {}
    assert call("alert", "--retry", at=office.folder).exit_code == 0
    assert len(server.mails) == 2


def test_dry_run_sends_nothing(office: Office, server: ScriptedServer) -> None:
    """It says what would be sent, as often as it is asked."""
    for _ in range(2):
        result = call("alert", "--dry-run", at=office.folder)
        assert result.exit_code == 0
        assert result.stdout.count("would be sent: ana@example.com (At once): Bluff Creek") == 2
    assert server.commands == []


def test_preview_writes_mails_as_files(office: Office, server: ScriptedServer, tmp_path: Path) -> None:
    """HTML, text and the whole mail of all that waits, due or not."""
    folder = tmp_path / "new" / "mails"
    result = call("alert", "--preview", folder, at=office.folder)
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 3
    names = sorted(path.name for path in folder.iterdir())
    assert len(names) == 9
    weekly = folder / "03-weekly-ben-example-com"
    mail = message_from_bytes(weekly.with_suffix(".eml").read_bytes(), policy=default)
    assert mail["Subject"].endswith(" · 1 more")
    body = mail.get_body(("html",))
    assert body is not None
    assert body.get_content().splitlines() == weekly.with_suffix(".html").read_text().splitlines()
    assert server.commands == []
    found = rows(call("alert", "--preview", folder, "--json", at=office.folder).stdout)
    assert [set(row) for row in found] == [PREVIEW_KEYS] * 3


def test_explain_says_why_and_what_became_of_it(office: Office, server: ScriptedServer) -> None:
    """For each subscription, by today's filters, and for each recipient."""
    call("alert", at=office.folder)
    text = (office.folder / "alerts.toml").read_text()
    more = '[[subscriptions]]\nname = "{}"\nto = ["c@example.com"]\n{}\n'
    (office.folder / "alerts.toml").write_text(
        text + more.format("New", "") + more.format("Prices", 'themes = ["price"]')
    )
    lines = call("alert", "--explain", 1, at=office.folder).stdout.splitlines()
    assert lines[0].startswith("change 1, ")
    assert lines[1] == "    2 words added and removed · themes: none · signals: none"
    assert lines[2] == "At once: yes: it passes all filters"
    assert lines[3].startswith("    ana@example.com: sent 20")
    assert lines[5].startswith("    ben@example.com: waiting since ")
    assert lines[5].endswith(" for the weekly mail")
    assert (
        lines[7]
        == "    told to nobody: the subscription came, or got these filters, after the change was found"
    )
    assert lines[8] == "Prices: no: it touches no theme, and themes asks for price"
    found = rows(call("alert", "--explain", 1, "--json", at=office.folder).stdout)
    assert [set(row) for row in found] == [EXPLAIN_KEYS] * 4
    assert_refused(call("alert", "--explain", 99, at=office.folder), 2, "there is no change 99")


def test_test_proves_the_settings(office: Office, server: ScriptedServer) -> None:
    """One mail, or one line that says what is wrong."""
    result = call("alert", "--test", "me@example.com", at=office.folder)
    assert (result.exit_code, result.stdout) == (
        0, "sent to me@example.com; the mail server has taken it\n",
    )  # fmt: skip
    assert server.received() == [("me@example.com", "Test of the content monitor")]
    ((_, mail),) = server.mails
    assert mail["Date"].datetime.year >= 2026
    assert mail["Message-ID"].endswith("@example.com>")  # servers refuse mails that have none
    server.script = {"RCPT": "550 relaying denied"}
    result = call("alert", "--test", "me@example.com", at=office.folder)
    assert_refused(result, 1, "refuses the recipient me@example.com: 550 relaying denied")
    assert_refused(call("alert", "--test", "nobody", at=office.folder), 2, "is no e-mail address")


def test_test_works_before_anything_was_crawled(tmp_path: Path) -> None:
    """The settings are the first thing that people try."""
    call("init", tmp_path / "new")
    (tmp_path / "new" / "alerts.toml").write_text(
        f'[smtp]\nhost = "127.0.0.1"\nport = {free_port()}\nsecurity = "none"\n'
        '[monitor]\nsender = "m@example.com"\n'
    )
    assert_refused(call("alert", "--test", "me@example.com", at=tmp_path / "new"), 1, "nobody listens at")


@pytest.mark.parametrize(
    ("smtp", "said"),
    [
        ("", "names no mail server"),
        ('[smtp]\nhost = "mail.example.com"\nusername = "ana"\n', "there is no password"),
    ],
)
def test_incomplete_settings_are_told_before_anything_is_sent(office: Office, smtp: str, said: str) -> None:
    """Exit code 2, one line, and everything still waits."""
    (office.folder / "alerts.toml").write_text(
        f'{smtp}[monitor]\nsender = "m@example.com"\n'
        '[[subscriptions]]\nname = "At once"\nto = ["ana@example.com"]\ncadence = "immediate"\n'
        '[[subscriptions]]\nname = "Weekly"\nto = ["ben@example.com"]\ncadence = "weekly"\n'
    )
    result = call(
        "alert", at=office.folder, env={"MONITOR_SMTP_PASSWORD": None, "MONITOR_SMTP_PASSWORD_FILE": None}
    )
    assert_refused(result, 2, said)
    assert "2 until" in call("alert", "--dry-run", at=office.folder).stdout


def test_nothing_to_do(tmp_path: Path, office: Office) -> None:
    """Without subscriptions it says so; with an empty outbox, too."""
    (office.folder / "alerts.toml").unlink()
    result = call("alert", at=office.folder)
    assert (result.exit_code, result.stdout) == (0, "nothing waits to be sent\n")
    assert "4 that waited for recipients who are not in alerts.toml any more" in result.stderr
    assert "nobody is told of anything" in call("alert", "--preview", tmp_path / "x", at=office.folder).stdout


def test_options_exclude_each_other(office: Office) -> None:
    """One thing at a time."""
    assert_refused(call("alert", "--dry-run", "--retry", at=office.folder), 2, "exclude each other")


def test_scraped_text_cannot_steer_the_terminal(office: Office) -> None:
    """Titles are harmless in every line and in JSON."""
    office.database.execute("UPDATE metadata SET title = ?", ("\x1b[31mred\u202e\x07",))
    for options in (("--dry-run",), ("--explain", 1), ("--dry-run", "--json"), ()):
        output = call("alert", *options, at=office.folder).output
        assert not set("\x1b\u202e\x07") & set(output)


def test_the_password_comes_from_a_file_and_is_never_shown(
    office: Office, server: ScriptedServer, tmp_path: Path
) -> None:
    """It goes to the server, and nowhere else."""
    secret = tmp_path / "secret"
    secret.write_text("pa55-w0rd\n")
    text = (office.folder / "alerts.toml").read_text().replace("[smtp]\n", '[smtp]\nusername = "ana"\n')
    (office.folder / "alerts.toml").write_text(text)
    server.script = {"EHLO": "250-here\r\n250 AUTH LOGIN", "AUTH": "535 no pa55-w0rd"}
    result = call("alert", at=office.folder, env={"MONITOR_SMTP_PASSWORD_FILE": str(secret)})
    assert result.exit_code == 1
    assert "refuses the login of ana" in result.stderr
    assert "pa55-w0rd" not in result.output
    for path in office.folder.iterdir():
        assert b"pa55-w0rd" not in path.read_bytes()

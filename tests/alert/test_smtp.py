"""The connection to the mail server: real encryption and login, and each fault in plain words."""

from __future__ import annotations

import base64
import ssl
from email.message import EmailMessage
from pathlib import Path

import pytest

from monitor.alert import message
from monitor.alert.smtp import Mailer
from monitor.config import Smtp
from monitor.errors import LaterError, RefusedError, UnansweredError
from tests.alert.letters import ALERTS, LETTERS, composed
from tests.alert.servers import (
    PASSWORD,
    USERNAME,
    RealServer,
    ScriptedServer,
    certificate,
    free_port,
    trusting,
)

SENDER = "monitor@example.com"
SECONDS = 2


def mail(name: str = "red-flag-first") -> EmailMessage:
    """A real mail."""
    return message(LETTERS[name], composed(name), ALERTS)


def send(mailer: Mailer, to: str = "ana@example.com") -> None:
    """Send one mail."""
    with mailer:
        mailer.offer(to)
        mailer.hand_over(mail())


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1."""
    return certificate(tmp_path_factory.mktemp("tls"))


def plain(port: int) -> Smtp:
    """A server on loopback without encryption."""
    return Smtp("127.0.0.1", port, "none", "")


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_mail_goes_through_encrypted_after_a_login(pem: Path, security: str) -> None:
    """What a real server got is what was sent, word for word; several mails share the connection."""
    with RealServer(pem, implicit=security == "tls") as server:
        username = USERNAME if security == "starttls" else ""
        settings = Smtp("127.0.0.1", server.port, security, username)  # type: ignore[arg-type]
        with Mailer(settings, PASSWORD, SENDER, context=trusting(pem)) as mailer:
            for to in ("ana@example.com", "ben@example.com"):
                mailer.offer(to)
                mailer.hand_over(mail())
        assert [to for to, _ in server.mailbox.mails] == ["ana@example.com", "ben@example.com"]
        got = server.mailbox.mails[0][1]
        assert got["Subject"] == composed("red-flag-first").subject
        text, html = got.iter_parts()
        assert text.get_content().replace("\r\n", "\n") == composed("red-flag-first").text
        assert html.get_content().replace("\r\n", "\n").rstrip() == composed("red-flag-first").html.rstrip()


def trouble(settings: Smtp, password: str | None = None, context: ssl.SSLContext | None = None) -> str:
    """What is said when a mail cannot be sent."""
    with pytest.raises(LaterError) as caught:
        send(Mailer(settings, password, SENDER, timeout=SECONDS, context=context))
    assert caught.value.everybody
    return str(caught.value)


def test_a_wrong_login_is_told_without_the_password(pem: Path) -> None:
    """The user name is named, the password is not."""
    with RealServer(pem) as server:
        settings = Smtp("127.0.0.1", server.port, "starttls", USERNAME)
        said = trouble(settings, "wrong-s3cret", trusting(pem))
    assert f"refuses the login of {USERNAME}: 535" in said
    assert "MONITOR_SMTP_PASSWORD" in said
    assert "wrong-s3cret" not in said


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_that_is_not_trusted_ends_it(pem: Path, security: str) -> None:
    """Nothing is sent to a server that may be another one."""
    with RealServer(pem, implicit=security == "tls") as server:
        settings = Smtp("127.0.0.1", server.port, security, USERNAME)  # type: ignore[arg-type]
        said = trouble(settings, PASSWORD)
        assert "is not trusted: self" in said
        assert "$SSL_CERT_FILE" in said
        assert server.mailbox.mails == []


def test_a_certificate_for_another_name_or_of_last_week_ends_it(tmp_path: Path) -> None:
    """It is trusted, and yet not for this host or not any more."""
    for file, why in (
        (certificate(tmp_path, host="mail.example.com"), "host in [smtp] must be a name that it is for"),
        (certificate(tmp_path, days=-2), "expired"),
    ):
        with RealServer(file) as server:
            said = trouble(Smtp("127.0.0.1", server.port, "starttls", ""), None, trusting(file))
        assert why in said


def test_no_way_back_to_plain(pem: Path) -> None:
    """A server without STARTTLS gets nothing, and one that speaks TLS at once is told apart."""
    with ScriptedServer() as server:
        said = trouble(Smtp("127.0.0.1", server.port, "starttls", ""))
        assert "offers no STARTTLS, and without it nothing is sent" in said
        assert not [each for each in server.commands if each.startswith(("MAIL", "RCPT", "AUTH"))]
        assert "no encrypted connection" in trouble(Smtp("127.0.0.1", server.port, "tls", ""))
    with ScriptedServer({"EHLO": "250-here\r\n250 STARTTLS", "STARTTLS": "454 no TLS today"}) as server:
        assert "454" in trouble(Smtp("127.0.0.1", server.port, "starttls", ""))


def test_connection_faults_in_plain_words() -> None:
    """Name, port, silence, hanging up, and a server that does not want to talk."""
    assert "cannot be resolved: look at host" in trouble(Smtp("nowhere.invalid", 25, "none", ""))
    assert "nobody listens at 127.0.0.1" in trouble(plain(free_port()))
    with ScriptedServer({"CONNECT": "SILENCE"}) as server:
        assert "gave no answer in 2 s" in trouble(plain(server.port))
    with ScriptedServer({"CONNECT": "DROP"}) as server:
        assert "hung up" in trouble(plain(server.port))
    with ScriptedServer({"CONNECT": "554 not you"}) as server:
        assert "does not want to talk: 554 not you" in trouble(plain(server.port))
    with ScriptedServer({"MAIL": "550 who are you"}) as server:
        assert f"does not accept the sender {SENDER}: 550 who are you" in trouble(plain(server.port))
    with ScriptedServer() as server:
        said = trouble(Smtp("127.0.0.1", server.port, "none", "ana"), "secret")
        assert "offers no login" in said


@pytest.mark.parametrize(
    ("script", "error", "said"),
    [
        ({"RCPT": "450 greylisted"}, LaterError, "the recipient ana@example.com now: 450 greylisted"),
        ({"RCPT": "550 no such user"}, RefusedError, "refuses the recipient ana@example.com: 550"),
        ({"RCPT": "554 5.7.1 relay denied"}, LaterError, "not let us send to ana@example.com: 554 5.7.1"),
        ({"RCPT": "530 log in first"}, LaterError, "not let us send to ana@example.com: 530 log in"),
        ({"DATA": "451 later"}, LaterError, "does not take the mail now: 451 later"),
        ({"DATA": "554 no"}, RefusedError, "refuses the mail: 554 no"),
        ({"END": "452 full"}, LaterError, "does not take the mail now: 452 full"),
        ({"END": "554 spam"}, RefusedError, "refuses the mail: 554 spam"),
        ({"END": "DROP"}, UnansweredError, "gave no answer to a mail that was handed over"),
        ({"END": "SILENCE"}, UnansweredError, "gave no answer to a mail that was handed over"),
        ({"MIDDLE": "DROP"}, UnansweredError, "gave no answer to a mail that was handed over"),
        ({"RCPT": "421 going down"}, LaterError, "421 going down"),
    ],
)  # fmt: skip
def test_answers_about_one_mail(script: dict[str, str], error: type[Exception], said: str) -> None:
    """4xx is for later, 5xx for ever, and no answer after the mail was handed over is a thing of its own."""
    with (
        ScriptedServer(script) as server,
        pytest.raises(error, match=r"127\.0\.0\.1") as caught,
    ):
        send(Mailer(plain(server.port), None, SENDER, timeout=0.5))
    assert said in str(caught.value)
    assert getattr(caught.value, "everybody", False) == ("421" in said)


def test_after_a_refusal_the_next_mail_goes_through() -> None:
    """Over the same connection, or over a new one where it broke."""
    for script in (
        {"RCPT TO:<no-": "550 no"},
        {"RCPT TO:<no-": "421 out"},
        {"RCPT TO:<no-": "550 no", "RSET": "DROP"},
    ):
        with ScriptedServer(script) as server:
            with Mailer(plain(server.port), None, SENDER, timeout=2) as mailer:
                with pytest.raises((RefusedError, LaterError)):
                    mailer.offer("no-body@example.com")
                mailer.offer("ana@example.com")
                mailer.hand_over(mail())
            assert [to for to, _ in server.mails] == ["ana@example.com"]


def test_a_server_cannot_repeat_the_password_to_the_operator() -> None:
    """What it says is cut, printable, and free of the password in any form it was sent in."""
    token = base64.b64encode(f"\0{USERNAME}\0{PASSWORD}".encode()).decode()
    script = {
        "EHLO": "250-here\r\n250 AUTH PLAIN",
        "AUTH": f"535 \x1b[31m {PASSWORD} {token} {'x' * 900}",
    }
    with ScriptedServer(script) as server:
        said = trouble(Smtp("127.0.0.1", server.port, "none", USERNAME), PASSWORD)
    assert PASSWORD not in said
    assert token not in said
    assert "\x1b" not in said
    assert len(said) < 500

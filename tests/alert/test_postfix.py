"""A real Postfix takes the mails over STARTTLS after a login, and its Maildirs hold what was composed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.alert import send_test
from monitor.config import Smtp
from monitor.errors import LaterError, RefusedError
from tests.alert import postfix
from tests.alert.making import subscription
from tests.alert.office import Office
from tests.alert.postfix import PASSWORD, USERNAME, Postfix

pytestmark = [pytest.mark.skipif(bool(postfix.missing()), reason=postfix.missing()), pytest.mark.slow]


ADDRESSES = ("ana@example.com", "no-one@example.com", "ben@example.com")


@pytest.fixture(scope="module")
def server() -> Iterator[Postfix]:
    """Postfix, for all tests of this module."""
    with Postfix() as started:
        yield started


@pytest.fixture
def office(tmp_path: Path, server: Postfix, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """A workspace whose mail goes through Postfix."""
    monkeypatch.setenv("SSL_CERT_FILE", str(server.pem))
    monkeypatch.setenv("MONITOR_SMTP_PASSWORD", PASSWORD)
    team = subscription(
        "Team", to=("ana@example.com", "no-one@example.com", "ben@example.com"), cadence="immediate"
    )
    made = Office(tmp_path / "watch", server.port, team)
    made.alerts = replace(made.alerts, smtp=Smtp("127.0.0.1", server.port, "starttls", USERNAME))
    yield made
    made.close()


def test_maildirs_hold_what_was_composed(office: Office, server: Postfix) -> None:
    """Headers, text and HTML come back as they were made; who is not known does not keep the others' mail."""
    office.edit(0, 1, 2, 3, 4, 5, 6)
    expected = {letter.to: composed for letter, composed in office.post().preview()}
    states = {each.recipient: (each.state, each.error) for each in office.reports()}
    assert states["ana@example.com"] == states["ben@example.com"] == ("sent", "")
    state, error = states["no-one@example.com"]
    assert (state, "550 5.1.1" in error) == ("set_aside", True)
    for name in ("ana", "ben"):
        (mail,) = server.mails(name, 1)
        composed = expected[f"{name}@example.com"]
        assert mail["Subject"] == composed.subject
        assert mail["Delivered-To"] == mail["To"] == f"{name}@example.com"
        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail["List-Id"] == "<team.monitor.example.com>"
        assert mail.get_body(("plain",)).get_content().splitlines() == composed.text.splitlines()
        assert mail.get_body(("html",)).get_content().splitlines() == composed.html.splitlines()
        assert "ESMTPSA" in str(mail["Received"])  # encrypted, and after a login


def test_settings_that_postfix_does_not_accept(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong password, no login, no trust: each in plain words."""
    with pytest.raises(RefusedError, match=r"no-one@example\.com: 550"):
        send_test(office.alerts, "no-one@example.com")
    without = replace(office.alerts, smtp=replace(office.alerts.smtp, username=""))
    with pytest.raises(LaterError, match=r"does not let us send to ana@example\.com: 554 5\.7\.1"):
        send_test(without, "ana@example.com")
    monkeypatch.setenv("MONITOR_SMTP_PASSWORD", "wrong")
    with pytest.raises(LaterError, match=r"refuses the login of monitor@example\.com: 535"):
        send_test(office.alerts, "ana@example.com")
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(LaterError, match=r"certificate of 127\.0\.0\.1:.* is not trusted"):
        send_test(office.alerts, "ana@example.com")

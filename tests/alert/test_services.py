"""Services through Apprise: told once, kept when they fail, and a clear line where the extra is missing."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.alert import addressees
from monitor.config import Alerts
from tests.alert.making import subscription
from tests.alert.office import Office
from tests.alert.servers import ScriptedServer
from tests.servers import LoopbackServer, Reply

# Apprise looks at pictures by means of a module that newer Pythons do without.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

KEY = "T0PS3CRETKEY"


@pytest.fixture
def service() -> Iterator[LoopbackServer]:
    """A service that takes JSON."""
    with LoopbackServer(address="127.0.0.1") as server:
        server.pages[f"/{KEY}"] = Reply("{}")
        yield server


@pytest.fixture
def office(tmp_path: Path, service: LoopbackServer) -> Iterator[Office]:
    """One subscription that goes to an address and to the service."""
    with ScriptedServer() as mail:
        address = f"json://127.0.0.1:{service.port}/{KEY}"
        wanted = subscription("Chat", notify=(address,), cadence="immediate")
        office = Office(tmp_path / "watch", mail.port, wanted)
        yield office
        office.close()


def test_a_service_is_told_once(office: Office, service: LoopbackServer) -> None:
    """Title and text arrive; all that waits comes in one message."""
    office.edit(0, 1)
    reports = office.reports()
    assert [each.state for each in reports] == ["sent", "sent", "sent"]  # two mails, one message
    assert office.reports() == []
    (received,) = service.requests
    said = json.loads(received.body)
    assert said["title"] == "Bluff Creek: “Up to 0%” → “Up to 1%” · 1 more"
    assert "[-0%-] {+2%+}" in said["message"]


def test_a_service_that_fails_is_tried_again(office: Office, service: LoopbackServer) -> None:
    """The mail goes out all the same."""
    service.pages[f"/{KEY}"] = Reply("no", 500)
    office.edit()
    kept = [each for each in office.reports() if each.state == "kept"]
    assert [each.error for each in kept] == [f"{kept[0].recipient}: the service did not take the message"]
    service.pages[f"/{KEY}"] = Reply("{}")
    office.later(hours=1)
    assert [each.state for each in office.reports()] == ["sent"]


def test_without_the_extra_a_line_says_so(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits for the service is kept."""
    monkeypatch.setitem(sys.modules, "apprise", None)
    office.edit()
    states = {each.state: each.error for each in office.reports()}
    assert states["sent"] == ""
    assert "Apprise is not installed" in states["kept"]
    assert "pip install '.[apprise]'" in states["kept"]


def test_keys_are_stored_nowhere(office: Office) -> None:
    """A service has a name that gives nothing away; the same address has the same name."""
    office.edit()
    reports = office.reports()
    names = {each.recipient for each in reports if "@" not in each.recipient}
    assert len(names) == 1
    assert names.pop().startswith("json ")
    for path in office.folder.iterdir():
        assert KEY.encode() not in path.read_bytes()


def test_an_address_can_come_from_the_environment(
    office: Office, service: LoopbackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under its name; missing there, it is kept with a line that names it."""
    wanted = subscription("Chat", to=(), notify=("$TEAM_CHAT",), cadence="immediate")
    office.alerts = Alerts(subscriptions=(wanted,))
    assert [each.label for each in addressees(office.alerts)] == ["$TEAM_CHAT"]
    office.edit()
    monkeypatch.delenv("TEAM_CHAT", raising=False)
    (report,) = office.reports()
    assert (report.state, "$TEAM_CHAT: the environment has no address" in report.error) == ("kept", True)
    monkeypatch.setenv("TEAM_CHAT", f"json://127.0.0.1:{service.port}/{KEY}")
    office.later(hours=1)
    assert [each.state for each in office.reports()] == ["sent"]
    monkeypatch.setenv("TEAM_CHAT", f"nonsense://{KEY}")
    office.edit()
    (report,) = office.reports()
    assert report.error == "$TEAM_CHAT: Apprise does not know this kind of address"

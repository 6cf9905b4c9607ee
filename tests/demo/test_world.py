"""The world as a whole: weeks, events with addresses, the watch list, addresses and ports."""

from __future__ import annotations

import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from monitor.config import load
from monitor.demo.edits import LAST_WEEK
from monitor.demo.server import DemoSite, DemoWorld, clinics_toml
from monitor.demo.weeks import states
from monitor.errors import UsageError
from tests.demo.conftest import ask

linux = pytest.mark.skipif(
    sys.platform != "linux", reason="all of 127.0.0.0/8 is bound without set-up on Linux only"
)


@linux
def test_each_clinic_has_an_address_of_its_own(world: DemoWorld) -> None:
    """Five clinics on five loopback addresses (Linux), all in the same week."""
    hosts = [urlsplit(url).hostname for url in world.urls.values()]
    assert hosts == [f"127.0.1.{place}" for place in range(1, 6)]
    assert world.week == 1


def test_address_that_cannot_be_bound_falls_back_to_localhost() -> None:
    """Where a clinic's own address does not exist, it lives at 127.0.0.1 on a port of its own."""
    weeks = {week: states()["north-orchard", week] for week in range(1, LAST_WEEK + 1)}
    site = DemoSite(weeks, "192.0.2.1", port=0, place=4)
    site.start()
    try:
        assert site.origin.startswith("http://127.0.0.1:")
        assert ask(site.start_url).status == 200
    finally:
        site.stop()


@linux
def test_port_that_is_taken_is_refused(world: DemoWorld) -> None:
    """A fixed port in use is told with address and port, and the clinics before it let go of theirs."""
    taken = urlsplit(world.urls["quillstone"]).port
    assert taken is not None
    refusals = []
    for _ in range(2):  # were a port kept, the second refusal would name an earlier clinic
        with pytest.raises(UsageError, match=rf"port {taken} of 127\.0\.1\.\d is taken") as refused:
            DemoWorld(taken)
        refusals.append(str(refused.value))
    assert refusals[0] == refusals[1]


@pytest.mark.parametrize("week", [0, LAST_WEEK + 1, -1])
def test_week_that_does_not_exist_is_refused(world: DemoWorld, week: int) -> None:
    """Only the weeks of the demo can be set."""
    with pytest.raises(UsageError, match="only 1 to 4"):
        world.week = week


def test_stopped_world_answers_no_more() -> None:
    """After the end the ports are free."""
    with DemoWorld() as world:
        url = world.urls["harrow-lake"]
        assert ask(url).status == 200
    with pytest.raises(ConnectionRefusedError):
        ask(url)


def test_world_that_was_never_started_can_be_stopped() -> None:
    """Stopping frees the ports also before the start."""
    DemoWorld().stop()


def test_events_have_addresses(world: DemoWorld) -> None:
    """Every event about an article names an address that answers as the event says."""
    for event in world.expected_events():
        world.week = event.week
        if event.kind == "sitewide":
            assert event.url == ""
            continue
        assert ask(event.url).status == (404 if event.kind == "removed" else 200)
        if event.kind == "moved":
            assert event.before is not None
            moved = ask(event.before)
            assert (moved.status, moved.headers["location"]) == (301, event.after)
            assert event.url == event.after


def test_events_by_week(world: DemoWorld) -> None:
    """Nothing is told in the first week; the weeks together are all."""
    assert world.expected_events(1) == ()
    by_week = [event for week in range(2, LAST_WEEK + 1) for event in world.expected_events(week)]
    assert tuple(by_week) == world.expected_events()


def test_article_that_never_was_has_no_address(world: DemoWorld) -> None:
    """A wrong name is refused."""
    with pytest.raises(UsageError, match="has no article nonsense"):
        world.sites["saltmarsh"].url_of("nonsense", 1)


def test_watch_list_is_accepted(world: DemoWorld, tmp_path: Path) -> None:
    """The watch list is a good clinics.toml: loopback allowed, no waiting, everything looked at each time."""
    (tmp_path / "clinics.toml").write_text(clinics_toml(world.urls), "utf-8")
    config = load(tmp_path)
    assert config.allow_private_addresses
    assert {clinic.slug: clinic.url for clinic in config.clinics} == world.urls
    assert {(clinic.delay, clinic.revisit.total_seconds()) for clinic in config.clinics} == {(0.0, 0.0)}
    watched = [page for clinic in config.clinics for page in clinic.pages]
    assert watched == [world.sites["saltmarsh"].url_of("pricing", 1)]

"""monitor.settings, identity and what a workspace adds."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest
from scrapy.settings import Settings, default_settings
from scrapy.utils.misc import load_object

import monitor.settings
from monitor.fetch.configure import apply_config
from monitor.fetch.identity import user_agent

PARTS = ("DOWNLOADER_MIDDLEWARES", "SPIDER_MIDDLEWARES", "EXTENSIONS")


@pytest.fixture
def settings() -> Settings:
    """The project's settings over Scrapy's."""
    loaded = Settings()
    loaded.setmodule(monitor.settings, priority="project")
    return loaded


def test_every_class_named_exists(settings: Settings) -> None:
    """A wrong path would silently leave a stock middleware in place."""
    for name in PARTS:
        for path in settings.getdict(name):
            assert load_object(path)


def test_nothing_runs_that_is_not_named(settings: Settings) -> None:
    """Scrapy's own lists are empty, and what is taken from them keeps its place."""
    for name in PARTS:
        chosen, usual = settings.getdict(name), getattr(default_settings, f"{name}_BASE")
        assert settings.getdict(f"{name}_BASE") == {}
        assert {path: usual[path] for path in chosen if path.startswith("scrapy.")} == {
            path: place for path, place in chosen.items() if path.startswith("scrapy.")
        }


@pytest.mark.parametrize(
    "name",
    [
        "TELNETCONSOLE_ENABLED",
        "REMOTE_CONTROL_ENABLED",
        "COOKIES_ENABLED",
        "HTTPPROXY_ENABLED",
        "HTTPCACHE_ENABLED",
        "AUTOTHROTTLE_ENABLED",
        "MONITOR_ALLOW_PRIVATE_ADDRESSES",
    ],
)
def test_doors_are_closed(settings: Settings, name: str) -> None:
    """What could let somebody in, or hide an edit, is off."""
    assert settings.getbool(name) is False


def test_the_workspace_is_applied(settings: Settings) -> None:
    """Contact, private addresses, and the longer delay where two clinics share a host."""
    clinics = [
        SimpleNamespace(url="https://One.example/blog/", delay=2.0),
        SimpleNamespace(url="https://one.example/news/", delay=3.0),
        SimpleNamespace(url="http://127.0.0.1:8000/", delay=0.0),
    ]
    config = SimpleNamespace(contact="watch@example.org", allow_private_addresses=True, clinics=clinics)
    apply_config(settings, cast(Any, config))
    assert settings["USER_AGENT"] == "CompetitorContentMonitor/0.1 (+watch@example.org)"
    assert settings.getbool("MONITOR_ALLOW_PRIVATE_ADDRESSES") is True
    assert settings.getdict("MONITOR_DELAYS") == {"one.example": 3.0, "127.0.0.1": 0.0}


@pytest.mark.parametrize(
    ("contact", "header"),
    [
        ("", "CompetitorContentMonitor/0.1"),
        ("https://clinic.example/bot", "CompetitorContentMonitor/0.1 (+https://clinic.example/bot)"),
        ("a\r\nX-Evil: (b)\\", "CompetitorContentMonitor/0.1 (+aX-Evil:b)"),
        ("\u00fc", "CompetitorContentMonitor/0.1"),
        ("x" * 500, "CompetitorContentMonitor/0.1 (+" + "x" * 200 + ")"),
    ],
)
def test_the_user_agent_names_product_and_contact(contact: str, header: str) -> None:
    """Whatever the contact holds, the header stays one line with one comment."""
    assert user_agent(contact) == header

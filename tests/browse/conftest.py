"""A workspace that has some of everything, and its pages asked for inside this process."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from lxml import html

from monitor.browse import Access, application
from tests.browse.panel import Panel, text

RATE = "Up to 70% of our patients respond within a week."
MOVED = "response rate: up to 70% → up to 85%"
HIGHER = "Up to 85% of our patients respond within a day."
RISKS = "Side effects include nausea, and the long-term risks are not known."
COUNTER = "Read 1,204 times."
ABOUT = (
    "# What it is",
    "Ketamine is an anesthetic.",
    "It is given by a nurse.",
    "Bring somebody to drive you home.",
)
REST = (
    "# What it costs",
    "A course of six infusions costs $2,700.",
    "We do not bill insurance.",
    "Ask us about plans.",
)


class Asked:
    """An answer of the site.

    Attributes:
        status, headers, body: as they came.
    """

    def __init__(self, response: Any) -> None:
        self.status = response.status_code
        self.headers = response.headers
        self.body = response.text

    @property
    def page(self) -> Any:
        """The page as a tree."""
        return html.fromstring(self.body)

    @property
    def text(self) -> str:
        """What can be read in the main part, white space collapsed."""
        return " ".join(self.page.xpath("string(//main)").split())

    def links(self, text: str) -> list[str]:
        """Where links of this text lead."""
        found = self.page.xpath("//a")
        return [link.get("href") for link in found if " ".join(link.text_content().split()) == text]

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


class Site:
    """The site of one workspace, in this process.

    Args:
        folder: the workspace.
        access: who may ask.
    """

    def __init__(self, folder: Path, access: Access | None = None) -> None:
        self.folder = folder
        self.datasette = application(folder, access or Access())

    def ask(self, path: str, headers: dict[str, str] | None = None, **arguments: Any) -> Asked:
        """A page below the desk's root, or of Datasette if the path begins with a slash."""
        address = path if path.startswith("/") else f"/-/monitor/{path}"
        if arguments:
            pairs = {name.rstrip("_"): value for name, value in arguments.items()}
            address = f"{address}?{urlencode(pairs, doseq=True)}"
        return Asked(asyncio.run(self._ask(address, headers)))

    async def _ask(self, address: str, headers: dict[str, str] | None) -> Any:
        await self.datasette.invoke_startup()
        return await self.datasette.client.get(address, headers=headers or {}, follow_redirects=False)

    def close(self) -> None:
        """Close the database."""
        self.datasette.close()


def fill(panel: Panel) -> None:
    """Two clinics, three articles; edits of every sort."""
    footer = text("Copyright 2025 Bluff Creek.")
    panel.save("bluff-creek", "how-fast", text(*ABOUT, RATE, RISKS, COUNTER, *REST), kind=None)
    panel.save("bluff-creek", "prices", text(*REST, "Call us today."), kind=None)
    panel.save("quiet-ridge", "lozenges", text("# Lozenges", "They are taken at home.", RISKS), kind=None)
    panel.end()
    panel.crawl(20)
    panel.save(
        "bluff-creek",
        "how-fast",
        text(*ABOUT, HIGHER, "Read 1,310 times.", REST[0], REST[2], REST[1], REST[3]),
        volatile=text(COUNTER, "Read 1,310 times."),
    )
    panel.signal(1, "number_changed", "efficacy", "response_rate", RATE, HIGHER, MOVED)
    panel.signal(1, "disclosure_lost", "safety", "", RISKS, "")
    panel.sitewide("bluff-creek", footer, text("Copyright 2026 Bluff Creek."), 2)
    panel.end()
    panel.crawl(2)
    panel.save("quiet-ridge", "for-veterans", text("# For veterans", "Ketamine helps with PTSD.", REST[2]))
    panel.remove("prices")
    panel.fail("lozenges", "timeout")
    panel.end({"quiet-ridge": "most_pages_failing"})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace."""
    folder: Path = tmp_path_factory.mktemp("desk") / "watch"
    panel = Panel(folder, {"bluff-creek": "Bluff Creek Ketamine", "quiet-ridge": "Quiet Ridge"})
    fill(panel)
    panel.close()
    return folder


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[Site]:
    """Its pages."""
    made = Site(folder)
    yield made
    made.close()


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Site]:
    """The pages of a workspace in which nothing was crawled yet."""
    panel = Panel(tmp_path / "watch", {})
    connection = sqlite3.connect(tmp_path / "watch" / "monitor.db")
    with connection:
        connection.execute("DELETE FROM crawls")
    connection.close()
    panel.close()
    made = Site(tmp_path / "watch")
    yield made
    made.close()

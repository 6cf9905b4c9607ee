"""The whole way on a real WordPress: what its author does is found, once, and nothing else is."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.wordpress.articles import articles, publish_all
from tests.wordpress.site import WordPress

pytestmark = [pytest.mark.wordpress, pytest.mark.slow]

NEW_POST = """
<!-- wp:paragraph -->
<p>From the first of May the house stays open until eight on Thursday evenings. Many of you have asked
for it, since not every employer likes to hear about an appointment in the morning.</p>
<!-- /wp:paragraph -->
<!-- wp:paragraph -->
<p>Dr. Oyelaran and Tomasz Wilk share these hours between them. Conversations are possible, and so are
infusions that begin before six. The desk is staffed until the last visitor has gone home.</p>
<!-- /wp:paragraph -->
<!-- wp:paragraph -->
<p>The garden door is locked after dark. Please ring at the front, and somebody will come down and let
you in. There is a bus at ten past eight, and another one at twenty to nine.</p>
<!-- /wp:paragraph -->
"""


class Monitor:
    """The program as an operator runs it, on a workspace that watches one site."""

    def __init__(self, workspace: Path, url: str) -> None:
        self.workspace = workspace
        self.run("init", str(workspace))
        (workspace / "clinics.toml").write_text(
            "allow_private_addresses = true\n"
            'contact = "tests@clinic.test"\n'
            "[defaults]\n"
            "delay = 0\n"
            "[[clinics]]\n"
            'slug = "harbor-light"\n'
            f'url = "{url}/"\n'
        )

    def run(self, *arguments: str) -> str:
        """Run one command that has to end well; returns what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "monitor", *arguments],
            env=os.environ | {"MONITOR_DATA": str(self.workspace)},
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def changes(self) -> list[dict[str, Any]]:
        """Every change reported so far."""
        return [json.loads(line) for line in self.run("changes", "--json").splitlines()]


def kinds(changes: list[dict[str, Any]]) -> list[str]:
    """Kinds of changes, sorted."""
    return sorted(change["kind"] for change in changes)


def only(changes: list[dict[str, Any]], kind: str) -> dict[str, Any]:
    """The one change of a kind."""
    (change,) = [change for change in changes if change["kind"] == kind]
    return change


@pytest.mark.parametrize("options", [[], ["--full"]], ids=["plain", "full"])
def test_every_edit_is_found_once(wordpress: WordPress, tmp_path: Path, options: list[str]) -> None:
    """One word edited, one post unpublished, one renamed, one added: four changes, each told once."""
    posts = publish_all(wordpress)
    monitor = Monitor(tmp_path / "data", wordpress.url)
    monitor.run("crawl", *options)
    assert monitor.changes() == [], "the first crawl is the baseline"

    texts = {article.slug: article.html for article in articles()}
    sentence = "The infusion itself takes forty minutes."
    assert texts["first-visit"].count(sentence) == 1
    edited = texts["first-visit"].replace(sentence, sentence.replace("forty", "fifty"))
    wordpress.edit(posts["first-visit"], content=edited)
    wordpress.unpublish(posts["music-during-infusions"])
    wordpress.rename(posts["the-day-after"], "ten-small-things")
    wordpress.publish("Open until eight on Thursdays", NEW_POST, slug="open-until-eight")

    monitor.run("crawl", *options)
    assert kinds(monitor.changes()) == ["edited", "moved", "published"]
    monitor.run("crawl", *options)
    changes = monitor.changes()
    assert kinds(changes) == ["edited", "moved", "published", "removed"]

    assert only(changes, "edited")["url"] == f"{wordpress.url}/first-visit/"
    (operation,) = only(changes, "edited")["operations"]
    assert operation["kind"] == "reworded"
    assert operation["before"] == sentence
    assert operation["after"] == sentence.replace("forty", "fifty")
    assert only(changes, "moved")["url"] == f"{wordpress.url}/ten-small-things/"
    assert only(changes, "published")["url"] == f"{wordpress.url}/open-until-eight/"
    assert only(changes, "removed")["url"] == f"{wordpress.url}/music-during-infusions/"

    monitor.run("crawl", *options)
    assert monitor.changes() == changes, "a further crawl of an unchanged site has nothing to tell"


def test_noise_is_not_news(wordpress: WordPress, tmp_path: Path) -> None:
    """Nonces, counters and blocks that turn with every view are no change, however often we look."""
    publish_all(wordpress)
    wordpress.install_noise_plugin()
    monitor = Monitor(tmp_path / "data", wordpress.url)
    for _ in range(3):
        monitor.run("crawl", "--full")
    assert monitor.changes() == []
    for article in articles():
        page = wordpress.get(f"/{article.slug}/")[2]
        (views,) = re.findall(r"([\d,]+) views", page)
        looks = int(views.replace(",", "")) - 1200
        assert looks > 3, f"{article.slug} was not looked at in every crawl"

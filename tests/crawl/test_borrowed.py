"""Two clinics and what one takes from the other: signals of the crawl, clusters of the command."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crawl.site import Site, Workspace, article
from tests.servers import LoopbackServer

OWN = "<p>We opened our doors in the old mill when the river had frozen over for the first time.</p>"
THEIRS = "Most of our guests leave the infusion chair feeling lighter than they have felt in years."
OURS = "Most of our patients leave the infusion chair feeling lighter than they had felt in many years."
ANCHOR = "<p>Before anything else our physician"


@pytest.fixture
def sites() -> Iterator[tuple[Site, Site]]:
    """Two clinics whose articles have nothing in common but the house style."""
    with LoopbackServer(address="127.0.3.2") as first, LoopbackServer(address="127.0.3.3") as second:
        yield Site(first), Site(second)


@pytest.fixture
def workspace(tmp_path: Path, sites: tuple[Site, Site]) -> Workspace:
    """A workspace that watches both, after its first crawl."""
    north, south = sites
    words = "One day a man came to the mill and asked {} whether the river would carry him home again."
    for number, name in enumerate(("Anna", "Boris", "Carla")):
        north.put(f"/blog/{name}/", plain(name, words.format(name), f"Room {number} looks out on the weir."))
    south.put(
        "/blog/sleep/", plain("Sleep", f"Sleep comes back slowly, night after night. {THEIRS} So they say.")
    )
    urls = {"north": north.server.url("/blog/"), "south": south.server.url("/blog/")}
    built = Workspace(tmp_path / "watch", urls)
    built.run("crawl")
    return built


def plain(title: str, *paragraphs: str) -> str:
    """A page that says nothing but this."""
    page = article(title)
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    start, end = page.index("</h1>") + 5, page.index("</article>")
    return page[:start] + body + page[end:]


def test_a_passage_that_another_had_first_is_told(sites, workspace):
    """Reworded as it is, with both passages and who had it since when; only once."""
    north, _south = sites
    story = "One day a man came to the mill and asked Anna whether the river would carry him home again."
    north.put("/blog/Anna/", plain("Anna", story, OURS, "Room 0 looks out on the weir."))
    workspace.run("crawl", "--full")
    (change,) = workspace.changes()
    (signal,) = (each for each in change["signals"] if each["kind"] == "copied")
    assert (change["clinic"], change["kind"]) == ("north", "edited")
    assert (signal["kind"], signal["before"], signal["after"]) == ("copied", THEIRS, OURS)
    assert workspace.run("changes", "--signal", "copied", "--json")
    north.put(
        "/blog/Boris/", plain("Boris", story.replace("Anna", "Boris"), OURS, "Room 1 looks out on the weir.")
    )
    workspace.run("crawl", "--full")
    assert "copied" not in {each["kind"] for each in workspace.changes()[1]["signals"]}


def test_a_copied_article_is_told_passage_by_passage(sites, workspace):
    """A new article of one clinic that is another's; the clinic that had it first is told nothing."""
    north, south = sites
    north.put(
        "/blog/sleep/", plain("Sleep", f"Sleep comes back slowly, night after night. {THEIRS} So they say.")
    )
    south.put(
        "/blog/Carla/", plain("Carla", "A page of our own on how the south wind makes everybody sleepy.")
    )
    workspace.run("crawl", "--full")
    signals = {change["clinic"]: change["signals"] for change in workspace.changes()}
    assert [each["after"] for each in signals["north"]] == [THEIRS]
    assert signals["south"] == []


def test_clusters_name_who_was_first_seen(sites, workspace):
    """With the caveat in words; one that stands at one clinic only is none."""
    assert workspace.run("borrowed").splitlines() == ["no clinic has a passage of another"]
    north, _south = sites
    north.put("/blog/Dora/", plain("Dora", OURS, "Dora has a room of her own."))
    workspace.run("crawl", "--full")
    (line,) = workspace.run("borrowed", "--json").splitlines()
    cluster = json.loads(line)
    assert [(each["clinic"], each["may_be_older"]) for each in cluster["clinics"]] == [
        ("south", True),
        ("north", False),
    ]
    assert not cluster["common"]
    assert [each["text"] for each in cluster["passages"]] == [THEIRS]
    shown = workspace.run("borrowed", "--clinic", "north")
    assert shown.startswith("1 passage at 2 clinics\n")
    assert "First means first seen by us" in shown
    assert all(len(line) <= 80 for line in shown.splitlines())
    refused = workspace.run("borrowed", "--clinic", "nroth", code=2)
    assert "north, south" in refused

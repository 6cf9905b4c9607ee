"""What is new."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest

from monitor.store.desk import news
from tests.browse.conftest import Site
from tests.browse.panel import NOW, Panel, text


def titles(asked) -> list[str]:
    """Titles of the changes of a page."""
    return [" ".join(each.text_content().split()) for each in asked.page.xpath("//article//h2")]


def test_changes_stand_newest_first_with_their_difference(site):
    """Words that went and came, signals in words, themes."""
    asked = site.ask("changes")
    assert asked.status == 200
    assert titles(asked) == ["Prices", "For veterans", "All pages of the clinic", "How fast"]
    edit = asked.page.xpath("//article")[3]
    assert [each.text for each in edit.xpath(".//del")][:2] == ["70", "week"]
    assert "Number changed: Share of patients who respond" in " ".join(edit.text_content().split())
    assert "Disclosure lost" in edit.text_content()
    assert "85" in [each.text for each in edit.xpath(".//p//ins")]


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ({"clinic": "quiet-ridge"}, ["For veterans"]),
        ({"clinic": ["quiet-ridge", "bluff-creek"], "kind": "removed"}, ["Prices"]),
        ({"kind": ["sitewide", "removed"]}, ["Prices", "All pages of the clinic"]),
        ({"signal": "disclosure_lost"}, ["How fast"]),
        ({"theme": "safety"}, ["How fast"]),
        ({"least": "5"}, ["For veterans", "How fast"]),
        ({"since": (NOW - timedelta(days=5)).strftime("%Y-%m-%d")}, ["Prices", "For veterans"]),
        ({"until": (NOW - timedelta(days=5)).strftime("%Y-%m-%d")}, ["All pages of the clinic", "How fast"]),
        ({"since": "2099-01-01"}, []),
        ({"until": "2001-01-01"}, []),
        ({"clinic": "nobody"}, []),
    ],
)
def test_the_address_narrows_the_list(site, arguments, found):
    """Each filter, and several together."""
    assert titles(site.ask("changes", **arguments)) == found


def test_counts_say_what_a_filter_would_show(site):
    """With the other filters as they are; a filter that is on says what else it could show."""
    asked = site.ask("changes", clinic="bluff-creek")
    counts = {
        " ".join(each.xpath("string(.//*[@class='name'])").split()): each.xpath(
            "string(.//*[@class='count'])"
        )
        for each in asked.page.xpath("//aside//li")
    }
    assert counts["Bluff Creek Ketamine"] == "3"
    assert counts["Quiet Ridge"] == "1"
    assert (counts["Edited"], counts["Removed"], counts["Site-wide"]) == ("1", "1", "1")
    assert "Published" not in counts


def test_a_filter_is_taken_out_by_its_own_link(site):
    """And the page of the list begins anew."""
    (link,) = [
        each.get("href")
        for each in site.ask("changes", kind="removed", before=99).page.xpath("//aside//a[@aria-current]")
    ]
    assert link == "/-/monitor/changes"


@pytest.mark.parametrize(
    "arguments",
    [{"kind": "eaten"}, {"signal": "x"}, {"theme": "x"}, {"since": "yesterday"}, {"until": "2026-02-31"},
     {"before": "x"}, {"least": "-1"}, {"before": "9" * 30}, {"clinic": "x" * 501}],
)  # fmt: skip
def test_what_makes_no_sense_is_said_in_one_line(site, arguments):
    """With what would be right; nothing breaks."""
    asked = site.ask("changes", **arguments)
    assert asked.status == 400
    assert next(iter(arguments)) in asked.text
    assert "Traceback" not in asked.body


def test_pages_of_the_list_follow_each_other_by_key(site, monkeypatch):
    """Older leads on from the last one shown; what comes meanwhile moves nothing."""
    monkeypatch.setattr("monitor.browse.pages.news.SHOWN", 3)
    first = site.ask("changes")
    (older,) = first.links("Older")
    second = site.ask(older)
    assert len(titles(first)) == 3
    assert titles(second) == ["How fast"]
    assert second.links("Older") == []
    assert second.links("Newest") == ["/-/monitor/changes"]


def test_no_page_looks_at_more_changes_than_it_may(site, monkeypatch):
    """Where that does not fill it, it says from where to look further, and nothing is lost."""
    monkeypatch.setattr(news, "EXAMINED", 2)
    first = site.ask("changes", signal="disclosure_lost")
    assert titles(first) == []
    (further,) = first.links("Look further back")
    assert titles(site.ask(further)) == ["How fast"]


def test_counts_of_many_say_so(site, monkeypatch):
    """They are of the newest that match."""
    monkeypatch.setattr(news, "COUNTED", 2)
    assert "newest 2 changes" in site.ask("changes").page.xpath("string(//aside)")


def test_the_list_comes_as_json_and_csv(site):
    """Narrowed alike; a cell that a spreadsheet would compute is text."""
    asked = site.ask("changes.json", kind="edited")
    (row,) = asked.json()
    assert row["clinic"] == "bluff-creek"
    assert row["signals"] == ["number_changed", "disclosure_lost"]
    table = site.ask("changes.csv", kind="edited")
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert [each["title"] for each in csv.DictReader(io.StringIO(table.body))] == ["How fast"]


def test_the_list_leads_to_its_feed(site):
    """Narrowed alike, as far as a feed can be."""
    asked = site.ask("changes", kind="edited", least="5")
    assert asked.links("Atom feed") == ["/-/monitor/feed.atom?kind=edited"]


def test_formulas_in_csv_are_text(tmp_path):
    """Also in Datasette's own CSV."""
    panel = Panel(tmp_path / "watch", {"a": "A"})
    panel.save("a", "x", text('=HYPERLINK("http://evil.example")', "Nothing."), title="=1+1", kind=None)
    panel.crawl(1)
    panel.save("a", "x", text("@SUM(A1)", "Nothing."), title="=1+1")
    panel.end()
    panel.close()
    site = Site(tmp_path / "watch")
    for path in ("changes.csv", "/monitor/change_log.csv", "/monitor/passages.csv"):
        cells = [each for row in csv.reader(io.StringIO(site.ask(path).body)) for each in row]
        assert not [each for each in cells if each.startswith(("=", "@"))], path
        assert any(each.startswith("'") for each in cells), path
    site.close()


def test_an_empty_desk_says_what_to_do_next(empty):
    """On every page."""
    assert "monitor add" in empty.ask("changes").text
    assert "monitor add" in empty.ask("clinics").text
    assert "monitor add" in empty.ask("health").text
    assert empty.ask("search", q="ketamine").status == 200


def test_the_desk_opens_with_what_is_new(site):
    """Its root leads there."""
    asked = site.ask("/-/monitor")
    assert (asked.status, asked.headers["location"]) == (302, "/-/monitor/changes")

"""Clinics, search, health, snapshots: each page asked for inside this process."""

from __future__ import annotations

import csv
import io
import sqlite3
import time
from contextlib import closing

import pytest

from monitor.store import PassageIndex
from monitor.store.search_index import expression
from tests.browse.conftest import HIGHER, MOVED, RATE, RISKS, Site
from tests.browse.panel import Panel, text

EVERY = (
    "changes", "clinics", "clinics/bluff-creek", "clinics/quiet-ridge", "pages/1", "pages/2", "pages/3",
    "pages/1/diff", "pages/1/diff?view=side&unchanged=all", "changes/2", "versions/1/snapshot",
    "versions/1/snapshot?view=page", "claims", "claims?theme=efficacy",
    "claims?theme=efficacy&claim=response_rate&clinic=bluff-creek", "borrowed", "search", "search?q=ketamine",
    "health", "numbers", "numbers?theme=price", "numbers?clinic=bluff-creek", "red-flags",
)  # fmt: skip


@pytest.mark.parametrize("path", EVERY)
def test_every_page_answers_and_lets_a_browser_do_nothing_else(site, path):
    """The policy forbids scripts in the page and everything from elsewhere; no page has either."""
    asked = site.ask(path)
    assert asked.status == 200
    policy = asked.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert (
        asked.page.xpath("//script[not(@src)] | //style | //@style | //*[starts-with(name(@*), 'on')]") == []
    )
    for address in asked.page.xpath("//script/@src | //link[@rel='stylesheet']/@href | //img/@src"):
        assert address.startswith("/static/")


def test_clinics_are_listed_with_their_health(site):
    """And found by a part of their names."""
    rows = [" ".join(row.text_content().split()) for row in site.ask("clinics").page.xpath("//tbody/tr")]
    assert rows[0].startswith("Bluff Creek Ketamine Healthy 20 of 1")
    assert rows[1].startswith("Quiet Ridge Failing: most pages failing 21 of 2")
    assert len(site.ask("clinics", q="RIDGE").page.xpath("//tbody/tr")) == 1
    assert "No clinic has “zz”" in site.ask("clinics", q="zz").text


def test_clinics_are_paged_by_key(site, monkeypatch):
    """Further leads on."""
    monkeypatch.setattr("monitor.browse.pages.clinic.SHOWN", 1)
    (further,) = site.ask("clinics").links("Further")
    assert site.ask(further).page.xpath("string(//tbody//a)") == "Quiet Ridge"


def test_behind_the_end_of_a_list_its_beginning_is_offered(site):
    """It does not say that there is nothing at all."""
    for path in ("clinics?after=zzz", "borrowed?from=999"):
        (link,) = site.ask(path).links("From the beginning")
        assert site.ask(link).status == 200


def test_a_clinic_says_how_it_is_covered_and_what_it_talks_about(site):
    """Beside the panel; the shares say of how many articles they are."""
    asked = site.ask("clinics/bluff-creek")
    assert "known articles and pages seen in the last 7 days" in asked.text
    assert "this clinic’s 1 article; the line marks the panel’s 2 articles of 2 clinics" in asked.text
    row = asked.page.xpath("//table[@class='shares']//tr[contains(., 'Efficacy')]")[0]
    assert [" ".join(each.text_content().split()) for each in row.xpath("td[position() < 3]")] == [
        "100 %",
        "50 %",
    ]
    assert HIGHER in asked.text
    assert "most pages failing" in site.ask("clinics/quiet-ridge").text


def test_health_names_what_is_not_well(site):
    """Which clinic, and why pages cannot be read."""
    asked = site.ask("health")
    assert "1 of 2 clinics healthy" in asked.text
    assert "Quiet Ridge" in asked.text
    assert "Timeout" in asked.text
    assert "monitor.db" in asked.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("patients respond", {RATE, HIGHER}),
        ("patient responding", {RATE, HIGHER}),
        ('"70% of our"', {RATE}),
        ("respond -85", {RATE}),
        ("nausea OR 85", {RISKS, HIGHER}),
        ("anesth*", {"Ketamine is an anesthetic."}),
        ("don't", set()),
        ('"unbalanced', set()),
        ("2,700", {"A course of six infusions costs $2,700."}),
        ("AND NOT NEAR(", set()),
        ("text:ketamine^2 {x}", set()),
    ],
)
def test_search_finds_words_and_never_breaks(site, query, found):
    """In every text that ever stood anywhere."""
    asked = site.ask("search", q=query)
    assert asked.status == 200
    assert {" ".join(each.text_content().split()) for each in asked.page.xpath("//article/p[1]")} == found


def test_matches_are_marked_and_places_named(site):
    """Where it stands, since when, and until when it stood."""
    asked = site.ask("search", q="70")
    assert [each.text for each in asked.page.xpath("//mark")] == ["70"]
    assert "gone" in asked.text
    assert "until" in asked.text
    assert asked.links("How fast") == ["/-/monitor/pages/1?version=1"]


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ({"standing": "now"}, 1),
        ({"standing": "gone"}, 1),
        ({"clinic": "quiet-ridge"}, 0),
        ({"until": "2001-01-01"}, 0),
        ({"since": "2001-01-01"}, 2),
        ({"since": "2099-01-01"}, 1),
    ],
)
def test_search_is_narrowed(site, arguments, found):
    """By what stands now, by clinic, by dates."""
    assert len(site.ask("search", q="patients respond", **arguments).page.xpath("//article")) == found


def test_search_is_paged_by_key(site, monkeypatch):
    """Older leads on from the last one shown."""
    monkeypatch.setattr("monitor.browse.pages.search.SHOWN", 1)
    (older,) = site.ask("search", q="patients respond").links("Older")
    assert RATE in site.ask(older).text


@pytest.mark.parametrize("query", ["", " ", "-", '"', '""', "-x", "OR", "* - *", "\0"])
def test_nothing_to_search_for_is_no_expression(query):
    """So nothing is asked."""
    assert expression(query) is None


def test_passages_that_came_meanwhile_are_found(tmp_path):
    """The index is brought up to date by the search."""
    panel = Panel(tmp_path / "watch", {"a": "A"})
    panel.save("a", "x", text("Nothing yet."), kind=None)
    site = Site(tmp_path / "watch")
    assert site.ask("search", q="veterans").page.xpath("//article") == []
    panel.save("a", "x", text("Now it is for veterans."))
    assert len(site.ask("search", q="veterans").page.xpath("//article")) == 1
    site.close()
    panel.close()


def test_a_search_does_not_wait_for_a_large_index(tmp_path, monkeypatch):
    """It says how far the index is, and the rest is done beside the page."""
    monkeypatch.setattr("monitor.browse.indexing.PATIENCE", 0.0)
    panel = Panel(tmp_path / "watch", {"a": "A"})
    panel.save("a", "x", text("It is for veterans.", "And for others."), kind=None)
    panel.close()
    site = Site(tmp_path / "watch")
    assert "0 of 2 passages so far" in site.ask("search", q="veterans").text
    end = time.monotonic() + 20
    while "so far" in site.ask("search", q="veterans").text:
        assert time.monotonic() < end
        time.sleep(0.05)
    assert len(site.ask("search", q="veterans").page.xpath("//article")) == 1
    site.close()


def test_an_index_of_another_shape_is_made_again(tmp_path):
    """And one that is no database is named, with what to do."""
    panel = Panel(tmp_path / "watch", {"a": "A"})
    panel.save("a", "x", text("It is for veterans."), kind=None)
    panel.close()
    site = Site(tmp_path / "watch")
    with closing(sqlite3.connect(tmp_path / "watch" / "search.db")) as other:
        other.execute("CREATE TABLE passage_words (a)")
    assert len(site.ask("search", q="veterans").page.xpath("//article")) == 1
    (tmp_path / "watch" / "search.db").write_text("no database " * 1000)
    asked = site.ask("search", q="veterans")
    assert (asked.status, "delete it" in asked.text) == (503, True)
    site.close()


def test_a_snapshot_is_shown_as_text(site):
    """With the hash that proves it."""
    asked = site.ask("versions/1/snapshot")
    assert "<h1>How fast</h1>" in asked.page.xpath("string(//pre)")
    assert "SHA-256" in asked.text


def test_a_snapshot_in_a_frame_can_run_and_load_nothing(tmp_path):
    """Its scripts, pictures, styles, frames, forms and links are gone, and the policy would forbid them."""
    hostile = """<html><head><meta http-equiv="refresh" content="0;url=http://evil.example/">
        <link rel="preconnect" href="http://evil.example/"><style>body{background:url(http://evil.example/)}</style>
        <base href="http://evil.example/"></head><body onload="alert(1)"><h1>Told</h1>
        <script>alert(1)</script>
        <img src="http://evil.example/x.png"><iframe src="http://evil.example/"></iframe>
        <form action="http://evil.example/"><input name="password"></form><p style="x">Text</p>
        <a href="javascript:alert(1)">click</a><svg><script>alert(1)</script></svg></body></html>"""
    panel = Panel(tmp_path / "watch", {"a": "A"})
    panel.save("a", "x", text("Text."), kind=None, body=hostile)
    panel.close()
    site = Site(tmp_path / "watch")
    frame = site.ask("versions/1/body")
    assert "evil.example" not in frame.body
    assert "alert" not in frame.body
    assert "Told" in frame.body
    assert "sandbox" in frame.headers["content-security-policy"].split("; ")
    shown = site.ask("versions/1/snapshot", view="page")
    assert shown.page.xpath("//iframe/@sandbox") == [""]
    assert site.ask("versions/1/snapshot").page.xpath("//pre//script") == []
    site.close()


def test_a_workspace_without_its_archive_says_so(tmp_path):
    """Nothing else depends on it, and none is made."""
    panel = Panel(tmp_path / "watch", {"a": "A"})
    panel.save("a", "x", text("Text."), kind=None)
    panel.close()
    (tmp_path / "watch" / "archive.db").unlink()
    site = Site(tmp_path / "watch")
    assert "not in the archive" in site.ask("versions/1/snapshot").text
    assert site.ask("versions/1/body").status == 404
    assert not (tmp_path / "watch" / "archive.db").exists()
    site.close()


@pytest.mark.parametrize("table", ["pages", "metadata", "versions", "passages", "changes", "visits"])
def test_tables_come_as_csv(site, table):
    """Whole, those with hashes in them too."""
    rows = site.ask(f"/monitor/{table}.json").json()["rows"]
    assert len(list(csv.reader(io.StringIO(site.ask(f"/monitor/{table}.csv").body)))) == len(rows) + 1


def test_tables_lead_to_our_pages(site):
    """By number of page and change, and by clinic."""
    asked = site.ask("/monitor/change_log")
    assert "/-/monitor/changes/1" in asked.body
    assert "/-/monitor/clinics/bluff-creek" in asked.body
    row = site.ask("/monitor/pages/1").body
    assert "/-/monitor/pages/1" in row
    assert 'content: "failing_since"' in row  # the names of the columns, for a row is read downwards


@pytest.mark.parametrize(
    "query",
    ["newest_articles?since=2001-01-01", "most_edited?since=2001-01-01", "clinics_compared?since=2001-01-01",
     "who_says_about?theme=safety&clinic=quiet-ridge", "what_went?clinic=bluff-creek&since=2001-01-01"],
)  # fmt: skip
def test_ready_made_queries_answer(site, query):
    """Each finds something here."""
    name, _, arguments = query.partition("?")
    assert site.ask(f"/monitor/{name}.json?{arguments}").json()["rows"] != []


def test_claims_are_shares_of_what_was_seen(site):
    """Over the panel as of each clinic's last counted week, with numbers of articles and clinics."""
    rows = {(row["theme"], row["claim"]): row for row in site.ask("claims.json").json()}
    rate = rows["efficacy", "response_rate"]
    assert (rate["articles"], rate["of_articles"], rate["clinics"], rate["of_clinics"]) == (1, 2, 1, 2)
    assert "Share of patients who respond" in site.ask("claims").text


def test_a_trend_has_gaps_where_nothing_was_seen(site):
    """Only counted weeks have points; lines end where a week is missing."""
    asked = site.ask("claims", theme="safety", clinic=["quiet-ridge"])
    assert (
        len(asked.page.xpath("//g[contains(@class, 'series-1')]/polyline[1]")) == 2
    )  # and one in the legend
    assert len(asked.page.xpath("//figure/svg//g[contains(@class, 'series-1')]/circle")) == 2
    weeks = [" ".join(each.text_content().split()) for each in asked.page.xpath("//details//tbody/tr")]
    assert len(weeks) == 3
    assert weeks[0].endswith("–")  # the last crawl failed there
    table = site.ask("claims.csv", theme="safety", clinic="quiet-ridge").body
    assert table.startswith("clinic,week,articles,mentioning,clinics,theme,claim")


def test_a_claim_says_who_makes_it_in_whose_words_and_with_which_numbers(site):
    """Each leads to the article or the change."""
    asked = site.ask("claims", theme="efficacy", claim="response_rate")
    assert asked.links("Bluff Creek Ketamine") != []
    assert HIGHER in asked.text
    assert MOVED in asked.text
    assert "70" in [each.text for each in asked.page.xpath("//del")]
    assert "gone" in asked.text  # the wording with 70%


def test_borrowed_passages_say_who_had_them_first(tmp_path):
    """As far as we saw; what stood there at our first look may be older."""
    panel = Panel(tmp_path / "watch", {"a": "Amber", "b": "Birch"})
    told = "Most of the people we treat for depression notice a clear difference within a single day."
    panel.save("a", "x", text(told, "Only here."), kind=None)
    panel.save("b", "y", text("Something else altogether."), kind=None)
    panel.end()
    panel.crawl(3)
    panel.save("b", "y", text("Something else altogether.", told))
    panel.end()
    PassageIndex(panel.database).catch_up()
    panel.close()
    site = Site(tmp_path / "watch")
    asked = site.ask("borrowed")
    assert "1 passage at 2 clinics" in asked.text
    assert [each.text for each in asked.page.xpath("//ol//a")] == ["Amber", "Birch"]
    assert told in asked.text
    assert site.ask("borrowed", clinic="c").page.xpath("//article") == []
    assert [row["clinic"] for row in site.ask("borrowed.json").json()] == ["a", "b"]
    site.close()


def test_red_flags_that_stand_today_are_listed_with_their_rule(tmp_path):
    """On live pages only; a passage that went raises none."""
    panel = Panel(tmp_path / "watch", {"a": "Amber"})
    (flag,) = (each for each in panel.lexicon.red_flags if each.slug == "cure")
    cures, gone = "Ketamine cures depression.", "Ketamine is not addictive."
    panel.save("a", "x", text(cures, gone, "Stays."), kind=None)
    panel.crawl(3)
    panel.save("a", "x", text(cures, "Stays."))
    panel.end()
    panel.close()
    site = Site(tmp_path / "watch")
    (row,) = site.ask("red-flags").page.xpath("//tbody/tr")
    assert cures in row.text_content()
    assert flag.title in row.text_content()
    assert site.ask("claims").links("1 red flag") == ["/-/monitor/red-flags"]
    (flagged,) = site.ask("red-flags.json").json()
    assert (flagged["clinic"], flagged["text"], flagged["rule"]) == ("a", cures, flag.rule)
    assert "None stands on a live page of this clinic" in site.ask("red-flags", clinic="nobody").text
    (site.folder / "lexicon.toml").write_text("[broken")
    assert cures in site.ask("red-flags").text  # by the rules as they were
    site.close()

"""Articles and differences."""

from __future__ import annotations

import pytest

from tests.browse.conftest import COUNTER, HIGHER, RATE, RISKS, Site
from tests.browse.panel import Panel, text


def lines(asked, kind: str) -> list[str]:
    """Texts of the lines of one kind."""
    found = asked.page.xpath(f"//section[contains(@class, 'diff')]//*[contains(@class, 'line-{kind}')]")
    return [" ".join(line.xpath("string(.//*[contains(@class, 'text')][last()])").split()) for line in found]


def test_a_difference_marks_words_and_folds_what_stayed(site):
    """Reworded by the word, removed as a whole, moved as moved; long sameness is folded but there."""
    asked = site.ask("pages/1/diff", from_=1, to=4)
    assert asked.status == 200
    assert [each.text for each in asked.page.xpath("//section//*[@class='text']//del")] == [
        "70",
        "week",
        RISKS,
    ]
    assert [each.text for each in asked.page.xpath("//section//*[@class='text']//ins")] == ["85", "day"]
    assert "stood after “A course of six infusions costs $2,700.”" in lines(asked, "moved")[0]
    assert asked.page.xpath("string(//details[@class='fold']/summary)") == "3 unchanged passages"
    assert lines(asked, "removed") == [RISKS]


def test_signals_stand_beside_the_passage_they_speak_of(site):
    """And nowhere else."""
    asked = site.ask("pages/1/diff", from_=1, to=4)
    (reworded,) = asked.page.xpath("//*[contains(@class, 'line-reworded')]")
    assert "Number changed: Share of patients who respond" in " ".join(reworded.text_content().split())
    assert len(asked.page.xpath("//li[contains(., 'Disclosure lost')]")) == 1


def test_what_does_not_count_is_left_out_and_can_be_shown(site):
    """With its reason."""
    folded = site.ask("pages/1/diff", from_=1, to=4)
    assert "1,310" not in " ".join(lines(folded, "reworded"))
    (link,) = folded.links("Show 1 that does not count")
    shown = site.ask(link)
    assert any("1,310" in each for each in lines(shown, "reworded"))
    assert "does not count: worded otherwise at every look" in shown.text
    assert COUNTER in folded.page.xpath("string(//details[@class='uncounted'])")


def test_the_same_counts_in_the_difference_as_in_the_change(tmp_path):
    """What was left out when the change was told stays out, though nothing remembers it as volatile."""
    panel = Panel(tmp_path / "watch", {"a": "A"})
    panel.save("a", "x", text("Stays.", "Popular: The first article.", RATE), kind=None)
    panel.crawl(1)
    panel.save(
        "a",
        "x",
        text("Stays.", "Ketamine for veterans and their families", HIGHER),
        volatile=text("Popular: The first article.", "Ketamine for veterans and their families"),
    )
    panel.database.execute("DELETE FROM operations WHERE before_passage_id IS NULL")
    panel.database.execute("DELETE FROM volatile_passages")
    panel.end()
    panel.close()
    site = Site(tmp_path / "watch")
    asked = site.ask("pages/1/diff")
    assert "1 difference" in asked.text
    assert "veterans" not in asked.page.xpath("string(//section[contains(@class, 'diff')])")
    assert [each["after"] for each in site.ask("pages/1/diff.json").json()] == [HIGHER]
    assert len(site.ask("pages/1/diff.json", uncounted="shown").json()) == 3
    (link,) = asked.links("Show 2 that do not count")
    assert "does not count: left out when it was found" in site.ask(link).text
    site.close()


def test_side_by_side_each_side_has_its_own_words(site):
    """What went on the left, what came on the right."""
    asked = site.ask("pages/1/diff", from_=1, to=4, view="side")
    (line,) = asked.page.xpath("//*[contains(@class, 'line-reworded')]")
    assert line.xpath("string(.//*[contains(@class, 'left')])") == RATE
    assert line.xpath("string(.//*[contains(@class, 'right')])") == HIGHER
    assert line.xpath(".//*[contains(@class, 'left')]//ins") == []


def test_without_versions_the_last_two_are_compared(site):
    """As `monitor diff` does."""
    assert lines(site.ask("pages/1/diff"), "removed") == [RISKS]


def test_the_same_version_twice_says_so(site):
    """No difference is no error."""
    assert "compared with itself" in site.ask("pages/1/diff", from_=1, to=1).text


@pytest.mark.parametrize(
    ("path", "status"),
    [("pages/99", 404), ("pages/99/diff", 404), ("pages/1/diff?from=2", 404), ("pages/1?version=2", 404),
     ("changes/99", 404), ("versions/99/snapshot", 404), ("clinics/nobody", 404),
     ("pages/1/diff?from=x", 400),     ("pages/1/diff?view=upside", 400),
     ("pages/1?version=99999999999999", 404), ("health.json", 404)],
)  # fmt: skip
def test_what_is_not_there_is_said_so(site, path, status):
    """On a page of ours, without a traceback."""
    assert site.ask(path).status == status


def test_a_change_has_a_permanent_address(site):
    """It leads to what shows it best; what no page shows stands there."""
    assert site.ask("changes/1").headers["location"] == "/-/monitor/pages/1/diff?from=1&to=4"
    assert site.ask("changes/3").headers["location"].startswith("/-/monitor/pages/")
    sitewide = site.ask("changes/2")
    assert sitewide.status == 200
    assert "on 2 pages" in sitewide.text
    assert [each.text for each in sitewide.page.xpath("//del")] == ["2025"]


def test_the_difference_comes_as_json(site):
    """Its operations."""
    kinds = [each["kind"] for each in site.ask("pages/1/diff.json", from_=1, to=4).json()]
    assert "reworded" in kinds
    assert "removed" in kinds


def test_an_article_says_since_when_its_passages_stand(site):
    """What an edit brought is marked as new."""
    asked = site.ask("pages/1")
    (fresh,) = asked.page.xpath("//*[contains(@class, 'passage') and contains(@class, 'fresh')]")[:1]
    assert HIGHER in " ".join(fresh.text_content().split())
    assert "new" in fresh.text_content()
    assert fresh.get("title") == f"Before: {RATE}"
    assert "Share of patients who respond" in asked.text


def test_a_passage_that_moved_keeps_its_age(site):
    """It is not new."""
    (moved,) = site.ask("pages/1").page.xpath(
        "//*[contains(@class, 'passage')][contains(., 'We do not bill')]"
    )
    assert "fresh" not in moved.get("class")


def test_an_article_can_be_read_as_it_stood(site):
    """With a word that it is not as it stands now."""
    asked = site.ask("pages/1", version=1)
    assert RATE in asked.text
    assert HIGHER not in asked.text
    assert "how the article stood" in asked.text


def test_an_article_says_where_else_its_passages_stand(site):
    """On which pages of whom, now."""
    text = site.ask("pages/3").page.xpath("string(//aside)")
    assert "Also standing elsewhere" not in text  # its only shared sentence is gone from the other page
    (other,) = site.ask("pages/1").page.xpath("//h2[.='Also standing elsewhere']/..")
    assert "For veterans" in other.text_content()


def test_a_failing_article_says_so(site):
    """Since when and why, above its last good version."""
    assert "cannot be read since" in site.ask("pages/3").text


def test_mentions_are_marked_on_their_words(tmp_path):
    """What was found by which words; a red flag is said to be one, and nothing of the text is markup."""
    panel = Panel(tmp_path / "watch", {"a": "A"})
    flagged, hostile = "Ketamine cures depression.", "<b>Nausea</b> is a side effect of “ketamine”."
    panel.save("a", "x", text(flagged, hostile, "• Nothing here."), kind=None)
    panel.end()
    panel.close()
    site = Site(tmp_path / "watch")
    asked = site.ask("pages/1")
    marked = {each.text_content(): each.get("title") for each in asked.page.xpath("//mark")}
    assert marked["cures"] == "Red flag: Speaks of a cure"
    assert any(title.startswith("Disclosure: ") for title in marked.values())
    assert hostile in asked.text
    assert asked.links("Red flag: Speaks of a cure") == ["/-/monitor/claims?theme=efficacy&claim=cure"]
    site.close()

"""What must not be taken for an edit, and what must not be lost for it: whole crawls."""

from __future__ import annotations

import itertools
import sqlite3

from tests.crawl.conftest import SUBJECTS
from tests.crawl.site import article
from tests.crawl.test_changes import kinds
from tests.servers import Reply, redirect

MAINTENANCE = (
    "<html><head><title>Maintenance</title></head><body><h1>Be right back</h1>{}</body></html>".format(
        "<p>Our site is down for maintenance. We will be back shortly, thank you for waiting.</p>"
    )
)
QUOTES = [
    f"“{said},” wrote one of our guests." for said in ("It was quiet", "I slept again", "Nurses stayed near")
]
COUNTER = "<p class='seen'>Viewed {} times since spring by people like you</p><h2>More about"


def test_redirects_to_a_maintenance_page_move_nothing(site, workspace):
    """An outage by permanent redirect is over as if it had never been."""
    workspace.run("crawl")
    good = dict(site.server.pages)
    site.server.pages["/maintenance/"] = Reply(MAINTENANCE)
    for path in site.articles:
        site.server.pages[path] = redirect(site.server.url("/maintenance/"))
    workspace.run("crawl", "--full", code=1)
    site.server.pages.update(good)
    workspace.run("crawl", "--full")
    workspace.run("crawl", "--full")
    assert workspace.changes() == []


def test_a_maintenance_page_with_status_200_is_no_edit(site, workspace):
    """The page keeps what it said; coming back is no edit either."""
    workspace.run("crawl")
    site.server.pages["/blog/anxiety/"] = Reply(MAINTENANCE)
    workspace.run("crawl", "--full")
    workspace.run("crawl", "--full")
    site.put("/blog/anxiety/", article("anxiety", edits={"$2,700": "$2,900"}))
    workspace.run("crawl", "--full")
    assert kinds(workspace.changes()) == [("edited", "anxiety")]


def test_an_article_that_moves_and_moves_back_keeps_its_history(site, workspace):
    """Two moves, and then an edit is found at the first address again."""
    workspace.run("crawl")
    site.drop("/blog/insomnia/", redirect(site.server.url("/blog/sleep/")))
    site.put("/blog/sleep/", article("insomnia"))
    workspace.run("crawl", "--full")
    site.drop("/blog/sleep/")
    site.put("/blog/insomnia/", article("insomnia"))
    workspace.run("crawl", "--full")
    workspace.run("crawl", "--full")
    site.put("/blog/insomnia/", article("insomnia", edits={"$2,700": "$2,900"}))
    workspace.run("crawl", "--full")
    rows = workspace.changes()
    assert rows[-1]["kind"] == "edited"
    assert rows[-1]["url"] == site.server.url("/blog/insomnia/")
    assert "removed" not in {row["kind"] for row in rows}
    assert len({row["page_id"] for row in rows}) == 1


def test_a_page_that_was_removed_is_read_and_not_asked_whether_it_changed(site, workspace):
    """A server that would answer 304 does not keep the return from being told."""
    page = article("anxiety")
    site.put("/blog/anxiety/", page, etag='"same"')
    workspace.run("crawl")
    site.drop("/blog/anxiety/")
    workspace.run("crawl", "--full")
    workspace.run("crawl", "--full")
    site.put("/blog/anxiety/", page, etag='"same"')
    workspace.run("crawl", "--full")
    assert [row["kind"] for row in workspace.changes()] == ["removed", "restored"]


def test_a_temporary_redirect_to_another_article_is_no_edit(site, workspace):
    """What is lent from elsewhere is not the page's own text."""
    workspace.run("crawl")
    site.server.pages["/blog/migraine/"] = redirect(site.server.url("/blog/insomnia/"), 302)
    workspace.run("crawl", "--full")
    workspace.run("crawl", "--full")
    assert workspace.changes() == []


def test_one_page_that_never_works_does_not_fail_its_clinic(site, workspace):
    """A PDF in the sitemap is a failing page, not a failing clinic."""
    site.put("/blog/leaflet/", "%PDF-1.7", content_type="application/pdf")
    workspace.run("crawl")
    workspace.run("crawl")


def test_failing_pages_do_not_keep_new_ones_waiting(site, workspace):
    """With a limit, what fails comes last."""
    workspace.run("crawl")
    for path in list(site.articles)[:2]:
        site.server.pages[path] = Reply("no", 500)
    workspace.run("crawl", "--full")
    site.put("/blog/chronic-pain/", article("chronic pain"))
    workspace.run("crawl", "--limit", "1")
    assert kinds(workspace.changes()) == [("published", "chronic-pain")]


def test_a_source_that_never_answers_does_not_prolong_the_baseline_for_ever(site, workspace):
    """From the third crawl on at the latest, a new article is news."""
    robots = site.server.pages["/robots.txt"]
    dead = f"{robots.body}Sitemap: {site.server.url('/dead.xml')}\n"
    site.server.pages["/robots.txt"] = Reply(dead, content_type="text/plain")
    site.server.pages["/dead.xml"] = Reply("no", 500)
    workspace.run("crawl")
    workspace.run("crawl")
    site.put("/blog/chronic-pain/", article("chronic pain"))
    workspace.run("crawl")
    assert kinds(workspace.changes()) == [("published", "chronic-pain")]


def test_what_the_list_excludes_by_now_is_watched_no_more(site, workspace):
    """A new ``exclude`` holds for pages known before; their history stays."""
    workspace.run("crawl")
    path = workspace.folder / "clinics.toml"
    path.write_text(path.read_text() + 'exclude = ["/blog/anxiety/*"]\n')
    site.put("/blog/anxiety/", article("anxiety", edits={"$2,700": "$2,900"}))
    asked = len(site.server.requests)
    workspace.run("crawl", "--full")
    assert "/blog/anxiety/" not in [each.path for each in site.server.requests[asked:]]
    assert workspace.changes() == []


def test_an_edit_that_one_of_two_servers_does_not_know_yet_is_told_later(site, workspace):
    """New at the first look, old at the second: nothing is told and nothing is forgotten."""
    workspace.run("crawl")
    old, new = article("anxiety"), article("anxiety", edits={"$2,700": "$2,900"})
    site.server.pages["/blog/anxiety/"] = [Reply(new), Reply(old), Reply(new)]
    workspace.run("crawl", "--full")
    assert workspace.changes() == []
    workspace.run("crawl", "--full")
    assert kinds(workspace.changes()) == [("edited", "anxiety")]


def test_a_counter_in_the_text_is_no_edit_and_hides_none(site, workspace):
    """A number that differs at every look does not count; what changes beside it does."""
    views = itertools.count(1200)

    def counted(page):
        return lambda _received: Reply(page.replace("<h2>More about", COUNTER.format(next(views)), 1))

    site.server.pages["/blog/anxiety/"] = counted(article("anxiety"))
    workspace.run("crawl")
    workspace.run("crawl", "--full")
    workspace.run("crawl", "--full")
    assert workspace.changes() == []
    gone = "Most of them notice a difference within 24 hours of the second visit."
    site.server.pages["/blog/anxiety/"] = counted(article("anxiety", edits={f" {gone}": ""}))
    workspace.run("crawl", "--full")
    (row,) = workspace.changes()
    assert [(each["kind"], each["before"]) for each in row["operations"]] == [("removed", gone)]


def test_an_edit_of_the_boilerplate_is_told_once_for_the_clinic(site, workspace):
    """The same sentence changed on every page is one change, beside what is a page's own."""
    workspace.run("crawl")
    common = {"bring somebody along": "bring an adult along"}
    for path, subject in zip(
        list(site.articles), ("depression", "anxiety", "migraine", "insomnia"), strict=True
    ):
        own = {"Up to 70%": "Up to 85%"} if subject == "anxiety" else {}
        site.put(path, article(subject, edits={**common, **own}))
    workspace.run("crawl", "--full")
    workspace.run("crawl", "--full")
    rows = workspace.changes()
    assert sorted((row["kind"], row["url"]) for row in rows if row["url"]) == [
        ("edited", site.server.url("/blog/anxiety/"))
    ]
    (sitewide,) = [row for row in rows if row["kind"] == "sitewide"]
    assert sitewide["pages"] == 4
    assert "an adult" in sitewide["operations"][0]["after"]


def test_reasons_for_what_was_not_told_can_be_counted(site, workspace):
    """Nothing is thrown away in silence: each visit that met something new says why it told nothing."""
    workspace.run("crawl")
    site.put("/blog/anxiety/", article("anxiety").replace("'", "’").replace(" - ", " – ") + "<!-- 2 -->")
    site.put("/blog/migraine/", article("migraine").replace("two hours", "two\u00a0hours"))
    workspace.run("crawl", "--full")
    database = sqlite3.connect(workspace.folder / "monitor.db")
    reasons = {row[0] for row in database.execute("SELECT reason FROM visits WHERE crawl_id = 2")}
    database.close()
    assert workspace.changes() == []
    assert reasons <= {"same_body", "same_visible_text", "same_text", "same_glyphs"}
    assert len(reasons) > 1


def test_what_was_volatile_and_settles_is_ordinary_again(site, workspace):
    """A row of quotes gives way to a fixed one: its edit is told like any other."""
    turns = itertools.count()

    def quoting(quote):
        return lambda _received: Reply(
            article("anxiety").replace("<h2>More", f"<p>{quote(next(turns))}</p><h2>More", 1)
        )

    site.server.pages["/blog/anxiety/"] = quoting(lambda turn: QUOTES[turn % len(QUOTES)])
    workspace.run("crawl")
    workspace.run("crawl", "--full")
    fixed = QUOTES[1]
    site.server.pages["/blog/anxiety/"] = quoting(lambda _turn: fixed)
    for _week in range(4):
        workspace.run("crawl", "--full")
    assert workspace.changes() == []
    edited = fixed.replace("I slept again", "I slept again after 2 visits")
    site.server.pages["/blog/anxiety/"] = quoting(lambda _turn: edited)
    workspace.run("crawl", "--full")
    (row,) = workspace.changes()
    assert [(each["before"], each["after"]) for each in row["operations"]] == [(fixed, edited)]


def test_a_site_that_says_no_is_left_alone(site, workspace):
    """It is asked once, then only when it is meant by name; when it says yes all is as before."""
    workspace.run("crawl")
    good = dict(site.server.pages)
    for path in (*site.articles, "/blog/", "/", "/sitemap.xml"):
        site.server.pages[path] = Reply("no", 403)
    assert "failed (http_403)" in workspace.run("crawl", "--full", code=1)
    asked = len(site.server.requests)
    assert "failed (left_alone)" in workspace.run("crawl", code=1)
    assert len(site.server.requests) == asked
    assert "left alone until 20" in workspace.run("status", code=1)
    site.server.pages.update(good)
    workspace.run("crawl", "bluff-creek")
    assert "left alone" not in workspace.run("status")
    assert workspace.changes() == []


def test_boilerplate_met_page_by_page_is_told_once(site, workspace):
    """Few pages are due each day: others that bear the sentence are asked before it is told of one."""
    workspace.run("crawl")
    for path, subject in zip(list(site.articles), SUBJECTS, strict=True):
        site.put(path, article(subject, edits={"bring somebody along": "bring an adult along"}))
    for _day in SUBJECTS:
        workspace.run("crawl", "--full", "--limit", "1")
    (row,) = workspace.changes()
    assert (row["kind"], row["pages"]) == ("sitewide", 3)


def test_a_new_sentence_met_page_by_page_is_told_once(site, workspace):
    """Nothing says that it stands elsewhere, too; so never fewer than three pages are looked at."""
    workspace.run("crawl")
    for path, subject in zip(list(site.articles), SUBJECTS, strict=True):
        site.put(path, article(subject, edits={"<h2>More": "<p>Call us at 555 0100 today.</p><h2>More"}))
    for _day in SUBJECTS:
        workspace.run("crawl", "--full", "--limit", "1")
    (row,) = workspace.changes()
    assert (row["kind"], row["pages"]) == ("sitewide", 3)


def test_an_edit_on_one_of_the_pages_that_share_a_sentence_is_its_own(site, workspace):
    """The others are asked, and say what they said."""
    workspace.run("crawl")
    site.put("/blog/anxiety/", article("anxiety", edits={"bring somebody along": "bring an adult along"}))
    for _day in SUBJECTS:
        workspace.run("crawl", "--full", "--limit", "1")
    assert kinds(workspace.changes()) == [("edited", "anxiety")]

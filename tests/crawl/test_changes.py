"""The main way: what a site does is found by the crawls that follow, once, and nothing else is."""

from __future__ import annotations

import sqlite3

from tests.crawl.site import article
from tests.servers import Reply, redirect


def kinds(rows):
    """Kind and last part of the address of each change."""
    return sorted((row["kind"], row["url"].rstrip("/").rpartition("/")[2]) for row in rows)


def test_the_first_crawl_is_a_baseline(site, workspace):
    """Articles are stored as found and none of them is news; the next crawl finds nothing either."""
    workspace.run("crawl")
    assert workspace.changes() == []
    workspace.run("crawl", "--full")
    assert workspace.changes() == []
    database = sqlite3.connect(workspace.folder / "monitor.db")
    assert database.execute("SELECT count(*) FROM latest_articles").fetchone() == (4,)
    database.close()


def test_each_event_is_found_once(site, workspace):
    """An edit, a new title, a new description, a new article, a move and a removal."""
    workspace.run("crawl")
    site.put("/blog/depression/", article("depression", edits={"Up to 70%": "Up to 85%"}))
    site.put("/blog/anxiety/", article("anxiety", title="Anxiety no more"))
    site.put("/blog/chronic-pain/", article("chronic pain"))
    site.drop("/blog/migraine/", redirect(site.server.url("/blog/migraines/")))
    site.put("/blog/migraines/", article("migraine"))
    site.drop("/blog/insomnia/")
    workspace.run("crawl", "--full")
    assert kinds(workspace.changes()) == [
        ("edited", "depression"),
        ("moved", "migraines"),
        ("published", "chronic-pain"),
        ("retitled", "anxiety"),
    ]
    workspace.run("crawl", "--full")
    workspace.run("crawl", "--full")
    rows = workspace.changes()
    assert kinds(rows)[3] == ("removed", "insomnia")
    assert len(rows) == 5
    edited = next(row for row in rows if row["kind"] == "edited")
    (operation,) = edited["operations"]
    assert "70%" in operation["before"]
    assert "85%" in operation["after"]
    assert (operation["kind"], edited["words_added"], edited["words_removed"]) == ("reworded", 1, 1)
    assert "efficacy" in edited["themes"]


def test_an_edit_taken_back_is_reverted_and_a_removal_restored(site, workspace):
    """Coming back to an earlier state is an event of its own kind."""
    original = article("depression")
    workspace.run("crawl")
    site.put("/blog/depression/", article("depression", edits={"$2,700": "$3,100"}))
    site.drop("/blog/anxiety/")
    workspace.run("crawl", "--full")
    site.put("/blog/depression/", original)
    workspace.run("crawl", "--full")
    site.put("/blog/anxiety/", article("anxiety"))
    workspace.run("crawl", "--full")
    assert kinds(workspace.changes()) == [
        ("edited", "depression"),
        ("removed", "anxiety"),
        ("restored", "anxiety"),
        ("reverted", "depression"),
    ]


def test_an_outage_is_no_removal(site, workspace):
    """Server errors keep the last version, fail the visit and make no change, then or afterwards."""
    workspace.run("crawl")
    good = dict(site.server.pages)
    for path in site.articles:
        site.server.pages[path] = Reply("broken", 500)
    output = workspace.run("crawl", "--full", code=1)
    assert "http_500" in output
    site.server.pages.update(good)
    workspace.run("crawl", "--full")
    assert workspace.changes() == []


def test_one_miss_is_no_removal(site, workspace):
    """A page that is not found once and back at the next crawl has never been away."""
    workspace.run("crawl")
    page = site.articles["/blog/anxiety/"]
    site.server.pages["/blog/anxiety/"] = Reply("gone", 404)
    workspace.run("crawl", "--full")
    site.put("/blog/anxiety/", page)
    workspace.run("crawl", "--full")
    assert workspace.changes() == []


def test_the_same_text_at_a_new_address_is_moved(site, workspace):
    """Without any redirect: the old address is gone, the text stands elsewhere, the history goes on."""
    workspace.run("crawl")
    site.drop("/blog/insomnia/")
    site.put("/blog/sleep/", article("insomnia"))
    workspace.run("crawl")
    workspace.run("crawl", "--full")
    (row,) = workspace.changes()
    assert (row["kind"], row["url"]) == ("moved", site.server.url("/blog/sleep/"))
    site.put("/blog/sleep/", article("insomnia", edits={"two hours": "three hours"}))
    workspace.run("crawl", "--full")
    rows = workspace.changes()
    assert [each["kind"] for each in rows] == ["moved", "edited"]
    assert rows[0]["page_id"] == rows[1]["page_id"]


def test_an_old_address_that_leads_to_the_front_page_is_left(site, workspace):
    """It is still listed and not due, so the article is met at its new address first: moved all the same."""
    workspace.run("crawl")
    site.server.pages["/blog/insomnia/"] = redirect("/", 302)
    site.put("/blog/sleep/", article("insomnia"))
    workspace.run("crawl")
    (row,) = workspace.changes()
    assert (row["kind"], row["url"]) == ("moved", site.server.url("/blog/sleep/"))


def test_a_copy_at_a_second_address_is_not_news(site, workspace):
    """The text of a known article at another address, with the first still there, is not published again."""
    workspace.run("crawl")
    site.put("/blog/insomnia-again/", article("insomnia"))
    workspace.run("crawl")
    assert workspace.changes() == []


def test_what_did_not_change_is_not_extracted_again(site, workspace):
    """304 where the server can, else the hash of the body, else the visible text: each with its reason."""
    site.put("/blog/depression/", article("depression"), etag='"v1"')
    workspace.run("crawl")
    site.put("/blog/migraine/", article("migraine").replace("<footer>", "<footer data-nonce='4711'>"))
    workspace.run("crawl", "--full")
    database = sqlite3.connect(workspace.folder / "monitor.db")
    rows = database.execute(
        "SELECT outcome, reason, count(*) FROM visits WHERE crawl_id = 2 GROUP BY 1, 2 ORDER BY 1, 2"
    ).fetchall()
    database.close()
    assert rows == [("not_modified", None, 1), ("same", "same_body", 2), ("same", "same_visible_text", 1)]


def test_a_crawl_without_full_looks_only_where_it_should(site, workspace):
    """Right after a crawl nothing is due; a new article is read and nothing else is asked for."""
    workspace.run("crawl")
    asked = len(site.server.requests)
    site.put("/blog/chronic-pain/", article("chronic pain"))
    workspace.run("crawl")
    pages = [each.path for each in site.server.requests[asked:] if each.path.startswith("/blog/")]
    assert [path for path in pages if path != "/blog/"] == ["/blog/chronic-pain/"]
    assert kinds(workspace.changes()) == [("published", "chronic-pain")]


def test_a_broken_source_does_not_make_its_articles_news(site, workspace):
    """If the sitemap fails in the first crawl, the articles found later are still the baseline."""
    sitemap = site.server.pages["/sitemap.xml"]
    site.server.pages["/sitemap.xml"] = Reply("broken", 500)
    done = workspace.start("crawl")
    done.communicate(timeout=60)
    site.server.pages["/sitemap.xml"] = sitemap
    workspace.run("crawl")
    assert workspace.changes() == []


def test_an_edit_of_an_article_at_two_addresses_is_told_once(site, workspace):
    """In one crawl, and when one of the addresses is looked at a crawl later."""
    twins = ("/blog/anxiety/", "/blog/anxiety-2/")
    site.put(twins[1], article("anxiety"))
    workspace.run("crawl")
    for path in twins:
        site.put(path, article("anxiety", edits={"$2,700": "$2,900"}))
    workspace.run("crawl", "--full")
    assert len(workspace.changes()) == 1
    site.put(twins[0], article("anxiety", edits={"$2,700": "$3,100"}))
    workspace.run("crawl", "--full")
    site.put(twins[1], article("anxiety", edits={"$2,700": "$3,100"}))
    workspace.run("crawl", "--full")
    assert len(workspace.changes()) == 2

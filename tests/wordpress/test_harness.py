"""The WordPress of the tests behaves like one on the Internet."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.wordpress import site
from tests.wordpress.articles import articles, publish_all
from tests.wordpress.site import WordPress

pytestmark = pytest.mark.wordpress


def plain(html: str) -> str:
    """Text of a page or article: tags away, white space collapsed."""
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def test_articles_are_long_enough_to_be_real() -> None:
    """Each of the eight articles has 400 to 700 words, headings, a list and a table."""
    texts = articles()
    assert len(texts) == 8
    for article in texts:
        assert 400 <= len(plain(article.html).split()) <= 700, article.slug
        assert all(tag in article.html for tag in ("<h2>", "<ul>", "<table>")), article.slug


def test_published_article_is_served(wordpress: WordPress) -> None:
    """A published article stands at its pretty address, whole, and stays the same from look to look."""
    publish_all(wordpress)
    for article in articles():
        status, _, page = wordpress.get(f"/{article.slug}/")
        assert status == 200
        assert all(row in page for row in re.findall(r"<td>[^<']*</td>", article.html))
        assert wordpress.get(f"/{article.slug}/")[2] == page


def test_edit_shows(wordpress: WordPress) -> None:
    """An edited word is on the page at once."""
    post = wordpress.publish("Opening hours", "<p>We open at eight.</p>", slug="opening-hours")
    wordpress.edit(post, content="<p>We open at nine.</p>")
    page = wordpress.get("/opening-hours/")[2]
    assert "We open at nine." in page
    assert "We open at eight." not in page


def test_unpublished_article_is_not_found(wordpress: WordPress) -> None:
    """An unpublished article answers with 404."""
    post = wordpress.publish("Opening hours", "<p>We open at eight.</p>", slug="opening-hours")
    wordpress.unpublish(post)
    assert wordpress.get("/opening-hours/")[0] == 404


def test_renamed_article_redirects(wordpress: WordPress) -> None:
    """A renamed article answers with 301 at its old address."""
    post = wordpress.publish("Opening hours", "<p>We open at eight.</p>", slug="opening-hours")
    wordpress.rename(post, "when-we-are-here")
    status, headers, _ = wordpress.get("/opening-hours/")
    assert (status, headers["Location"]) == (301, f"{wordpress.url}/when-we-are-here/")
    assert wordpress.get("/when-we-are-here/")[0] == 200


def test_feed_sitemap_and_interface_list_the_articles(wordpress: WordPress) -> None:
    """Feed, sitemap and REST API name all eight articles, to visitors without a password."""
    slugs = set(publish_all(wordpress))
    expected = {f"{wordpress.url}/{slug}/" for slug in slugs}

    feed = ElementTree.fromstring(wordpress.get("/feed/")[2])
    assert {link.text for link in feed.iterfind("channel/item/link")} == expected
    sitemap = ElementTree.fromstring(wordpress.get("/wp-sitemap-posts-post-1.xml")[2])
    assert {place.text for place in sitemap.iterfind("{*}url/{*}loc")} >= expected
    assert "Sitemap: " in wordpress.get("/robots.txt")[2]
    listed = json.loads(wordpress.get("/index.php?rest_route=/wp/v2/posts&per_page=100")[2])
    assert {post["link"] for post in listed} == expected


def test_site_is_empty_after_reset(wordpress: WordPress) -> None:
    """Neither posts nor noise outlive a test."""
    publish_all(wordpress)
    wordpress.install_noise_plugin()
    wordpress.reset()
    assert wordpress.get("/first-visit/")[0] == 404
    assert "csrf-token" not in wordpress.get("/")[2]


def test_noise_differs_from_look_to_look(wordpress: WordPress) -> None:
    """With the plugin each part of the noise differs between any two looks in a row; the article does not."""
    publish_all(wordpress)
    wordpress.install_noise_plugin()
    looks = [wordpress.get("/first-visit/")[2] for _ in range(3)]
    noise = {
        "nonce": r'csrf-token" content="(\w+)"',
        "counter": r"([\d,]+) views",
        "age": r"Updated (\d+) minutes ago",
        "offer": r'<p class="offer"[^>]*>([^<]+)',
        "testimonial": r'<blockquote class="testimonial"><p>([^<]+)',
        "sidebar": r'<section class="widget"><h2>[^<]+</h2><blockquote><p>([^<]+)',
        "comments": r"(\d+) comments",
    }
    for name, pattern in noise.items():
        found = [re.findall(pattern, look) for look in looks]
        assert all(len(matches) == 1 for matches in found), name
        assert found[0] != found[1] != found[2], name
    assert all("Plan about two and a half hours." in look for look in looks)


def test_nothing_is_left_behind() -> None:
    """Stopping ends both servers, removes the folder, and may be done twice."""
    if site.missing():
        pytest.skip(site.missing())
    wordpress = WordPress()
    wordpress.start()
    folder, processes = wordpress._folder, list(wordpress._processes)
    assert wordpress.get("/")[0] == 200
    wordpress.stop()
    wordpress.stop()
    assert not folder.exists()
    assert all(process.returncode is not None for process in processes)


def test_failed_start_says_why_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An installation that fails is told with its last words; no server and no folder stay."""
    if site.missing():
        pytest.skip(site.missing())
    scripts = shutil.copytree(site.PHP_FILES, tmp_path / "php")
    (scripts / "install.php").write_text("<?php fwrite(STDERR, 'no room left'); exit(3);")
    monkeypatch.setattr(site, "PHP_FILES", scripts)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    failing = WordPress()
    with pytest.raises(RuntimeError, match="php ended with 3: no room left"):
        failing.start()
    assert [path.name for path in tmp_path.iterdir()] == ["php"]

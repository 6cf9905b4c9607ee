"""Metadata: only what a page states, chosen in a fixed order, never guessed."""

import json

import pytest

from monitor.extract import read
from tests.extract.pages import TEXT, extract, page, texts


def linked(**about: object) -> str:
    """Write a JSON-LD script."""
    return f'<script type="application/ld+json">{json.dumps(about)}</script>'


@pytest.mark.parametrize(
    ("title", "site", "expected"),
    [
        ("First visit | Pine Hollow", "Pine Hollow", "First visit"),
        ("First visit – Pine Hollow", "Pine Hollow", "First visit"),
        ("First visit - Pine Hollow", "Pine Hollow", "First visit"),
        ("First visit · Pine Hollow", "Pine Hollow", "First visit"),
        ("Pine Hollow: First visit", "Pine Hollow", "Pine Hollow: First visit"),
        ("Pine Hollow | First visit", "Pine Hollow", "First visit"),
        ("First visit | Blog | Pine Hollow", "Pine Hollow", "First visit | Blog"),
        ("First visit | Pine Hollow Annex", "Pine Hollow", "First visit | Pine Hollow Annex"),
        ("First-visit guide", "Pine Hollow", "First-visit guide"),
        ("Pine Hollow", "Pine Hollow", "Pine Hollow"),
        ("Cost | PineHollow", "", "Cost"),
        ("Ketamine - what to expect", "", "Ketamine - what to expect"),
        (" | Pine Hollow", "Pine Hollow", "Pine Hollow"),
    ],
)
def test_title_loses_the_sites_name_only(title: str, site: str, expected: str) -> None:
    """The name goes where a separator sets it apart; og:site_name, JSON-LD and the host say what it is."""
    head = f"<meta property='og:title' content='{title}'>"
    if site:
        head += f"<meta property='og:site_name' content='{site}'>"
    assert extract(head=head).metadata.title == expected


def test_title_falls_back_to_what_there_is() -> None:
    """og:title, then JSON-LD, then the title element, then the h1."""
    assert extract(head=linked(**{"@type": "BlogPosting", "headline": "In JSON"})).metadata.title == "In JSON"
    assert extract().metadata.title == "First visit"
    bare = f"<html><body><h1>Only here</h1>{TEXT}</body></html>".encode()
    assert read(bare, "text/html", "https://a.example/", ()).metadata.title == "Only here"


def test_h1_of_the_article_wins_over_the_logo() -> None:
    """Many themes make the logo an h1, too."""
    body = page().replace(b"<nav>", b"<h1><a href='/'>Pine Hollow</a></h1><nav>")
    assert read(body, "text/html", "https://a.example/", ()).metadata.h1 == "First visit"


def test_linked_data_is_found_in_graphs_lists_and_references() -> None:
    """@graph, arrays, @id references, several authors and several types are read."""
    graph = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "WebPage", "datePublished": "1999-01-01"},
            {
                "@type": ["Article", "BlogPosting"],
                "headline": "H",
                "author": [{"@id": "#ana"}, {"@type": "Person", "name": "Bo Lind"}],
                "datePublished": "2024-02-03T04:05:06+01:00",
                "dateModified": "3 Feb 2024",
                "articleSection": ["Safety", "Cost", "Safety"],
                "description": "About it",
            },
            {"@type": "Person", "@id": "#ana", "name": "Ana Ruiz"},
        ],
    }
    found = extract(head=linked(**graph)).metadata
    assert found.author == "Ana Ruiz, Bo Lind"
    assert (found.published_at, found.modified_at) == ("2024-02-03T04:05:06+01:00", "3 Feb 2024")
    assert found.categories == ("Safety", "Cost")
    assert found.description == "About it"


@pytest.mark.parametrize(
    "script",
    [
        "",
        "{",
        "[" * 100_000,
        '{"a":' * 50_000 + "1" + "}" * 50_000,
        "null",
        '"text"',
        '{"@type": 5, "author": 7, "headline": ["x"], "datePublished": {"a": 1}}',
        '{"@type": "Article", "author": {"@id": {"x": 1}}, "headline": 12, "articleSection": [1, null, {}]}',
        '{"@type": "Article", "@id": ["x"], "author": {"name": {"@value": "x"}}}',
        '{"@type": "Article", "headline": "' + "x" * 400_000 + '"}',
        "[" + "{}," * 20_000 + "{}]",
    ],
    ids=lambda script: script[:20],
)
def test_hostile_linked_data_says_nothing(script: str) -> None:
    """Broken, deep, huge or oddly typed JSON-LD is skipped without a trace."""
    found = extract(head=f'<script type="application/ld+json">{script}</script>')
    assert found.metadata == extract().metadata


def test_line_breaks_inside_linked_data_are_forgiven() -> None:
    """Raw line breaks in strings are common and harmless."""
    head = '<script type="application/ld+json">{"@type":"Article","author":"Ana\nRuiz"}</script>'
    assert extract(head=head).metadata.author == "Ana Ruiz"


def test_dates_come_from_marked_elements_and_not_from_comments() -> None:
    """A time element counts when it is marked as the article's, outside comments and other articles."""
    own = "<time class='entry-date published' datetime='2024-01-02'>x</time>"
    own += "<time class='updated' datetime='2024-03-04'>y</time>"
    other = "<div class='comments'><time class='published' datetime='2030-01-01'>z</time></div>"
    other += "<time datetime='2031'>w</time>"
    found = extract(other + own + TEXT).metadata
    assert (found.published_at, found.modified_at) == ("2024-01-02", "2024-03-04")
    assert extract(other + TEXT).metadata.published_at == ""


def test_no_date_is_guessed_from_the_text() -> None:
    """A year in a sentence is no date of publication."""
    assert extract("<p>Since May 3, 2019 we have been open.</p>" + TEXT).metadata.published_at == ""


def test_author_and_categories_are_read_from_links() -> None:
    """rel=author and rel=category count when nothing better states them, even inside a byline."""
    body = (
        "<div class='byline'>By <a rel='author' href='/a'>Ana Ruiz</a>"
        " in <a rel='category tag' href='/c'>Safety</a></div>" + TEXT
    )
    found = extract(body)
    assert found.metadata.author == "Ana Ruiz"
    assert found.metadata.categories == ("Safety",)
    assert texts(found)[0].startswith("Ketamine is given")


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("/first/", "https://www.pinehollow.example/first/"),
        ("https://other.example/x", "https://other.example/x"),
        ("javascript:alert(1)", ""),
        ("http://[bad", ""),
        ("", ""),
    ],
)
def test_canonical_is_an_absolute_web_address_or_nothing(href: str, expected: str) -> None:
    """Relative addresses are completed, others than http and https dropped."""
    assert extract(head=f"<link rel='canonical' href='{href}'>").metadata.canonical == expected


def test_statements_are_bounded_single_lines() -> None:
    """Long statements are cut, white space and control characters go."""
    found = extract(head=f"<meta name='description' content='a\n\tb &#1; {'x' * 50_000}'>").metadata
    assert found.description.startswith("a b x")
    assert len(found.description) == 2000


def test_language_is_as_stated() -> None:
    """From the html element."""
    assert extract().metadata.language == "en"

"""The articles: enough of them, of the right length, in all forms, and none like another."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from monitor.demo.edits import LAST_WEEK
from monitor.demo.source import Article, parse
from monitor.demo.weeks import State, states

HEAD = """+++
title = "T"
description = "D"
author = "A"
category = "Two words"
published = 2025-01-31
image = "i"
+++
"""
FORMS = """A *b* **c**.

## H

### S

- x
- y

1. one
2. two

| a | b |
| --- | --- |
| 1 | |

> said
> — who

[button] Go | /there

[figure] pic | alt | words below

[faq] Why?
So.

[aside] By the way.
"""
CLINICS = sorted({clinic for clinic, _ in states()})


def everything() -> list[tuple[str, Article]]:
    """Every article of every clinic, as it first came out."""
    found: dict[tuple[str, str], Article] = {}
    for (clinic, week), state in states().items():
        for article in state.articles:
            if week == 1 or (clinic, article.published) not in {
                (c, a.published) for (c, _), a in found.items()
            }:
                found[clinic, article.slug] = article
    return [(clinic, article) for (clinic, _), article in found.items()]


def test_number_of_articles() -> None:
    """There are 24 to 28 articles in all, and four to six per clinic in every week."""
    assert 24 <= sum(not article.is_page for _, article in everything()) <= 28
    assert {len(state.posts) for state in states().values()} <= {4, 5, 6}


@pytest.mark.parametrize("state", states().values(), ids=lambda state: f"{state.site.slug}-{state.week}")
def test_length_of_articles(state: State) -> None:
    """Every article has 400 to 1,200 words in every week, as articles of clinics do."""
    assert {a.slug: a.words for a in state.articles if not 400 <= a.words <= 1200} == {}


@pytest.mark.parametrize("clinic", CLINICS)
def test_every_clinic_uses_every_form(clinic: str) -> None:
    """Each clinic has headings, lists, tables, quotations, buttons, captions and closed panels."""
    kinds = {block.kind for article in states()[clinic, 1].articles for block in article.blocks}
    assert kinds >= {
        "paragraph", "heading", "subheading", "list", "steps", "table", "quote", "button", "figure", "faq",
    }  # fmt: skip


def test_nothing_is_said_twice() -> None:
    """No passage of six words or more stands in two articles, but for the one that was borrowed."""
    said = Counter(
        text
        for _, article in everything()
        for block in article.blocks
        for text in block.visible
        if len(text.split()) >= 6
    )
    repeated = [text for text, count in said.items() if count > 1]
    assert len(repeated) == 1
    assert repeated[0].startswith("The honest position is that nobody knows what ten years")


def test_borrowed_passage_stands_at_another_clinic_first() -> None:
    """North Orchard has the passage in the first week, Quillstone takes it in the second."""
    having = {
        key
        for key, state in states().items()
        if any("The honest position is" in b.visible[0] for a in state.articles for b in a.blocks)
    }
    lender = {("north-orchard", week) for week in range(1, LAST_WEEK + 1)}
    assert having == lender | {("quillstone", week) for week in range(2, LAST_WEEK + 1)}


def test_disclaimer_shared_by_two_clinics() -> None:
    """Two clinics have the same foot below their articles, the others one of their own."""
    texts = Counter(states()[clinic, 1].disclaimer for clinic in CLINICS)
    assert sorted(texts.values()) == [1, 1, 1, 2]


def test_no_article_is_dated_after_the_week_in_which_it_is_seen() -> None:
    """Publication and change lie before the look; listings run from the newest to the oldest."""
    for state in states().values():
        assert all(article.published <= article.modified <= state.day for article in state.articles)
        days = [article.published for article in state.posts]
        assert days == sorted(days, reverse=True)


def test_forms_are_read() -> None:
    """Each mark of the source gives its kind of block, with cells, authors and answers apart."""
    article = parse("s", HEAD + FORMS)
    assert [(block.kind, block.visible) for block in article.blocks] == [
        ("paragraph", ("A b c.",)),
        ("heading", ("H",)),
        ("subheading", ("S",)),
        ("list", ("x", "y")),
        ("steps", ("one", "two")),
        ("table", ("a | b", "1")),
        ("quote", ("said", "who")),
        ("button", ("Go",)),
        ("figure", ("words below",)),
        ("faq", ("Why?", "So.")),
        ("aside", ("By the way.",)),
    ]
    assert article.category_slug == "two-words"
    assert article.modified == date(2025, 1, 31)


def test_text_before_the_head_is_refused() -> None:
    """A file that does not begin with its head is an error, not half an article."""
    with pytest.raises(ValueError, match="before the head"):
        parse("s", "Hello\n" + HEAD + "Text.\n")


def test_long_opening_is_cut_for_the_excerpt() -> None:
    """An excerpt has at most thirty words of the first paragraph and says that there is more."""
    assert parse("s", HEAD + "word " * 31).excerpt == "word " * 30 + "[…]"
    assert parse("s", HEAD + "Short.").excerpt == "Short."

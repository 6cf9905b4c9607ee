"""The state of every clinic in every week, worked out from the articles and the edits."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from monitor.demo.edits import HERE, LAST_WEEK, Edit, OutageKind, apply, load_edits
from monitor.demo.source import Article, parse

_FIRST_DAY = date(2025, 9, 8)


@dataclass(frozen=True, slots=True)
class Place:
    """A plain page beside the articles."""

    slug: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Site:
    """A clinic's site as far as it never changes; the head of ``sites.toml`` says what the fields mean."""

    slug: str
    name: str
    system: str
    start: str
    town: str
    phone: str
    tagline: str
    invitation: str
    voices: tuple[str, ...]
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class State:
    """One clinic in one week.

    Attributes:
        day: the Monday on which the week is looked at, by the demo's own calendar.
        articles: what is public, newest first; pages outside the blog come last.
        renamed: former slug to present slug.
        outages: slugs that do not answer as they should in this week.
        revision: last week in which anything on the site was changed.
    """

    site: Site
    week: int
    day: date
    articles: tuple[Article, ...]
    disclaimer: str
    renamed: Mapping[str, str]
    outages: Mapping[str, OutageKind]
    revision: int

    @property
    def posts(self) -> tuple[Article, ...]:
        """The articles of the blog, newest first."""
        return tuple(article for article in self.articles if not article.is_page)

    def article(self, slug: str) -> Article | None:
        """The public article with this slug."""
        return next((article for article in self.articles if article.slug == slug), None)

    def place(self, slug: str) -> Place | None:
        """The plain page with this slug."""
        return next((place for place in self.site.places if place.slug == slug), None)

    @property
    def categories(self) -> tuple[str, ...]:
        """Categories of the blog in alphabetical order."""
        return tuple(sorted({article.category for article in self.posts}))

    def around(self, article: Article) -> tuple[Article | None, Article | None]:
        """The next older and the next newer article."""
        posts = self.posts
        at = posts.index(article)
        return (posts[at + 1] if at + 1 < len(posts) else None, posts[at - 1] if at else None)

    def related(self, article: Article, count: int = 3) -> tuple[Article, ...]:
        """Other articles; which ones changes from week to week, as such boxes do."""
        others = [post for post in self.posts if post.slug != article.slug]
        turn = (self.week + len(article.slug)) % max(1, len(others))
        return tuple((others[turn:] + others[:turn])[:count])

    def ago(self, day: date) -> str:
        """How long ago a day was, in the words of a blog's sidebar."""
        days = (self.day - day).days
        for length, unit in ((365, "year"), (30, "month"), (7, "week"), (1, "day")):
            if days >= length:
                count = days // length
                return f"{count} {unit}{'s' if count > 1 else ''} ago"
        return "today"


def day_of(week: int) -> date:
    """The Monday of a week, by the demo's own calendar."""
    return _FIRST_DAY + timedelta(weeks=week - 1)


@cache
def states() -> Mapping[tuple[str, int], State]:
    """Every clinic in every week, by clinic and week, clinics in the order of ``sites.toml``."""
    edits = load_edits()
    with (HERE / "sites.toml").open("rb") as file:
        tables = tomllib.load(file)["sites"]
    return {
        (table["slug"], week): _state(table, week, [edit for edit in edits if edit.clinic == table["slug"]])
        for table in tables
        for week in range(1, LAST_WEEK + 1)
    }


def _state(table: Mapping[str, Any], week: int, edits: list[Edit]) -> State:
    site = _site(table)
    past = [edit for edit in edits if edit.week <= week]
    slugs = [path.stem for path in sorted((HERE / "articles" / site.slug).glob("*.md"))]
    articles = [_article(site.slug, slug, past) for slug in slugs if _public(slug, edits, week)]
    articles.sort(key=lambda article: (not article.is_page, article.published), reverse=True)
    return State(
        site=site,
        week=week,
        day=day_of(week),
        articles=tuple(articles),
        disclaimer=apply((edit for edit in past if edit.kind == "sitewide"), table["disclaimer"]),
        renamed={edit.article: edit.after for edit in past if edit.kind == "moved"},
        outages={edit.article: edit.answer for edit in past if edit.kind == "outage" and edit.week == week},
        revision=max((edit.week for edit in past if edit.kind != "outage"), default=1),
    )


def _site(table: Mapping[str, Any]) -> Site:
    facts = {key: value for key, value in table.items() if key not in ("disclaimer", "voices", "pages")}
    return Site(
        **facts, voices=tuple(table["voices"]), places=tuple(Place(**page) for page in table["pages"])
    )


def _public(slug: str, edits: Iterable[Edit], week: int) -> bool:
    """Whether an article can be seen: it is public from the start unless a step is to publish it."""
    public = True
    for edit in edits:
        if edit.article != slug:
            continue
        if edit.kind == "published":
            public = edit.week <= week
        elif edit.kind in ("removed", "restored") and edit.week <= week:
            public = edit.kind == "restored"
    return public


def _article(clinic: str, slug: str, past: Iterable[Edit]) -> Article:
    edits = [edit for edit in past if edit.article == slug]
    text = (HERE / "articles" / clinic / f"{slug}.md").read_text("utf-8")
    rewrites = [edit for edit in edits if edit.rewrites]
    modified = max((day_of(edit.week) for edit in rewrites), default=None)
    name = next((edit.after for edit in edits if edit.kind == "moved"), slug)
    return parse(name, apply(rewrites, text), modified)

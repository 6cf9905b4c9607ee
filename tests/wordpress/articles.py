"""Eight articles of a fictional clinic, in the block editor's markup."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.wordpress.site import WordPress

FOLDER = Path(__file__).parent / "posts"


@dataclass(frozen=True)
class Article:
    """One file of the folder: its name is the slug, its first line holds the title."""

    slug: str
    title: str
    html: str


def articles() -> list[Article]:
    """Read all of them, in the order of their slugs."""
    return [_read(path) for path in sorted(FOLDER.glob("*.html"))]


def publish_all(wordpress: WordPress) -> dict[str, int]:
    """Publish them on different days, so that their order is certain; returns the post ids by slug."""
    return {
        article.slug: wordpress.publish(
            article.title, article.html, slug=article.slug, date=f"2026-03-{day:02}T09:00:00"
        )
        for day, article in enumerate(articles(), start=1)
    }


def _read(path: Path) -> Article:
    first, _, html = path.read_text(encoding="utf-8").partition("\n")
    title = first.removeprefix("<!-- title: ").removesuffix(" -->")
    return Article(path.stem, title, html)

"""Pages to measure on: articles in the markup of two kinds of content system, the same on every machine.

A page is 60 to 150 kB with 500 to 1,000 elements, as the middle half of real pages: most of it style sheets,
scripts and menus.  Where it says its date differs, too: in JSON-LD, in the head, in words, or nowhere.  The
extractor takes about as long as for the median of real pages (some 17 ms).  Sentences are made of parts, so
that thousands of articles hardly share one.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random

from jinja2 import Environment, FileSystemLoader, StrictUndefined

HERE = Path(__file__).parent
PHRASES: dict[str, list[str]] = tomllib.loads((HERE / "phrases.toml").read_text("utf-8"))
TEMPLATE = Environment(
    loader=FileSystemLoader(HERE), undefined=StrictUndefined, trim_blocks=True, autoescape=False
).get_template("page.html")


@dataclass(frozen=True, slots=True)
class Article:
    """What one page says.

    Attributes:
        paragraphs: each some sentences.
    """

    number: int
    title: str
    subject: str
    paragraphs: tuple[tuple[str, ...], ...]

    def edited(self, edition: int) -> Article:
        """The article as it stands after so many edits, each of which exchanges one word of one sentence."""
        paragraphs = list(self.paragraphs)
        for edit in range(1, edition + 1):
            place = edit % len(paragraphs)
            sentence, *others = paragraphs[place]
            words = sentence.split(" ")
            words[len(words) // 2] = f"{PHRASES['names'][edit % len(PHRASES['names'])]}{edit}"
            paragraphs[place] = (" ".join(words), *others)
        return replace(self, paragraphs=tuple(paragraphs))


@dataclass(frozen=True, slots=True)
class Style:
    """What a page has beside its article.

    Attributes:
        builder: the boxes of a page builder, not the few elements of a theme.
        dated: where the page says when it was published: ``data``, ``head``, ``words`` or nowhere.
        padding: bytes of style sheets and scripts inside the page.
        links: in the menus, head and foot together.
    """

    builder: bool
    dated: str
    padding: int
    links: int


FULL = (
    Style(False, "data", 55_000, 300),
    Style(True, "words", 45_000, 240),
    Style(False, "head", 30_000, 260),
    Style(True, "", 40_000, 280),
)
"""Pages like real ones."""
SLIM = (Style(False, "data", 2_000, 20),)
"""Pages of some 10 kB, where only their number matters."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What is the same on all pages of a site."""

    css: str
    menu: str
    footer_menu: str
    script: str


def article(clinic: int, number: int, words: int) -> Article:
    """Write an article.

    Args:
        clinic, number: which one.
        words: about so many.
    """
    chance = Random(f"article {clinic} {number}")
    subject = chance.choice(PHRASES["subjects"])
    paragraphs: list[tuple[str, ...]] = []
    written = 0
    while written < words:
        paragraphs.append(tuple(sentence(chance, subject) for _ in range(chance.randint(2, 6))))
        written += sum(len(sentence.split()) for sentence in paragraphs[-1])
    title = f"{subject.capitalize()} and ketamine: note {number} from clinic {clinic}"
    return Article(number, title, subject, tuple(paragraphs))


def page(article: Article, style: Style, origin: str) -> bytes:
    """Write the page of an article."""
    return TEMPLATE.render(
        article=article,
        style=style,
        origin=origin,
        url=f"{origin}/articles/note-{article.number}/",
        published=date(2025, 1, 1) + timedelta(days=article.number % 500),
        frame=_frame(style, origin),
        names=PHRASES["names"],
    ).encode()


def sentence(chance: Random, subject: str) -> str:
    """Write a sentence about a subject."""
    if chance.random() < 0.2:
        text = chance.choice(PHRASES["asides"])
    else:
        parts = (chance.choice(PHRASES[each]) for each in ("who", "does", "when", "why"))
        text = f"{chance.choice(PHRASES['openings'])}{' '.join(parts)}."
    text = text.replace("{s}", subject).replace("{o}", chance.choice(PHRASES["ordinals"]))
    text = text.replace("{n}", str(chance.randint(7, 99))).replace("{m}", str(chance.randint(2, 12)))
    return text[0].upper() + text[1:]


@cache
def _frame(style: Style, origin: str) -> Frame:
    chance = Random(f"frame {origin}")
    names = PHRASES["names"]
    links = [
        f'<li id="menu-item-{number}" class="menu-item menu-item-type-post_type"><a class="menu-link"'
        f' href="{origin}/{chance.choice(names)}-{number}/"><span>{chance.choice(names)} {number}</span></a>'
        for number in range(style.links)
    ]
    middle = style.links * 2 // 3
    return Frame(
        css=_padding(chance, style.padding * 2 // 3, ".{a}-{n}{{margin:{n}px auto;--{b}:{n}rem}}"),
        menu="".join(links[:middle]),
        footer_menu="".join(links[middle:]),
        script=_padding(chance, style.padding // 3, 'window.{a}{n}={{"{b}":{n},"url":"/{a}/{n}"}};'),
    )


def _padding(chance: Random, size: int, line: str) -> str:
    lines: list[str] = []
    length = 0
    while length < size:
        a, b = chance.choice(PHRASES["names"]), chance.choice(PHRASES["names"])
        lines.append(line.format(a=a, b=b, n=chance.randrange(1_000_000)))
        length += len(lines[-1])
    return "\n".join(lines)

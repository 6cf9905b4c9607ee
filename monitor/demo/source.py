"""Articles of the demo as they lie on disk: a TOML head between ``+++`` lines, then blocks.

A block ends at an empty line. Its first characters say what it is::

    ## heading      ### subheading      - item      1. step      | cell | cell |
    > quotation     > — who said it
    [button] label | address            [figure] picture | alternative text | caption
    [faq] question, answer below        [aside] text

Anything else is a paragraph. Inside text ``**strong**`` and ``*emphasis*`` are understood.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from typing import Literal

from monitor.records import Part

BlockKind = Literal[
    "paragraph",
    "heading",
    "subheading",
    "list",
    "steps",
    "table",
    "quote",
    "button",
    "figure",
    "faq",
    "aside",
]

_MARKS: tuple[tuple[str, BlockKind], ...] = (
    ("### ", "subheading"),
    ("## ", "heading"),
    ("- ", "list"),
    ("1. ", "steps"),
    ("|", "table"),
    ("> ", "quote"),
    ("[button] ", "button"),
    ("[figure] ", "figure"),
    ("[faq] ", "faq"),
    ("[aside] ", "aside"),
)
_PARTS: dict[BlockKind, Part] = {
    "button": "call_to_action",
    "figure": "caption",
    "faq": "faq",
    "aside": "aside",
}
_RULE = re.compile(r"[| -]+")
_NUMBER = re.compile(r"\d+\. ")
_EMPHASIS = re.compile(r"\*\*|\*")


@dataclass(frozen=True, slots=True)
class Block:
    """One block of an article.

    Attributes:
        rows: its lines, each split into cells where the kind has several: a table's columns, a button's
            label and address, a figure's picture, alternative text and caption. A quotation's second row
            is its author; a FAQ panel has the question first.
    """

    kind: BlockKind
    rows: tuple[tuple[str, ...], ...]

    @property
    def part(self) -> Part:
        """Which part of the page the block belongs to."""
        return _PARTS.get(self.kind, "text")

    @property
    def visible(self) -> tuple[str, ...]:
        """The texts that a reader sees, one per line, item, row or sentence group, without markup."""
        if self.kind == "button":
            return (plain(self.rows[0][0]),)
        if self.kind == "figure":
            return (plain(self.rows[0][2]),)
        return tuple(plain(" | ".join(cell for cell in row if cell)) for row in self.rows)


@dataclass(frozen=True, slots=True)
class Article:
    """One article, or a plain page written in the same manner, as it stands in some week.

    Attributes:
        image: name of the picture at its head.
        is_page: whether it stands outside the blog.
        published, modified: days by the demo's own calendar.
    """

    slug: str
    title: str
    description: str
    author: str
    category: str
    published: date
    modified: date
    image: str
    is_page: bool
    blocks: tuple[Block, ...]

    @property
    def category_slug(self) -> str:
        """The category in an address."""
        return self.category.lower().replace(" ", "-")

    @property
    def words(self) -> int:
        """Number of visible words, title excluded."""
        return sum(len(text.split()) for block in self.blocks for text in block.visible)

    @property
    def minutes(self) -> int:
        """Reading time as blogs state it."""
        return max(1, round(self.words / 200))

    @property
    def excerpt(self) -> str:
        """The first paragraph, cut after thirty words."""
        first = next(block for block in self.blocks if block.kind == "paragraph").visible[0].split()
        return " ".join(first[:30]) + (" […]" if len(first) > 30 else "")


def plain(text: str) -> str:
    """Return text without the marks of emphasis."""
    return _EMPHASIS.sub("", text)


def parse(slug: str, text: str, modified: date | None = None) -> Article:
    """Read one article.

    Args:
        slug: its name in addresses.
        text: the whole file.
        modified: day of the last edit; the day of publication if none.

    Raises:
        ValueError: the file is not as described above.
    """
    empty, head, body = text.split("+++\n", 2)
    if empty:
        raise ValueError(f"{slug}: text stands before the head")
    facts = tomllib.loads(head)
    published: date = facts["published"]
    return Article(
        slug=slug,
        title=facts["title"],
        description=facts["description"],
        author=facts["author"],
        category=facts["category"],
        published=published,
        modified=max(published, modified or published),
        image=facts["image"],
        is_page=facts.get("kind", "post") == "page",
        blocks=tuple(
            _block(chunk.strip("\n").split("\n")) for chunk in re.split(r"\n{2,}", body.strip("\n"))
        ),
    )


def _block(lines: list[str]) -> Block:
    kind: BlockKind = next((kind for mark, kind in _MARKS if lines[0].startswith(mark)), "paragraph")
    return Block(kind, _rows(kind, lines))


def _rows(kind: BlockKind, lines: list[str]) -> tuple[tuple[str, ...], ...]:
    match kind:
        case "table":
            return tuple(_cells(line.strip("|")) for line in lines if not _RULE.fullmatch(line))
        case "steps":
            return tuple((_NUMBER.sub("", line, count=1),) for line in lines)
        case "list" | "quote":
            return tuple((line[2:].removeprefix("— "),) for line in lines)
        case "button" | "figure":
            return (_cells(lines[0].partition("] ")[2]),)
        case "faq":
            return (lines[0].removeprefix("[faq] "),), (" ".join(lines[1:]),)
        case "heading" | "subheading" | "aside":
            return ((lines[0].partition(" ")[2],),)
        case _:
            return ((" ".join(lines),),)


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in line.split("|"))

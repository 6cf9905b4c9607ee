"""Chosen blocks in, passages out."""

from __future__ import annotations

from collections.abc import Iterable

from monitor.extract.blocks import Block
from monitor.extract.normal import normal_form
from monitor.extract.sentences import split_sentences
from monitor.records import PARTS, Metadata, Part, Passage, PassageKind

_TOP = 40  # characters without white space: the first longer block that is no heading ends the top of a page


def make_passages(chosen: Iterable[tuple[Part, Block]], metadata: Metadata) -> tuple[Passage, ...]:
    """Make the passages of a page: main text first, then the other parts in the order of ``PARTS``.

    Titles are tracked apart: a block at the top that repeats the title or the h1 makes no passage. In
    the other parts, what the main text or an earlier block already says makes none either; pages show
    the same button five times.
    """
    by_part: dict[Part, list[Block]] = {part: [] for part in PARTS}
    for part, block in chosen:
        by_part[part].append(block)
    by_part["text"] = _without_title(by_part["text"], metadata)
    passages: list[Passage] = []
    said: set[str] = set()
    for part in PARTS:
        for block in by_part[part]:
            fresh = [p for p in _of_block(block, part) if part == "text" or p.normal not in said]
            passages += fresh
            said.update(p.normal for p in fresh)
    return tuple(passages)


def _without_title(blocks: list[Block], metadata: Metadata) -> list[Block]:
    titles = {_plain(metadata.title), _plain(metadata.h1)} - {""}
    kept: list[Block] = []
    at_top = True
    for block in blocks:
        repeats = (at_top or block.element.tag == "h1") and _plain(block.text) in titles
        if not repeats:
            kept.append(block)
            at_top = at_top and (block.size < _TOP or block.kind == "heading")
    return kept


def _plain(text: str) -> str:
    return normal_form(text).casefold()


def _of_block(block: Block, part: Part) -> list[Passage]:
    kind: PassageKind = "sentence" if block.kind == "button" else block.kind
    splits = kind in ("sentence", "quote") and part != "call_to_action"
    passages: list[Passage] = []
    for text in split_sentences(block.text) if splits else [block.text]:
        normal = normal_form(text)
        # Icons, rules of asterisks and lone bullets say nothing.
        if any(c.isalnum() for c in normal):
            passages.append(Passage(text, normal, kind, part, begins=not passages))
    return passages

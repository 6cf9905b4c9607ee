"""Which blocks of a page are its message, and in which part.

Inside the main area everything is taken that is not recognised as furniture: what trafilatura drops
there (first and last paragraphs, short list items, price rows, headings) is messaging too, and an edit
to it must not be missed. Outside the area only what trafilatura keeps is taken.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import accumulate, takewhile

from monitor.extract.area import Area
from monitor.extract.blocks import Block
from monitor.extract.furniture import (
    asks_for_address_only,
    is_notice,
    is_signature,
    opens_choice,
    opens_furniture,
)
from monitor.extract.menus import contents, menus
from monitor.extract.parts import Places, calls, has_buttons, is_call, leads_around
from monitor.extract.tree import Element
from monitor.records import Part

Chosen = tuple[Part, Block]

_TRAIL = re.compile(r"(?:^|\s)[/›»>→|·](?:\s|$)")
_PROSE = 60  # characters without white space from which a run counts as running text
_SHORT = 20  # the same, for the last run of the text
_NEAR = 3  # blocks below the last run of text in which a bare link still calls to action
_BOX = 450  # characters a box around a newsletter field may hold


def choose(blocks: list[Block], area: Area, places: Places, root: Element, url: str) -> list[Chosen]:
    """Return the blocks that are message, with their parts, in document order."""
    outside = _furniture_runs(blocks, area) | _newsletter_boxes(blocks, area, root)
    outside |= menus(blocks, url) | contents(blocks, root, url)
    inside = [i for i in range(area.first, area.last + 1) if i not in outside]
    start = next((i for i in inside if _is_prose(blocks[i], places, _PROSE)), area.last + 1)
    end = next((i for i in reversed(inside) if _is_prose(blocks[i], places, _SHORT)), area.last + 1)
    chosen: list[Chosen] = []
    for index, block in enumerate(blocks):
        if index in outside or not (area.kept[index] or area.holds(index)):
            continue
        place = places.of(block.element)
        if place.furniture:
            continue
        if is_call(block) and place.part in ("text", "aside", "caption"):
            # A bare link above all text is the label of a category, one far below it belongs to a footer.
            bare = block.kind != "button" and not has_buttons(block)
            if area.holds(index) and (not bare or (chosen and index <= end + _NEAR)):
                chosen += [("call_to_action", replace(block, text=label)) for label in calls(block)]
        elif (place.part == "aside" and block.linked > 0.5) or (
            place.part == "faq" and leads_around(block.text)
        ):
            continue
        elif not _is_apparatus(block, before_text=index < start, after_text=index > end):
            chosen.append((place.part, block))
    return chosen


def _is_prose(block: Block, places: Places, size: int) -> bool:
    return (
        block.size >= size
        and block.linked < 0.5
        and block.kind not in ("heading", "button")
        and not places.of(block.element).furniture
    )


def _is_apparatus(block: Block, *, before_text: bool, after_text: bool) -> bool:
    """Tell whether a block inside the area only leads around the site, or counts and dates the page."""
    if block.kind in ("row", "heading"):
        return block.kind == "heading" and opens_furniture(block.text)
    if is_notice(block.text) or _is_date(block) or (before_text and is_signature(block.text)):
        return True
    if len(block.text) <= 40 and opens_furniture(block.text):
        return True
    if block.kind == "item":
        # Lists of links after the last paragraph lead to other pages; between paragraphs they are content.
        return block.linked == 1.0 and after_text
    # "Home / Blog / Ketamine" above the text, and rows of links with hardly anything between them.
    trail = before_text and block.linked > 0.3 and _TRAIL.search(block.text)
    return bool(block.links and trail) or (len(block.links) > 1 and block.linked > 0.9)


def _is_date(block: Block) -> bool:
    """A run that is all ``<time>``, with at most three more words such as "Published on"."""
    return block.dated > 0 and block.size - block.dated <= 20 and len(block.text.split()) <= 12


def _furniture_runs(blocks: list[Block], area: Area) -> set[int]:
    """Return the blocks that follow a heading such as "Related posts" or "Leave a comment"."""
    runs: set[int] = set()
    for index in range(area.first, area.last + 1):
        block = blocks[index]
        if index in runs or block.kind in ("row", "button") or block.linked == 1.0:
            continue
        if opens_choice(block.text):
            runs.update(_choice(index, blocks, area))
        if not opens_furniture(block.text):
            continue
        box = _box(index, area, blocks)
        if box is not None:
            runs.update(range(box[0], box[1] + 1))
        elif block.kind == "heading":
            runs.update(_linked_run(index, blocks, area))
    return runs


def _choice(index: int, blocks: list[Block], area: Area) -> set[int]:
    """Return a heading with the list of links right below it, if it is one."""

    def is_link(following: int) -> bool:
        return blocks[following].linked >= 0.5 and not has_buttons(blocks[following])

    links = set(takewhile(is_link, range(index + 1, area.last + 1)))
    return {index, *links} if len(links) > 1 else set()


def _box(index: int, area: Area, blocks: list[Block]) -> tuple[int, int] | None:
    """Return the span of the largest element that begins with a block and holds more than it."""
    best = None
    element: Element | None = blocks[index].element
    while element is not None and element is not area.element and not area.heavy(element):
        first, last = area.spans[element]
        if first != index:
            break
        if last > index:
            best = (first, last)
        element = element.getparent()
    return best


def _linked_run(index: int, blocks: list[Block], area: Area) -> set[int]:
    """Return the heading and the links that follow it, up to the next text or equal heading."""
    run = {index}
    level = blocks[index].element.tag
    for following in range(index + 1, area.last + 1):
        block = blocks[following]
        stop = block.kind == "heading" and block.element.tag <= level and block.linked < 1.0
        if stop or (block.linked < 0.5 and block.size >= _PROSE):
            break
        if block.linked >= 0.5 or is_notice(block.text):
            run.add(following)
    return run


def _newsletter_boxes(blocks: list[Block], area: Area, root: Element) -> set[int]:
    """Return the blocks around forms that ask for nothing but an e-mail address."""
    found: set[int] = set()
    sizes = list(accumulate((block.size for block in blocks), initial=0))
    for form in root.iter("form"):
        box: Element | None = form if asks_for_address_only(form) else None
        while box is not None and box is not area.element and not area.heavy(box):
            if box in area.spans:
                first, last = area.spans[box]
                if sizes[last + 1] - sizes[first] > _BOX or next(box.iter("h1"), None) is not None:
                    break
                found.update(range(first, last + 1))
            box = box.getparent()
    return found

"""Where on the page the message stands: the main area, found through what trafilatura keeps.

The main area is the nearest ``article``, else ``main``, around the smallest element that holds 95 % of the
main text. The lift is what brings back the first and the last paragraph, the buttons and the panels that
the extraction drops. On a page without these elements it is the smallest element that also holds the h1,
and it begins there.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from monitor.extract.blocks import Block
from monitor.extract.furniture import verdict
from monitor.extract.tree import Element
from monitor.extract.wording import word_set

_SHARE = 0.95  # of the main text that the smallest element must hold
HEAVY = 0.35  # of the main text: an element that holds more is never furniture, whatever its class says
_MATCHED = 0.5  # of trafilatura's text that must be found again on the page
# A single long paragraph can be nearly all of a short page; the area is what stands around it.
_LEAVES = word_set("p li dt dd td th tr tbody table h1 h2 h3 h4 h5 h6 blockquote ul ol dl pre figcaption")
_LONG = 25  # characters: a shorter block outside the area counts only if no other block has the same text


@dataclass(frozen=True, slots=True)
class Area:
    """The blocks of a page with what is known about their place.

    Attributes:
        element: the main area.
        first, last: indexes of the first and the last block that belong to it.
        kept: per block, whether trafilatura took it for main text.
        spans: per element above any block, indexes of its first and last block.
        weights: per element, characters of main text inside.
        total: characters of main text on the page.
    """

    element: Element
    first: int
    last: int
    kept: tuple[bool, ...]
    spans: dict[Element, tuple[int, int]]
    weights: Counter[Element]
    total: int

    def holds(self, index: int) -> bool:
        """Tell whether a block belongs to the area."""
        return self.first <= index <= self.last

    def heavy(self, element: Element) -> bool:
        """Tell whether an element holds so much main text that it cannot be furniture."""
        return self.weights[element] > HEAVY * self.total


def find_area(blocks: list[Block], main: list[Block]) -> Area | None:
    """Find the main area of a page.

    Args:
        blocks: of the page, in document order.
        main: of trafilatura's rendering.

    Returns:
        None when less than half of the main text stands on the page in the same blocks: then it comes
        from elsewhere, such as the page's JSON-LD.
    """
    wanted = {key for block in main for key in block.keys}
    hits = tuple(sum(len(key) for key in block.keys if key in wanted) for block in blocks)
    total = sum(hits)
    if not total or total < _MATCHED * sum(len(key) for key in wanted):
        return None
    weights, spans = _weigh(blocks, hits)
    root = next(blocks[0].element.iterancestors("html"), blocks[0].element)
    element = _lift(_smallest(root, weights, total))
    first, last = spans[element]
    if element.tag not in ("article", "main") and element.get("role", "") not in ("article", "main"):
        element, first, last = _with_title(element, blocks, spans, hits)
    times = Counter(block.keys for block in blocks)
    kept = tuple(
        hit > 0 and (first <= i <= last or block.size >= _LONG or times[block.keys] == 1)
        for i, (block, hit) in enumerate(zip(blocks, hits, strict=True))
    )
    return Area(element, first, last, kept, spans, weights, total)


def _weigh(
    blocks: list[Block], hits: tuple[int, ...]
) -> tuple[Counter[Element], dict[Element, tuple[int, int]]]:
    weights: Counter[Element] = Counter()
    spans: dict[Element, tuple[int, int]] = {}
    for index, (block, hit) in enumerate(zip(blocks, hits, strict=True)):
        element: Element | None = block.element
        while element is not None:
            weights[element] += hit
            spans[element] = (spans[element][0] if element in spans else index, index)
            element = element.getparent()
    return weights, spans


def _smallest(root: Element, weights: Counter[Element], total: int) -> Element:
    """Return the innermost element that holds the share of the main text and can hold several blocks."""
    element = root
    while True:
        inner = next((child for child in element if weights[child] >= _SHARE * total), None)
        if inner is None or inner.tag in _LEAVES:
            return element
        element = inner


def _lift(smallest: Element) -> Element:
    line = [smallest, *smallest.iterancestors()]
    for tag in ("article", "main"):
        for element in line:
            if element.tag == tag or element.get("role", "") == tag:
                return element
    return smallest


def _with_title(
    element: Element, blocks: list[Block], spans: dict[Element, tuple[int, int]], hits: tuple[int, ...]
) -> tuple[Element, int, int]:
    """Widen an area without a name of its own so that it holds the page's h1, and begin it there.

    On a landing page of many sections trafilatura may keep one section only; what belongs to the page
    is what follows its h1.
    """
    first, last = spans[element]
    start = next(i for i in range(first, last + 1) if hits[i])
    title = next((i for i in range(start + 1) if blocks[i].kind == "heading" and _is_title(blocks[i])), None)
    if title is None:
        return element, _section_start(start, element, blocks, spans), last
    while spans[element][0] > title:
        parent = element.getparent()
        assert parent is not None, "the root holds every block"
        element = parent
    return element, title, spans[element][1]


def _is_title(block: Block) -> bool:
    """Tell whether a block is an h1, and not a logo: those are links, or stand in the site's header."""
    line = (block.element, *block.element.iterancestors("header", "nav", "div", "section"))
    return block.element.tag == "h1" and not block.linked and not any(verdict(e) for e in line)


def _section_start(
    index: int, around: Element, blocks: list[Block], spans: dict[Element, tuple[int, int]]
) -> int:
    """Return the first block of the child of an element in which a block stands."""
    element = blocks[index].element
    while element is not around and (parent := element.getparent()) is not None and parent is not around:
        element = parent
    return index if element is around else spans[element][0]

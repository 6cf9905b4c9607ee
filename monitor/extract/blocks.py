"""Element tree in, blocks out: the runs of text that stand on their own, in document order.

The same walk reads a page and trafilatura's rendering of it, so that the two can be compared block by block.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from monitor.extract.tree import Element, one_line, walk
from monitor.extract.wording import word_set

BlockKind = Literal["heading", "sentence", "item", "row", "quote", "button"]

# Elements that end the run before them and begin a new one; every other element is inline.
_BLOCKS = word_set(
    "address article aside blockquote body button caption center dd details div dl dt fieldset",
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav",
    "ol p pre search section summary table tbody td tfoot th thead tr ul head item list quote row",
    "cell",
)
_HEADINGS = word_set("h1 h2 h3 h4 h5 h6 head summary legend")
_ITEMS = word_set("li dt dd item")
_QUOTES = frozenset(("blockquote", "quote"))
_CELLS = frozenset(("td", "th", "cell"))
_ROWS = frozenset(("tr", "row"))
_LINKS = frozenset(("a", "ref"))
_BREAKS = frozenset(("br", "lb"))
_CARDS = ("h1", "h2", "h3", "h4", "h5", "h6", "button", "table")
_STRUCTURE = word_set("table h1 h2 h3 h4 h5 h6 blockquote section article")


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """One run of text between two block borders; a table row is one block.

    Attributes:
        element: the nearest block element around the run.
        keys: the text without white space, one per cell for a row: what blocks are matched by.
        links: the links of the run with their texts; empty texts left out.
        linked: share of the characters that stand inside links, 0.0 to 1.0.
        dated: number of characters that stand inside ``<time>``.
    """

    element: Element
    kind: BlockKind
    text: str
    keys: tuple[str, ...]
    links: tuple[tuple[Element, str], ...] = ()
    linked: float = 0.0
    dated: int = 0

    @property
    def size(self) -> int:
        """Number of characters without white space."""
        return sum(map(len, self.keys))


@dataclass(slots=True)
class _Frame:
    element: Element
    kind: BlockKind
    in_cell: bool


@dataclass(slots=True)
class _Run:
    """Text collected since the last border, and which link each piece stands in."""

    pieces: list[str] = field(default_factory=list)
    links: list[Element | None] = field(default_factory=list)
    dated: int = 0

    def add(self, text: str | None, link: Element | None, dated: bool = False) -> None:
        # White space before the first word of a run separates nothing.
        if text and (self.pieces or not text.isspace()):
            self.pieces.append(text)
            self.links.append(link)
            if dated:
                self.dated += len("".join(text.split()))

    def clear(self) -> None:
        self.pieces.clear()
        self.links.clear()
        self.dated = 0


class _Walk:
    """The state of one pass over a tree."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.run = _Run()
        self.frames: list[_Frame] = []
        self.open_links: list[Element] = []
        self.open_times = 0
        self.cells: list[list[str]] = []
        self.row_links: list[tuple[Element, str]] = []

    def start(self, element: Element) -> None:
        tag = element.tag
        if tag in _BLOCKS:
            self.flush()
            self.frames.append(self._frame(element, tag))
        elif tag in _BREAKS:
            self.line_break()
        elif tag in _LINKS:
            self.open_links.append(element)
        elif tag == "time":
            self.open_times += 1
        self.run.add(element.text, self.open_links[-1] if self.open_links else None, self.open_times > 0)

    def end(self, element: Element) -> None:
        tag = element.tag
        if tag in _BLOCKS:
            self.flush()
            frame = self.frames.pop()
            if tag in _ROWS and frame.in_cell:
                self.end_row(element)
        elif tag in _LINKS:
            self.open_links.pop()
        elif tag == "time":
            self.open_times -= 1
        self.run.add(element.tail, self.open_links[-1] if self.open_links else None, self.open_times > 0)

    def _frame(self, element: Element, tag: str) -> _Frame:
        above = self.frames[-1] if self.frames else _Frame(element, "sentence", False)
        kind, in_cell = above.kind, above.in_cell
        if tag in _ROWS and not in_cell:
            in_cell = _is_data_row(element)
            self.cells, self.row_links = [], []
        elif tag == "button":
            kind = "heading" if is_switch(element) else "button"
        elif tag in _CELLS and in_cell:
            self.cells.append([])
        elif tag in _HEADINGS or (tag == "div" and is_switch(element)):
            kind = "heading"
        elif tag in _ITEMS:
            # An item with headings or buttons inside is a card or a panel, not one statement.
            kind = "item" if next(element.iter(*_CARDS), None) is None else "sentence"
        elif tag in _QUOTES:
            kind = "quote"
        return _Frame(element, kind, in_cell)

    def line_break(self) -> None:
        frame = self.frames[-1] if self.frames else None
        if frame and not frame.in_cell and frame.kind in ("sentence", "quote"):
            self.flush()
        else:
            self.run.add(" ", None)

    def flush(self) -> None:
        """End the run and make a block of it, or a part of the open cell."""
        run, frame = self.run, self.frames[-1] if self.frames else None
        if not run.pieces or frame is None:
            return
        text = one_line("".join(run.pieces))
        if text:
            links, linked = _links(run) if any(link is not None for link in run.links) else ((), 0)
            if frame.in_cell and frame.kind != "button":
                if self.cells:
                    self.cells[-1].append(text)
                    self.row_links += links
            else:
                key = "".join(text.split())
                share = linked / len(key)
                self.blocks.append(Block(frame.element, frame.kind, text, (key,), links, share, run.dated))
        run.clear()

    def end_row(self, row: Element) -> None:
        # A row inside a cell of another row has been joined into that cell.
        if self.frames and self.frames[-1].in_cell:
            return
        cells = [" ".join(cell) for cell in self.cells if cell]
        self.cells = []
        if cells:
            keys = tuple("".join(cell.split()) for cell in cells)
            linked = sum(len("".join(text.split())) for _, text in self.row_links)
            share = min(1.0, linked / sum(map(len, keys)))
            self.blocks.append(Block(row, "row", " | ".join(cells), keys, tuple(self.row_links), share))


def find_blocks(root: Element) -> list[Block]:
    """Return the blocks of a tree in document order.

    Rows of a table are one block each, with cells joined by " | ". A table that is there for the
    layout (headings or tables inside its cells) is read like the elements around it.
    """
    state = _Walk()
    for event, element in walk(root):
        if event == "start":
            state.start(element)
        else:
            state.end(element)
    return state.blocks


def is_switch(element: Element) -> bool:
    """Tell whether an element opens a panel when clicked: the question of a FAQ."""
    return bool(element.get("aria-expanded", "")) and bool(element.get("aria-controls", ""))


def _is_data_row(row: Element) -> bool:
    if row.tag == "row":
        return True
    table = next(row.iterancestors("table"), None)
    if table is not None and table.get("role", "") in ("presentation", "none"):
        return False
    for element in row.iter():
        if element.tag in _STRUCTURE:
            return False
        # Two paragraphs in a cell: running text that a table only sets side by side.
        if element.tag == "p" and (after := element.getnext()) is not None and after.tag == "p":
            return False
    return True


def _links(run: _Run) -> tuple[tuple[tuple[Element, str], ...], int]:
    """Return the links of a run with their texts, and how many characters stand in them."""
    texts: dict[Element, list[str]] = {}
    for piece, link in zip(run.pieces, run.links, strict=True):
        if link is not None:
            texts.setdefault(link, []).append(piece)
    joined = ((link, one_line("".join(pieces))) for link, pieces in texts.items())
    links = tuple((link, text) for link, text in joined if text)
    return links, sum(len("".join(text.split())) for _, text in links)

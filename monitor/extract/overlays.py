"""What lies over a page, or is boxed beside its message: removed before the main text is looked for.

Dialogs, pop-ups, consent layers and newsletter boxes may say more than a short page does, and trafilatura
takes them for the article then.  So the judgement does not ask, as ``furniture`` must, how much of the
main text they hold; it asks whether there is a page without them.
"""

from __future__ import annotations

from collections.abc import Iterator

from monitor.extract.blocks import Block, find_blocks
from monitor.extract.furniture import asks_for_address_only, names_layer
from monitor.extract.tree import Element
from monitor.extract.wording import word_set

_TAGS = ("div", "section", "aside", "form", "article")
_DIALOGS = word_set("dialog alertdialog")
_RUNNING = 25  # characters from which a run counts as running text
_LITTLE = 1_500  # characters: more is seldom said in a layer
_BOX = 600  # characters of a newsletter box; the shortest articles say more


def drop_overlays(root: Element) -> list[Block]:
    """Remove, in place, layers and newsletter boxes without which there is still a page.

    A page that says nothing else keeps them: what it is then is for the judgement to say.

    Returns:
        The blocks of what is left.
    """
    blocks = find_blocks(root)
    apart = _outermost(root)
    if not apart:
        return blocks
    page = _Page(blocks, apart)
    for element in filter(page.stands_without, apart):
        element.drop_tree()
    return find_blocks(root)


class _Page:
    """How much running text a page has inside some elements, and outside all of them."""

    def __init__(self, blocks: list[Block], apart: list[Element]) -> None:
        self._inside = dict.fromkeys(apart, 0)
        self._outside = 0
        self._titled = False
        for block in blocks:
            line = (block.element, *block.element.iterancestors())
            layer = next((each for each in line if each in self._inside), None)
            size = block.size if block.size >= _RUNNING and block.linked < 0.5 else 0
            if layer is not None:
                self._inside[layer] += size
            elif not _is_frame(block.element):
                self._outside += size
                self._titled = self._titled or block.element.tag == "h1"

    def stands_without(self, element: Element) -> bool:
        """Whether the page is one without an element: it has a title, or at least as much text, left.

        What holds no running text, such as a field to search in, cannot be taken for the article.
        """
        size = self._inside[element]
        if not self._titled and next(element.iter("h1", "main"), None) is not None:
            return False
        return min(size, self._outside) > 0 and (size <= self._outside or (self._titled and size <= _LITTLE))


def _is_frame(element: Element) -> bool:
    """Whether an element stands in the header or the footer of the site, or beside the page."""
    around = next(element.iterancestors("header", "footer", "nav", "aside", "article", "main"), None)
    return around is not None and around.tag not in ("article", "main")


def _outermost(root: Element) -> list[Element]:
    apart = {*filter(_is_layer, root.iter(*_TAGS)), *_newsletter_boxes(root)}
    if not apart:
        return []
    return [each for each in root.iter() if each in apart and apart.isdisjoint(each.iterancestors())]


def _is_layer(element: Element) -> bool:
    if element.get("role", "") in _DIALOGS or element.get("aria-modal", "") == "true":
        return True
    names = f"{element.get('class', '')} {element.get('id', '')}"
    return len(names) > 3 and element.tag != "article" and names_layer(names)


def _newsletter_boxes(root: Element) -> Iterator[Element]:
    """Articles with hardly more than a field for an e-mail address, and what is boxed with them."""
    for form in root.iter("form"):
        box: Element | None = next(form.iterancestors("article"), None)
        if box is None or not asks_for_address_only(form) or not _says_little(box):
            continue
        while (above := box.getparent()) is not None and _says_little(above):
            box = above
        yield box


def _says_little(element: Element) -> bool:
    if element.tag in ("html", "body") or next(element.iter("h1", "main"), None) is not None:
        return False
    return sum(len("".join(text.split())) for text in element.itertext()) <= _BOX

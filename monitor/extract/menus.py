"""Runs of links that lead around: menus, and the contents list of the page itself.

A menu is told by what it leads to, not by its looks: site builders make the entries of a menu look like
the buttons that call to action.
"""

from __future__ import annotations

from itertools import islice
from urllib.parse import urldefrag, urljoin, urlsplit

from monitor.extract.blocks import Block
from monitor.extract.parts import has_buttons, is_call
from monitor.extract.tree import Element
from monitor.extract.wording import in_names, spell

_AROUND = 3  # elements around a link whose names are asked for
_TABS = in_names("tabs? (?:tab|tabs)-.{1,30}")
_MENU = 3  # bare links in a row that make a menu, or the contents list of a page


def menus(blocks: list[Block], url: str) -> set[int]:
    """Return the indexes of the blocks that are entries of menus.

    Args:
        blocks: of the page.
        url: its address; a list of links with one that leads to the page itself is the menu of its section.
    """
    return _bare_runs(blocks) | _own_lists(blocks, url)


def contents(blocks: list[Block], root: Element, url: str) -> set[int]:
    """Return the blocks that only lead to places of the page itself, each list with the heading above it."""
    ids: frozenset[str] | None = None
    found: set[int] = set()
    run = 0
    for index, block in enumerate(blocks):
        leads = _is_linked(block) and not _opens_panel(block, blocks[index + 1 : index + 2])
        run = run + 1 if leads and _leads_down(block, ids := ids or _ids(root), url) else 0
        if run:
            found.add(index)
        if run == _MENU and index >= run and blocks[index - run].kind == "heading":
            found.add(index - run)
    return found


# --- menus ---------------------------------------------------------------------------------------


def _bare_runs(blocks: list[Block]) -> set[int]:
    """Three and more bare links that stand alone, one after the other."""
    found: set[int] = set()
    run: list[int] = []
    for index, block in enumerate((*blocks, None)):
        if block is not None and block.kind == "sentence" and _is_bare(block):
            run.append(index)
        else:
            found.update(run if len(run) >= _MENU else ())
            run = []
    return found


def _is_bare(block: Block) -> bool:
    return block.linked == 1.0 and not has_buttons(block) and not _is_tab(block)


def _own_lists(blocks: list[Block], url: str) -> set[int]:
    """Lists of nothing but links, one of which leads to the page that they stand on."""
    lists: dict[Element, list[int]] = {}
    for index, block in enumerate(blocks):
        around = next(block.element.iterancestors("ul", "ol", "menu"), None) if block.links else None
        if around is not None:
            lists.setdefault(around, []).append(index)
    here = _place(url)
    return {
        index
        for around, indexes in lists.items()
        if len(indexes) >= _MENU
        if all(len(blocks[i].links) == 1 and blocks[i].linked == 1.0 for i in indexes)
        if any(_leads_here(blocks[i], url, here) for i in indexes)
        if sum(1 for _ in around.iter("li")) == len(indexes)
        for index in indexes
    }


def _leads_here(block: Block, url: str, here: tuple[str, str]) -> bool:
    link = block.links[0][0]
    if link.get("aria-current", "") == "page":
        return True
    address = link.get("href", "").strip()
    if not address or "#" in address:
        return False
    # Most links are told by their last part, which is far cheaper than to complete them.
    last = address.partition("?")[0].rstrip("/").rpartition("/")[2]
    return last in ("", ".", "..", _last(here)) and _place(address, url) == here


def _place(address: str, base: str = "") -> tuple[str, str]:
    """Host and path, which is what tells pages of one site apart."""
    try:
        parts = urlsplit(urljoin(base, address))
        return (parts.hostname or "").removeprefix("www."), parts.path.rstrip("/")
    except ValueError:
        return "", address


# --- contents ------------------------------------------------------------------------------------


def _is_linked(block: Block) -> bool:
    if block.linked < 1.0 or block.kind not in ("item", "sentence"):
        return False
    return all("#" in link.get("href", "") for link, _ in block.links) and not is_call(block)


def _opens_panel(block: Block, following: list[Block]) -> bool:
    """Whether links open a part of the page: the question of an accordion, the label of a tab."""
    is_question = any(block.element in (*each.element.iterancestors(), each.element) for each in following)
    return is_question or _is_tab(block)


def _is_tab(block: Block) -> bool:
    """Whether the links of a block are the labels of tabs, which nothing else on the page says."""
    link = block.links[0][0]
    around = (link, *islice(link.iterancestors(), _AROUND))
    return any(each.get("role", "") == "tab" or _TABS.search(spell(each.get("class", ""))) for each in around)


def _leads_down(block: Block, ids: frozenset[str], url: str) -> bool:
    return all(_is_jump(link.get("href", ""), ids, url) for link, _ in block.links)


def _is_jump(address: str, ids: frozenset[str], url: str) -> bool:
    """Whether an address is a place of the page.

    Of the page's own name only the last part counts: pages that spell it out get it wrong at times.
    """
    head, fragment = urldefrag(address)
    if not head:
        return bool(fragment)  # a bare "#" leads nowhere: a script opens something there
    return fragment in ids and _last(_place(head, url)) == _last(_place(url))


def _last(place: tuple[str, str]) -> str:
    return place[1].rpartition("/")[2]


def _ids(root: Element) -> frozenset[str]:
    return frozenset({each.get("id", "") for each in root.iter()} - {""})

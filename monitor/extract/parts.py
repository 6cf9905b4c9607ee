"""Which part of the page a block belongs to, judged by the markup around it and by nothing else.

The judgement does not ask what trafilatura kept: a panel that it keeps today and drops after an edit
elsewhere on the page would otherwise wander between the parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from monitor.extract.area import Area
from monitor.extract.blocks import Block, is_switch
from monitor.extract.furniture import verdict
from monitor.extract.tree import Element
from monitor.extract.wording import in_names, one_of, spell, word_set
from monitor.records import Part

# Things that open when clicked, in the names of the usual page builders.
_PANEL = in_names(
    "accordion collapse collapsible expander expandable disclosure toggle tab-content tab-pane tabpanel",
    "faq-(?:answer|body|content|item|panel|question|text) schema-faq tve-faq",
)
_CAPTION = in_names("caption(?:-text)?")
_BUTTON = in_names("btn buttons? cta")
_DISPLAY_NONE = re.compile(r"display\s*:\s*none", re.IGNORECASE)


class Place(NamedTuple):
    """What the elements around a block say about it.

    Attributes:
        furniture: "", "foreign" or "apparatus", see ``furniture.verdict``.
        part: the part of the page.
    """

    furniture: str = ""
    part: Part = "text"


class Places:
    """Judges elements once each, from the top of the tree down.

    Args:
        root: the page.
        area: the main area, for the guard against furniture that holds the main text.
    """

    def __init__(self, root: Element, area: Area) -> None:
        self._area = area
        self._known: dict[Element, Place] = {}
        self._opened, self._linked = _opened_ids(root)

    def of(self, element: Element) -> Place:
        """Return the place of an element."""
        line: list[Element] = []
        above: Element | None = element
        while above is not None and above not in self._known:
            line.append(above)
            above = above.getparent()
        place = Place() if above is None else self._known[above]
        for inner in reversed(line):
            place = self._judge(inner, place)
            self._known[inner] = place
        return place

    def _judge(self, element: Element, above: Place) -> Place:
        if above.furniture or element is self._area.element or element.tag in ("html", "body"):
            return above
        heavy = self._area.heavy(element)
        found = "" if heavy else verdict(element) or self._other_article(element)
        if found:
            return Place(found, above.part)
        if self._is_panel(element, heavy):
            return Place("", "faq")
        if not heavy and above.part != "faq" and _is_hidden(element):
            return Place("foreign", above.part)
        return Place("", _part(element, above.part))

    def _is_panel(self, element: Element, heavy: bool) -> bool:
        role, name = element.get("role", ""), element.get("id", "")
        if element.tag == "details" or role == "tabpanel" or element.get("hidden", "") == "until-found":
            return True
        if is_switch(element) or (name in self._opened and not heavy):
            return True
        if name in self._linked and _is_hidden(element):
            return True
        names = f"{element.get('class', '')} {element.get('data-hook', '')}"
        return len(names) > 4 and bool(_PANEL.search(spell(names)))

    def _other_article(self, element: Element) -> str:
        """An article inside the article is a teaser of another page, or a comment."""
        inside = element.tag == "article" and next(element.iterancestors("article"), None) is not None
        return "foreign" if inside else ""


def _part(element: Element, above: Part) -> Part:
    if above != "text":
        return above
    tag = element.tag
    if tag in ("figcaption", "caption"):
        return "caption"
    if tag == "aside" or element.get("role", "") in ("note", "complementary"):
        return "aside"
    names = element.get("class", "")
    return "caption" if "aption" in names and _CAPTION.search(spell(names)) else "text"


def _is_hidden(element: Element) -> bool:
    # visibility and opacity do not count: page builders hide what they let fly in.
    return (
        element.get("hidden", "no") != "no"
        or element.get("aria-hidden", "") == "true"
        or bool(_DISPLAY_NONE.search(element.get("style", "")))
    )


def _opened_ids(root: Element) -> tuple[frozenset[str], frozenset[str]]:
    """Return the ids that buttons of the page open, and those that its links point at."""
    opened: set[str] = set()
    linked: set[str] = set()
    for element in root.iter("button", "a", "div", "span", "h2", "h3", "h4", "h5", "li"):
        opened.update(element.get("aria-controls", "").split())
        linked.update((element.get("data-target", ""), element.get("data-bs-target", "")))
        if element.tag == "a":
            linked.add(element.get("href", ""))
    return frozenset(opened), frozenset(name[1:] for name in linked if name.startswith("#") and len(name) > 1)


# --- calls to action -----------------------------------------------------------------------------

# The tools of a page: "Copy as Markdown", "Print this page", "Listen to the article".
_HANDLE = "(?:view|copy|open|download|save|export|print|edit|read|listen_to|cite|translate|bookmark|report)"
_THIS = "(?:this_|the_|full_)*(?:page|article|post|text|section|document|url)"
_FORMAT = "(?:as|in|to)_(?:an?_)?(?:markdown|pdf|(?:plain_)?text|html|json|word|epub|file)"
_NO_CALL = re.compile(
    one_of(
        r"(?:previous|next|prev|older|newer|back)(?:_(?:post|article|page|entry)s?)? share tweet pin(?:_it)?",
        r"e?-?mail print reply post_comment leave_a_(?:comment|reply) continue_reading submit search menu",
        r"(?:load|view|show|read|see)_(?:more|less|all)(?:_\w+)? open toggle.{0,20} accept(?:_all.{0,10})?",
        r"close decline ok got_it dismiss log_?in sign_in subscribe like follow(?:_us)? copy(?:_link)?",
        r"play pause mute collapse(?:_all)? skip_to_.{0,20} back_to_top top home comments? facebook",
        rf"{_HANDLE}_{_THIS}(?:_{_FORMAT})? {_HANDLE}_(?:{_THIS}_)?{_FORMAT} text_size",
        r"expand(?:_all)? twitter x linkedin instagram pinterest youtube tiktok whatsapp reddit [\W\d]*",
    ),
    re.IGNORECASE,
)
_ARROWS = " ←→↑↓‹›«»<>-–|"
_SHARERS = re.compile(
    r"facebook\.com/(?:sharer|dialog)|(?:twitter|x)\.com/(?:intent|share)|linkedin\.com/share"
    r"|pinterest\.[a-z]+/pin|reddit\.com/submit|wa\.me/\?|whatsapp://|mailto:\?|t\.me/share|^#respond|^#comment|replytocom="
)
_NO_RELATION = word_set("prev next tag category author license bookmark")


def is_call(block: Block) -> bool:
    """Tell whether a block is nothing but buttons, or one link that stands alone."""
    if block.kind == "button" or _looks_like_button(block.element):
        return True
    if block.linked < 1.0 or block.kind in ("heading", "row"):
        return False
    return has_buttons(block) or (len(block.links) == 1 and block.kind != "item")


def has_buttons(block: Block) -> bool:
    """Tell whether a link of a block is made to look like a button."""
    return any(_is_button_link(link) for link, _ in block.links)


def calls(block: Block) -> list[str]:
    """Return the labels in a block of calls to action; those of sharing, paging and forms left out."""
    labels: Iterable[tuple[Element, str]] = block.links or ((block.element, block.text),)
    if block.kind == "button" or _looks_like_button(block.element):
        labels = ((block.element, block.text),)
    return [text for element, text in labels if _invites(element, text)]


def _invites(element: Element, label: str) -> bool:
    if leads_around(label) or len(label) > 200:
        return False
    if _NO_RELATION & set(element.get("rel", "").lower().split()):
        return False
    return not _SHARERS.search(element.get("href", "")[:500])


def leads_around(label: str) -> bool:
    """Tell whether a label is about the page and the site, such as "Share", "Next" or "Show more"."""
    return bool(_NO_CALL.fullmatch(label.strip(_ARROWS)))


def _looks_like_button(element: Element) -> bool:
    return element.get("role", "") == "button" and not is_switch(element)


def _is_button_link(link: Element) -> bool:
    if link.get("role", "") == "button":
        return True
    parent = link.getparent()
    names = f"{link.get('class', '')} {'' if parent is None else parent.get('class', '')}"
    return bool(_BUTTON.search(spell(names)))

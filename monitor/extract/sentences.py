"""Sentence splitting by rule: the same text always splits at the same places.

A wrong border costs little (an edit is shown in a longer or shorter piece), a border that depends on
anything but the text would cost false edits. So no model, no state, only what stands around the mark.
"""

from __future__ import annotations

import re

from monitor.extract.wording import word_set

# An end mark, closing quotes and brackets, white space, and something that is not a small letter.
_BORDER = re.compile(r"(?<=[.!?…])[\"'”’»)\]]{0,4}\s+(?=\S)|(?<=[。！？])(?=[^\s。！？」』）])")
_OPENING = "\"'“‘«([¿¡*—–-"

# Never at the end of a sentence: a name, a number or the rest of the phrase follows.
_TITLES = word_set(
    "dr drs mr mrs ms mx prof st rev hon gov sen rep gen col capt sgt lt vs v eg e.g ie i.e cf viz",
    "approx ca al incl esp resp tel tél",
)
# Before a number only: "No. 3", "Fig. 2", "pp. 10".
_COUNTED = word_set("no nos nr fig figs vol vols pp p sec ch eq ref refs tab art para dept ext")
# May end a sentence; it does when a word follows that begins one.
_EITHER = word_set(
    "etc inc ltd co corp llc jr sr esq ave blvd rd mt ft mg mcg ml kg lb lbs oz hr hrs min mins sec",
    "wk wks mo yr yrs ph.d m.d d.o r.n n.p u.s u.k u.s.a a.m p.m d.c jan feb mar apr jun jul aug sep",
    "sept oct nov dec mon tue wed thu fri sat sun",
)
_STARTERS = word_set(
    "a after all also although an and are as at because before both but by call can contact do does",
    "during each every few for from he her here his how however i if in is it its many most my no",
    "not now on once one only or other our patients people please research results she since so some",
    "studies such talk that the their then there these they this those to today treatment unlike",
    "until we what when where which while who why with without yes you your",
)
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]\Z")


def split_sentences(text: str) -> list[str]:
    """Split one block of running text; white space between sentences is dropped, nothing else.

    Args:
        text: with white space already collapsed.
    """
    sentences: list[str] = []
    start = 0
    for border in _BORDER.finditer(text):
        end = border.start() + len(border[0].rstrip())
        if _is_end(text, start, border.start(), border.end()):
            sentences.append(text[start:end])
            start = border.end()
    if start < len(text):
        sentences.append(text[start:])
    return sentences


def _is_end(text: str, start: int, mark: int, following: int) -> bool:
    """Tell whether the sentence from ``start`` ends with the mark before index ``mark``."""
    head = text[following : following + 40].lstrip(_OPENING)
    if head and head[0].islower():
        return False
    if text[mark - 1] != "." or text[mark - 2 : mark - 1] == ".":
        return True
    # Bounded: a word of 100,000 letters is not looked at whole.
    word = text[max(start, mark - 25) : mark - 1].rpartition(" ")[2].lstrip("(\"'“‘[").lower()
    if word.isdigit() and start + len(word) + 1 == mark:
        return False  # "1. Rest": the number of a list, not a sentence
    if word in _TITLES or (word in _COUNTED and head[:1].isdigit()):
        return False
    if word in _EITHER or _INITIALS.match(word):
        return re.split(r"[^\w]", head, maxsplit=1)[0].lower() in _STARTERS
    return True

"""The normal form: what is left of a text when everything that is not an edit is taken away.

Taken away: the choice of quotation marks, apostrophes, dashes and hyphens, compatibility characters
(Unicode NFKC: no-break spaces, ligatures, full-width letters), list marks at the beginning, the amount
and kind of white space, invisible characters. Kept: case, digits, signs of currency and per cent, words.
"""

from __future__ import annotations

import re
import unicodedata

_SINGLE = "‘’‚‛′´`ʼ＇"
_DOUBLE = "“”„‟″«»‹›❝❞〝〞＂"
_DASHES = "‐‑‒–—―−﹘﹣－"
_GLYPHS = str.maketrans(
    {**dict.fromkeys(_SINGLE, "'"), **dict.fromkeys(_DOUBLE, '"'), **dict.fromkeys(_DASHES, "-")}
)
# Zero width, soft hyphen, direction controls, byte order mark, variation selectors, tags, control characters.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u180b-\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e01ef]+"
)
_DOTS = re.compile(r"\.{3,}|(?<!\.)\.(?: \.){2,}(?!\.)")
_HYPHENS = re.compile(r"-{2,}")
# Bullet glyphs, and signs that are list marks only when white space follows. Numbers are content.
_LIST_MARK = re.compile(r"(?:[•‣⁃▪▫◦∙·►▸▶➤➢❖]\s*|[-*+●○■□◆◇](?:\s+|$))+")


def normal_form(text: str) -> str:
    """Return the form in which texts are compared; applying it twice changes nothing more.

    >>> normal_form("• “Up to 70 %” – not for everyone…")
    '"Up to 70 %" - not for everyone...'
    """
    if not text.isascii():
        # Invisible characters first: they keep a letter and its accent apart. Glyphs before and after
        # NFKC: it takes the acute accent apart, and it makes dashes and quotes out of other characters.
        text = _INVISIBLE.sub("", text).translate(_GLYPHS)
        text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text).translate(_GLYPHS))
    elif not text.isprintable():
        text = _INVISIBLE.sub("", text)
    text = " ".join(text.replace("`", "'").split())
    text = _HYPHENS.sub("-", _DOTS.sub("...", text))
    mark = _LIST_MARK.match(text)
    return text[mark.end() :] if mark else text

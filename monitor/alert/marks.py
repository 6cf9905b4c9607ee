"""The word-level difference of one step of a change, for mails; never marked by colour alone."""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup

from monitor.diff import printable, words
from monitor.records import WordRun

AROUND = 120
"""Characters of unchanged text shown on each side of a difference."""

LONGEST = 700
"""Characters shown of what went or came in one piece."""

MOST_RUNS = 40
"""Runs shown of one step; a passage that differs in more places is another passage."""

GLUED_BEFORE = "$€£#~≈<>±"
GLUED_AFTER = "%‰°€"

_HTML = {
    "equal": Markup("{}"),
    "removed": Markup(
        '<del class="gone" style="background-color:#fde4e4;color:#8f1d1d;text-decoration:line-through">'
        "{}</del>"
    ),
    "added": Markup(
        '<ins class="come" style="background-color:#d9f2e0;color:#14532d;text-decoration:underline;'
        'font-weight:600">{}</ins>'
    ),
}
_TEXT = {"equal": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}


def runs(before: str | None, after: str | None) -> list[WordRun]:
    """What stayed, went and came, in order, shortened to what a reader needs, and harmless to show."""
    found = whole_words(before or "", after or "")
    shown = [_cut(run, first=run is found[0], last=run is found[-1]) for run in found[:MOST_RUNS]]
    if len(found) > MOST_RUNS:
        left = sum(len(run.text.split()) for run in found[MOST_RUNS:])
        shown.append(WordRun("equal", f" … ({left} more words)"))
    return [run for run in shown if run.text]


def whole_words(before: str, after: str) -> list[WordRun]:
    """The word-level difference; signs glued to a replaced word go with it: ``70%``, ``$2,700``."""
    found = list(words(before, after))
    for place, run in enumerate(found):
        if run.kind == "removed" and [each.kind for each in found[place + 1 : place + 2]] == ["added"]:
            _take_in(found, place)
    return [run for run in found if run.text]


def _take_in(found: list[WordRun], place: int) -> None:
    """Move the signs around one replacement into it, on both sides."""
    gone, come = found[place], found[place + 1]
    if place > 0 and found[place - 1].kind == "equal":
        kept, sign = _split_end(found[place - 1].text)
        if sign and not gone.text[0].isspace():
            found[place - 1] = WordRun("equal", kept)
            gone, come = WordRun("removed", sign + gone.text), WordRun("added", sign + come.text)
    if place + 2 < len(found) and found[place + 2].kind == "equal":
        sign, kept = _split_start(found[place + 2].text)
        if sign and not gone.text[-1].isspace():
            found[place + 2] = WordRun("equal", kept)
            gone, come = WordRun("removed", gone.text + sign), WordRun("added", come.text + sign)
    found[place : place + 2] = gone, come


def _split_end(text: str) -> tuple[str, str]:
    cut = len(text)
    while cut > 0 and text[cut - 1] in GLUED_BEFORE:
        cut -= 1
    return text[:cut], text[cut:]


def _split_start(text: str) -> tuple[str, str]:
    cut = 0
    while cut < len(text) and text[cut] in GLUED_AFTER:
        cut += 1
    return text[:cut], text[cut:]


def as_html(shown: list[WordRun]) -> Markup:
    """Runs as HTML with its styles inline; everything scraped is escaped."""
    return Markup("").join(_placed(run, _HTML[run.kind].format(_bare(run))) for run in _apart(shown))


def as_text(shown: list[WordRun]) -> str:
    """Runs as plain text: ``[-what went-]{+what came+}``."""
    return "".join(_placed(run, _TEXT[run.kind].format(_bare(run))) for run in _apart(shown)).strip()


def _apart(shown: list[WordRun]) -> list[WordRun]:
    """Set what came apart from what went right before it."""
    spaced: list[WordRun] = []
    for run in shown:
        if spaced and run.kind == "added" and spaced[-1].kind == "removed":
            spaced.append(WordRun("equal", " "))
        spaced.append(run)
    return spaced


def _bare(run: WordRun) -> str:
    return run.text if run.kind == "equal" else run.text.strip()


def _placed(run: WordRun, marked: Markup | str) -> Markup | str:
    """White space at the ends of a change stands outside its marks."""
    if run.kind == "equal":
        return marked
    start = " " if run.text[:1].isspace() else ""
    return start + marked + (" " if run.text[-1:].isspace() else "")


def _cut(run: WordRun, *, first: bool, last: bool) -> WordRun:
    text = printable(run.text)
    if run.kind != "equal":
        return replace(run, text=shortened(text, LONGEST))
    if len(text) <= 2 * AROUND:
        return replace(run, text=text)
    head, tail = text[:AROUND], text[-AROUND:]
    head = "" if first else (head.rpartition(" ")[0] or head) + " "
    tail = "" if last else " " + (tail.partition(" ")[2] or tail)
    return replace(run, text=f"{head}…{tail}")


def begun(text: str, longest: int) -> str:
    """A text cut between words."""
    return text if len(text) <= longest else f"{_cut_off(text, longest)} …"


def shortened(text: str, longest: int) -> str:
    """A text cut between words, with the number of words that are left out."""
    if len(text) <= longest:
        return text
    kept = _cut_off(text, longest)
    left = len(text[len(kept) :].split())
    return f"{kept} … ({left} more {'word' if left == 1 else 'words'})"


def _cut_off(text: str, longest: int) -> str:
    return text[:longest].rpartition(" ")[0] or text[:longest]

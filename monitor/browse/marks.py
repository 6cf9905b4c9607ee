"""Word-level differences as HTML: what went struck through, what came underlined, long sameness folded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from markupsafe import Markup, escape

from monitor.classify import Place
from monitor.diff.printable import printable
from monitor.diff.words import words
from monitor.records import WordRun

CONTEXT = 90
"""Characters that are kept of unchanged words on either side of a change, where a list folds them."""

NAMES = {"red_flag": "Red flag", "disclosure": "Disclosure", "claim": "Claim", "theme": "Theme"}

_TAGS = {"removed": Markup("<del>{}</del>"), "added": Markup("<ins>{}</ins>"), "equal": Markup("{}")}


def said(text: str) -> Markup:
    """Scraped text, harmless: nothing in it is markup, and nothing turns the direction of writing."""
    return escape(printable(text))


def mentioned(text: str, places: Iterable[Place], called: Callable[[str, str], str]) -> Markup:
    """Scraped text with the words that mentions were found by marked; what they mean is said on hover."""
    pieces, end = [], 0
    for place in places:
        name = printable(called(place.theme, place.claim))
        title = f"{NAMES[place.kind]}: {name}"
        pieces += [
            said(text[end : place.start]),
            Markup('<mark class="word word-{}" title="{}">{}</mark>').format(
                place.kind, title, said(text[place.start : place.end])
            ),
        ]
        end = place.end
    return Markup().join([*pieces, said(text[end:])])


def inline(before: str | None, after: str | None, *, folded: bool = False) -> Markup:
    """One run of text with both what went and what came.

    Args:
        folded: unchanged words far from a change are left out.
    """
    runs = words(before or "", after or "")
    shown = _folded(runs) if folded else runs
    return Markup().join(_TAGS[run.kind].format(said(run.text)) for run in shown)


def sides(before: str, after: str) -> tuple[Markup, Markup]:
    """The two texts beside each other: what went marked in the one, what came in the other."""
    runs = words(before, after)
    gone = (run for run in runs if run.kind != "added")
    come = (run for run in runs if run.kind != "removed")
    left, right = (
        Markup().join(_TAGS[run.kind].format(said(run.text)) for run in side) for side in (gone, come)
    )
    return left, right


def _folded(runs: tuple[WordRun, ...]) -> Iterator[WordRun]:
    for place, run in enumerate(runs):
        if run.kind != "equal":
            yield run
            continue
        head = "" if place == 0 else run.text[:CONTEXT]
        tail = "" if place == len(runs) - 1 else run.text[-CONTEXT:]
        if len(run.text) <= len(head) + len(tail) + CONTEXT // 2:
            yield run
        else:
            yield WordRun("equal", f"{_to_word(head)} … {_from_word(tail)}")


def _to_word(text: str) -> str:
    """Cut at the last space, so that no word is cut in two."""
    return text[: text.rfind(" ")] if " " in text else text


def _from_word(text: str) -> str:
    return text[text.find(" ") + 1 :] if " " in text else text

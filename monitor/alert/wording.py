"""Changes and health matters in the words of a mail, and the one line that says the news."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType

from monitor.alert.health import Matter
from monitor.alert.marks import begun, whole_words
from monitor.alert.meaning import evidence, heaviest_first, shows, spelled
from monitor.alert.told import Edit, Told
from monitor.alert.weight import heaviest
from monitor.diff import printable

KINDS: Mapping[str, str] = MappingProxyType({
    "published": "New article",
    "edited": "Edited",
    "retitled": "New title",
    "metadata": "Description or author",
    "removed": "Removed",
    "restored": "Back again",
    "moved": "At a new address",
    "reverted": "Back to an earlier wording",
    "sitewide": "Edited on the whole site",
})  # fmt: skip

PARTS: Mapping[str, str] = MappingProxyType({
    "faq": "Question or answer",
    "caption": "Caption",
    "aside": "Aside",
    "call_to_action": "Call to action",
})  # fmt: skip

FIELDS: Mapping[str, str] = MappingProxyType({
    "title": "Title",
    "h1": "Heading of the page",
    "description": "Description for search engines",
    "author": "Author",
    "published_at": "Date",
    "categories": "Categories",
    "canonical": "Canonical address",
    "language": "Language",
    "url": "Address",
})  # fmt: skip

PHRASE = 44
"""Characters of a quotation in the subject."""

LONGEST_NAME = 160
"""Characters of a title."""

CELLS = " | "
"""What stands between the cells of a table's row."""

_ROW = 24
"""Characters of a row's first cell."""

_NEAR = 60
"""Characters in which the words beside a difference are looked for."""


def day(moment: datetime) -> str:
    """A day as people write it."""
    return f"{moment.day} {moment:%B %Y}"


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def name_of(clinic: str) -> str:
    """A clinic's name, should it be as long as it likes."""
    return begun(printable(clinic).strip(), PHRASE)


def title_of(change: Told) -> str:
    """What a change happened to."""
    if change.page_id is None:
        return f"The whole site, {counted(change.pages, 'page')}"
    return begun(printable(change.title or change.url or "an article").strip(), LONGEST_NAME)


def kind_of(change: Told) -> str:
    """What happened, how much of it, and on which day it was found."""
    sizes = [
        f"{sign}{count}"
        for sign, count in (("+", change.words_added), ("−", change.words_removed))
        if count and change.kind not in ("published", "removed", "restored", "moved")
    ]
    found = datetime.fromisoformat(change.detected_at)
    size = f" · {' '.join(sizes)} {'word' if change.words == 1 else 'words'}" if sizes else ""
    return f"{KINDS[change.kind]}{size} · found {found.day} {found:%B}"


def label_of(edit: Edit) -> str:
    """What of the page an edit is about; empty for its main text."""
    return FIELDS.get(edit.field, "") if edit.field != "text" else PARTS.get(edit.part, "")


def matter_of(matter: Matter) -> str:
    """A health matter in one sentence."""
    name, since = name_of(matter.clinic_name), day(matter.since)
    if matter.phase == "ended":
        if matter.kind == "silent":
            return f"{name} publishes again; nothing new had come since {since}."
        return f"{name} can be read again; it could not since {since}."
    reason = spelled(matter.reason)
    said = {
        "unreachable": f"{name} has not been reached since {since} ({reason}).",
        "blocked": f"{name} has refused to be read since {since} ({reason}). Nothing is evaded.",
        "collapsed": f"{name} has shown pages without their content since {since} ({reason}).",
        "silent": f"{name} has published nothing since {since}; usually it does every {_days(reason)}.",
    }
    return said[matter.kind]


def news(changes: Iterable[Told], matters: Iterable[Matter]) -> str:
    """The subject: what matters most, and how much more there is."""
    ordered = heaviest(changes)
    told = [headline(ordered[0])] if ordered else [matter_of(each) for each in matters][:1]
    if len(ordered) > 1:
        told.append(f"{len(ordered) - 1} more")
    return " · ".join(told)


def headline(change: Told) -> str:
    """One change in one line."""
    name = name_of(change.clinic_name)
    kinds = {signal.kind for signal in change.signals}
    if "red_flag" in kinds:
        return f"Red flag at {name}: {_difference(change, 'red_flag')}"
    if "disclosure_lost" in kinds:
        return f"{name} drops a disclosure: {_difference(change, 'disclosure_lost').removeprefix('gone: ')}"
    return f"{name}: {_event(change)}"


def _event(change: Told) -> str:
    title = _quoted(title_of(change))
    match change.kind:
        case "published":
            return f"new article {title}"
        case "removed":
            return f"{title} removed"
        case "restored":
            return f"{title} is back"
        case "moved":
            return f"{title} moved"
        case "reverted":
            return f"{title} back to an earlier wording"
        case "sitewide":
            return f"{_difference(change)} on {counted(change.pages, 'page')}"
    return _difference(change)


def _difference(change: Told, kind: str = "") -> str:
    """The heart of a change: the words that went and those that came, with one or two before them."""
    signals = heaviest_first(signal for signal in change.signals if not kind or signal.kind == kind)
    edit = next((each for signal in signals for each in change.edits if shows(each, signal)), None)
    if edit is None and kind and evidence(signals[0]):
        return _quoted(evidence(signals[0]))  # of an article that is new as a whole
    edit = edit or next((each for each in change.edits if each.kind != "moved"), None)
    if edit is None:
        return _quoted(title_of(change))
    gone, come = _heart(edit)
    if gone and come:
        return f"{_quoted(gone)} → {_quoted(come)}"
    return f"new: {_quoted(come)}" if come else f"gone: {_quoted(gone)}"


def _heart(edit: Edit) -> tuple[str, str]:
    """The first difference inside an edit: what went and what came, each with the words beside it."""
    found = whole_words(edit.before or "", edit.after or "")
    place = next((index for index, run in enumerate(found) if run.kind != "equal"), len(found))
    changed = [run for run in found[place : place + 2] if run.kind != "equal"]
    lead = _last_words(found[place - 1].text) if place else ""
    gone = "".join(run.text for run in changed if run.kind == "removed")
    come = "".join(run.text for run in changed if run.kind == "added")
    if len(changed) == 1 and edit.kind == "reworded":
        # One word that came or went says nothing without the next: "is not approved".
        after = found[place + 1].text if place + 1 < len(found) else ""
        word = re.match(r"\s*\S*", after[:_NEAR])
        gone, come = (gone + word.group(), come + word.group()) if word else (gone, come)
    return (lead + gone).strip() if gone.strip() else "", (lead + come).strip() if come.strip() else ""


def _last_words(text: str) -> str:
    """What leads to a difference: the words before it, in the row of a table what the row is of."""
    cell = text.rpartition(CELLS)[2]
    found = re.search(r"(?:\S+\s+)?\S*\s*$", cell[-_NEAR:])
    lead = found.group() if found else ""
    row = text.partition(CELLS)[0].strip() if CELLS in text else ""
    return f"{row[:_ROW]}{CELLS}{lead}" if row else lead


def _quoted(text: str) -> str:
    bare = " ".join(printable(text).split()).rstrip(".,;:")
    if len(bare) > PHRASE:
        bare = (bare[:PHRASE].rpartition(" ")[0] or bare[:PHRASE]) + "…"
    return f"“{bare}”"


def _days(number: str) -> str:
    return "day" if number == "1" else f"{number} days"

"""Shares in words, in per cent: "seven in ten", "2 out of every 3", "two thirds", "half of", "9/10"."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.classify.values import ARTICLES, DOSES, TIMES, Value, single
from monitor.config import SIGNS

FRACTIONS = {
    "half": 1 / 2, "halves": 1 / 2, "third": 1 / 3, "thirds": 1 / 3, "quarter": 1 / 4, "quarters": 1 / 4,
    "fourths": 1 / 4, "fifth": 1 / 5, "fifths": 1 / 5, "tenth": 1 / 10, "tenths": 1 / 10,
}  # fmt: skip
PEOPLE = frozenset({
    "patient", "patients", "people", "person", "client", "clients", "adult", "adults", "participant",
    "participants", "veteran", "veterans", "members", "guests", "women", "men", "subjects", "volunteers",
    "individual", "individuals", "respondents", "cases", "users", "americans",
})  # fmt: skip
ALREADY_A_COUNT = frozenset(
    {"session", "sessions", "infusion", "infusions", "dose", "doses", "visit", "visits", "star", "stars"}
)

_LINKS = (
    ("out", "of", "every"), ("out", "of", "each"), ("out", "of"), ("in", "every"), ("in",), ("of", "every"),
    ("of",), ("/",),
)  # fmt: skip
_TIGHT = frozenset({("of",), ("/",)})
"""Links that may as well stand in a list, a date or a rating: shares only of people."""

_WHOLES = frozenset({"of", "the", "our", "all", "these", "those", "them"})
_VERBS = frozenset({
    "respond", "responded", "improve", "improved", "report", "reported", "experience", "experienced", "feel",
    "felt", "see", "saw", "do", "did", "are", "were", "have", "had", "achieve", "achieved", "reach",
    "reached", "show", "showed", "notice", "noticed", "say", "said", "relapse", "relapsed", "need",
    "needed", "remain", "remained", "get", "got", "enter", "entered",
})  # fmt: skip
_ROUGHLY = frozenset({
    "about", "around", "roughly", "approximately", "nearly", "almost", "only", "over", "than", "by", "in",
    "to", "just", "under", "least",
})  # fmt: skip


def read_share(texts: Sequence[str], place: int) -> Value | None:
    """The share that begins at a place, if one does."""
    if texts[place] in FRACTIONS:
        return _share(FRACTIONS[texts[place]], place, place + 1) if _is_fraction(texts, place) else None
    first = single(texts, place)
    if first is None:
        return None
    amount, end = first
    if texts[end : end + 1] and texts[end] in FRACTIONS:
        return _share(amount * FRACTIONS[texts[end]], place, end + 1)
    if texts[end : end + 1] and texts[end] in PEOPLE and texts[end + 1 : end + 2] in (["in"], ["out"]):
        end += 1  # "one patient in fifty"
    link = next((link for link in _LINKS if tuple(texts[end : end + len(link)]) == link), None)
    whole = single(texts, end + len(link)) if link else None
    if link is None or whole is None or not 0 < amount < whole[0] <= 1_000:
        return None
    behind = texts[whole[1]] if whole[1] < len(texts) else ""
    # "two in 24 hours", "4.9 out of 5 stars", "3 of 6 infusions": no shares.
    if behind in ALREADY_A_COUNT or (link[0] != "out" and behind in TIMES):
        return None
    if link in _TIGHT and behind not in PEOPLE and behind not in _WHOLES and behind not in _VERBS:
        return None
    return _share(amount / whole[0], place, whole[1])


def _is_fraction(texts: Sequence[str], place: int) -> bool:
    """Whether a fraction is a share, rather than an ordinal ("the third infusion") or a part of a measure."""
    before = texts[place - 1] if place else ""
    behind = texts[place + 1] if place + 1 < len(texts) else ""
    if texts[place] == "half":
        is_one = before not in ("and", "first", "second", "latter", "last") and before not in ARTICLES
    else:
        is_one = before in ARTICLES
    if not is_one or behind in TIMES or behind in DOSES:
        return False
    if before == "by":  # "reduced by half in most people"
        return True
    is_last = not behind or behind in SIGNS
    return behind in _WHOLES or behind in _VERBS or (is_last and (before in ARTICLES or before in _ROUGHLY))


def _share(share: float, start: int, end: int) -> Value | None:
    percent = round(100 * share, 1)
    return Value(percent, percent, start, end) if percent <= 100 else None

"""What a number says: the role that the words around it give it."""

from __future__ import annotations

from collections.abc import Sequence

NEAR = 7
"""Words looked at on either side."""

# By kind: the first role that has one of its words nearby.
ROLES: dict[str, dict[str, frozenset[str]]] = {
    "percent": {
        "discount": frozenset({"off", "discount", "saving", "savings", "save", "cheaper"}),
        "bioavailability": frozenset({"bioavailability", "bioavailable", "absorbed", "available"}),
        "remission_rate": frozenset({"remission"}),
        "reduction": frozenset({
            "reduction", "reduced", "reduce", "reduces", "decrease", "decreased", "drop", "dropped", "fell",
            "cut",
        }),
        "response_rate": frozenset({
            "patients", "people", "clients", "respond", "responded", "response", "success", "successful",
            "effective", "improve", "improved", "members", "participants", "improvement", "guests", "relief",
            "veterans", "those",
        }),
    },
    "money": {
        "price_per_month": frozenset({"month", "monthly", "mo"}),
        "price_per_day": frozenset({"day", "daily"}),
        "discount": frozenset({"off", "save", "saving", "discount"}),
        "price_of_series": frozenset({"series", "package", "packages", "course"}),
        "price_per_session": frozenset({
            "session", "sessions", "infusion", "infusions", "visit", "treatment", "each", "per", "cost",
            "costs", "price", "from",
        }),
    },
    "duration": {
        "interval": frozenset({"every", "apart"}),
        "experience": frozenset({"experience", "decades", "since", "used", "founded"}),
        "time_to_relief": frozenset({
            "within", "in", "after", "first", "start", "starts", "begin", "begins", "feel", "work", "works",
        }),
        "benefit_lasts": frozenset({
            "last", "lasts", "lasting", "holds", "hold", "benefit", "benefits", "effect", "effects", "relief",
        }),
        "course_length": frozenset({"over", "course", "series", "period", "for"}),
    },
    "year": {},
}  # fmt: skip
_SESSIONS = frozenset({
    "session", "sessions", "appointment", "appointments", "visit", "visits", "infusion", "infusions",
})  # fmt: skip
_LASTS = frozenset({"last", "lasts", "lasting", "take", "takes", "run", "runs"})


def role_of(kind: str, texts: Sequence[str], start: int, end: int) -> str:
    """The role of a number on the words from ``start`` to before ``end``; empty if nothing tells."""
    if kind in ("count", "dose"):
        return kind
    before, behind = texts[max(start - NEAR, 0) : start], texts[end : end + NEAR]
    is_session = not _LASTS.isdisjoint(before[-4:]) and not _SESSIONS.isdisjoint(texts[:start])
    if kind == "duration" and (is_session or not _SESSIONS.isdisjoint(behind[:1])):
        return "session_length"
    for words in ({*before[-3:], *behind[:3]}, {*before, *behind}):
        for role, telling in ROLES[kind].items():
            if telling & words:
                return role
    return ""

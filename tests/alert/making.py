"""Changes, subscriptions and settings for tests of alerts."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from monitor.alert import Told
from monitor.alert.told import Edit, Meaning
from monitor.config import Subscription

UTC_ZONE = ZoneInfo("UTC")


def subscription(name: str = "Marketing", **values: Any) -> Subscription:
    """A daily subscription without filters; ``values`` replace what they name."""
    plain: dict[str, Any] = {
        "to": ("ana@example.com",),
        "notify": (),
        "clinics": (),
        "kinds": (),
        "themes": (),
        "signals": (),
        "min_words": 0,
        "cadence": "daily",
        "hour": 7,
        "weekday": 0,
        "timezone": UTC_ZONE,
        "quiet_hours": None,
        "max_changes": 50,
        "escalate": (),
        "health": True,
    }
    return Subscription(name=name, **{**plain, **values})


def edit(before: str | None, after: str | None, **values: Any) -> Edit:
    """A step of an edit of the main text."""
    kind = "added" if before is None else "removed" if after is None else "reworded"
    return Edit(**{"kind": kind, "field": "text", "part": "text", "before": before, "after": after, **values})


def signal(
    kind: str, before: str = "", after: str = "", theme: str = "efficacy", claim: str = "", rule: str = ""
) -> Meaning:
    """A signal with its evidence."""
    return Meaning(kind, theme, claim, before, after, rule)


def change(number: int = 1, *edits: Edit, **values: Any) -> Told:
    """An edit of one article of Bluff Creek."""
    plain: dict[str, Any] = {
        "clinic": "bluff-creek",
        "clinic_name": "Bluff Creek",
        "page_id": 1,
        "url": "https://bluff.example/fast/",
        "title": "How fast it works",
        "kind": "edited",
        "detected_at": "2026-03-02T04:40:00Z",
        "version_from": 10,
        "version_to": 11,
        "words_added": 1,
        "words_removed": 1,
        "pages": 1,
        "signals": (),
        "themes": (),
    }
    found = {**plain, **values}
    if not edits and found["kind"] not in ("published", "removed", "restored"):
        edits = (edit("Up to 70% feel better.", "Up to 85% feel better."),)
    return Told(id=number, edits=edits, **found)

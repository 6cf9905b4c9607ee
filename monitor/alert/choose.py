"""Choosing: whether a subscription is told of a change, and why or why not."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from monitor.alert.told import Told
from monitor.config import Subscription


@dataclass(frozen=True, slots=True)
class Choice:
    """What one subscription makes of one change.

    Attributes:
        matched: whether it passes all filters.
        reason: in words, why or why not.
        urgent: whether it goes out at once, whatever the cadence.
    """

    matched: bool
    reason: str
    urgent: bool = False


def choose(change: Told, subscription: Subscription) -> Choice:
    """Hold a change against the filters of a subscription."""
    refusal = next(_refusals(change, subscription), None)
    if refusal is not None:
        return Choice(False, refusal)
    rising = [kind for kind in _kinds(change) if kind in subscription.escalate]
    if rising:
        return Choice(True, f"it passes all filters, and goes out at once for {', '.join(rising)}", True)
    return Choice(True, "it passes all filters")


def _kinds(change: Told) -> tuple[str, ...]:
    return tuple(dict.fromkeys(signal.kind for signal in change.signals))


def _refusals(change: Told, wanted: Subscription) -> Iterator[str]:
    if wanted.clinics and change.clinic not in wanted.clinics:
        yield f"its clinic, {change.clinic}, is not among clinics: {', '.join(wanted.clinics)}"
    if wanted.kinds and change.kind not in wanted.kinds:
        yield f"its kind, {change.kind}, is not among kinds: {', '.join(wanted.kinds)}"
    if wanted.themes and not _common(change.themes, wanted.themes):
        yield _unmet("it touches", change.themes or ("no theme",), "themes", wanted.themes)
    if wanted.signals and not _common(_kinds(change), wanted.signals):
        yield _unmet("it has", _kinds(change) or ("no signal",), "signals", wanted.signals)
    if change.words < wanted.min_words:
        yield f"its {change.words} words are fewer than min_words: {wanted.min_words}"


def _common(some: Collection[str], others: Collection[str]) -> bool:
    return any(each in others for each in some)


def _unmet(verb: str, found: Collection[str], key: str, asked: Collection[str]) -> str:
    return f"{verb} {', '.join(found)}, and {key} asks for {', '.join(asked)}"

"""What a change means, in the words of a mail: its signals, each with what decided it and its evidence."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from monitor.alert.marks import begun
from monitor.alert.told import Edit, Meaning
from monitor.config import Titles
from monitor.diff import printable

SIGNALS: Mapping[str, str] = MappingProxyType({
    "claim_added": "Claim added",
    "claim_dropped": "Claim dropped",
    "number_changed": "Number changed",
    "strengthened": "Wording stronger",
    "softened": "Wording softer",
    "disclosure_lost": "Disclosure lost",
    "disclosure_added": "Disclosure added",
    "red_flag": "Red flag",
    "copied": "Borrowed text",
})  # fmt: skip

LONGEST_RULE = 300
"""Characters of what decided a signal."""

LONGEST_QUOTE = 320
"""Characters of evidence that stands nowhere else in the mail."""

_ORDER = ("red_flag", "disclosure_lost", "number_changed", "strengthened", *SIGNALS)
_ALARMING = ("red_flag", "disclosure_lost")
_LOSSES = ("claim_dropped", "disclosure_lost")


@dataclass(frozen=True, slots=True)
class Said:
    """One signal in words, or several of which the same is to be said.

    Attributes:
        words: what happened, how often, and to which claim or theme.
        rule: what decided it; empty where that would only repeat the words.
        quote: the evidence, where no step that is shown holds it; empty otherwise.
    """

    words: str
    rule: str
    alarming: bool
    quote: str


def heaviest_first(signals: Iterable[Meaning]) -> list[Meaning]:
    """Signals in the order in which people mind them."""
    return sorted(
        signals, key=lambda signal: _ORDER.index(signal.kind) if signal.kind in _ORDER else len(_ORDER)
    )


def said_of(signals: Iterable[Meaning], shown: Collection[Edit], titles: Titles) -> list[Said]:
    """Signals in words, the heaviest first; what is to be said of several alike is said once.

    Args:
        shown: steps that stand below them in the mail.
        titles: of what they are about.
    """
    alike: dict[tuple[str, str, str], list[Meaning]] = {}
    for signal in heaviest_first(signals):
        alike.setdefault((signal.kind, _about(signal, titles), _rule(signal)), []).append(signal)
    return [_said(those, shown, about) for (_, about, _), those in alike.items()]


def rank(edit: Edit, signals: Sequence[Meaning]) -> int:
    """The place of the first signal whose evidence a step holds; behind all of them if it holds none."""
    return next((place for place, each in enumerate(signals) if shows(edit, each)), len(signals))


def shows(edit: Edit, signal: Meaning) -> bool:
    """Whether a signal's evidence is of this edit."""
    return bool(
        (signal.before and signal.before in (edit.before or ""))
        or (signal.after and signal.after in (edit.after or ""))
    )


def evidence(signal: Meaning) -> str:
    """The passage that a signal speaks of: what went where something is lost, else what came."""
    some, other = signal.after, signal.before
    return (other or some) if signal.kind in _LOSSES else (some or other)


def spelled(slug: str) -> str:
    """A slug in words."""
    return printable(slug).replace("_", " ").replace("-", " ")


def _said(those: Sequence[Meaning], shown: Collection[Edit], about: str) -> Said:
    signal = those[0]
    times = f", {len(those)} passages" if len(those) > 1 else ""
    hidden = next((each for each in those if not any(shows(edit, each) for edit in shown)), None)
    return Said(
        words=SIGNALS.get(signal.kind, spelled(signal.kind)) + times + about,
        rule=begun(printable(_rule(signal)).strip(), LONGEST_RULE),
        alarming=signal.kind in _ALARMING,
        quote=begun(printable(evidence(hidden)).strip(), LONGEST_QUOTE) if hidden else "",
    )


def _about(signal: Meaning, titles: Titles) -> str:
    """Claim or theme; not of what is borrowed, which is the same whatever it is about."""
    told = printable(titles.called(signal.theme, signal.claim)) if signal.kind != "copied" else ""
    return f" ({told})" if told else ""


def _rule(signal: Meaning) -> str:
    """What decided; empty where that is only the slug again."""
    about = (signal.claim, signal.theme)
    plain = {f"{what} {slug}" for what in ("claim", "disclosure", "red flag", "theme") for slug in about}
    return "" if signal.rule in plain else signal.rule

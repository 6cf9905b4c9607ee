"""Precision and recall of what is found in labelled passages and edits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from monitor.classify import find_numbers, reader, signals
from monitor.config import Lexicon
from monitor.diff import align, operations
from monitor.extract import normal_form
from monitor.records import Passage
from tests.benchmarks.messaging.labels import PARTS, LabelledPassage, Labels, Part, Value, edits, passages


@dataclass
class Tally:
    """How often each label was right, invented and missed; what may be found counts for nothing."""

    right: Counter[str] = field(default_factory=Counter)
    invented: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)

    def add(self, found: set[str], labels: Labels) -> None:
        """Count what was found of one passage or edit."""
        self.right.update(found & labels.needed)
        self.invented.update(found - labels.needed - labels.allowed)
        self.missed.update(labels.needed - found)

    def labels(self) -> list[str]:
        """All labels, in the order of the alphabet."""
        return sorted({*self.right, *self.invented, *self.missed})

    def precision(self, *labels: str) -> float:
        """Share of what was found that is right; of all labels together if none is named."""
        return _share(self._sum(self.right, labels), self._sum(self.invented, labels))

    def recall(self, *labels: str) -> float:
        """Share of what is right that was found."""
        return _share(self._sum(self.right, labels), self._sum(self.missed, labels))

    def _sum(self, counter: Counter[str], labels: tuple[str, ...]) -> int:
        return sum(counter[label] for label in labels or self.labels())


def _share(right: int, wrong: int) -> float:
    return right / (right + wrong) if right + wrong else 1.0


def measure_passages(part: Part, lexicon: Lexicon) -> dict[str, Tally]:
    """Themes, red flags, disclosures and numbers of one part."""
    tallies = {name: Tally() for name in ("theme", "red_flag", "disclosure", "number")}
    for labelled in passages(part):
        reading = reader(lexicon).read(normal_form(labelled.text))
        tallies["theme"].add({*reading.themes}, labelled.themes)
        tallies["red_flag"].add({*reading.red_flags}, labelled.red_flags)
        tallies["disclosure"].add({*reading.disclosures}, labelled.disclosures)
        found = [(each.kind, each.low, each.high) for each in find_numbers(reading.words)]
        _add_numbers(tallies["number"], found, labelled)
    return tallies


def _add_numbers(tally: Tally, found: list[Value], labelled: LabelledPassage) -> None:
    """A number is right if kind and bounds are; counts of other things than those labelled may be found."""
    missing = [*labelled.numbers]
    for value in found:
        if value in missing:
            missing.remove(value)
            tally.right[value[0]] += 1
        elif value not in labelled.other_numbers and value[0] != "count":
            tally.invented[value[0]] += 1
    tally.missed.update(kind for kind, *_ in missing)


def measure_edits(part: Part, lexicon: Lexicon) -> Tally:
    """Signals of one part."""
    tally = Tally()
    for labelled in edits(part):
        before, after = _passages(labelled.before), _passages(labelled.after)
        told = operations(align(before, after), before, after)
        found = signals(told, before, after, lexicon, normal_form)
        tally.add({signal.kind for signal in found}, labelled.signals)
    return tally


def _passages(texts: tuple[str, ...]) -> tuple[Passage, ...]:
    return tuple(Passage(text, normal_form(text)) for text in texts)


def all_texts() -> Iterator[str]:
    """Every labelled passage in normal form, for speed."""
    yield from (normal_form(each.text) for part in PARTS for each in passages(part))

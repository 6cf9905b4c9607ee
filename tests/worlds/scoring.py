"""What was told, compared with what is true."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, fields

from tests.worlds.serving import Told
from tests.worlds.world import Truth, World

LATE = 1
"""Weeks by which an event may be told late and still count as found; they are counted."""
LOOK_BACK = 2
"""Weeks within which a page that was not itself may be blamed for a false report: on going and on coming."""


@dataclass(slots=True)
class Score:
    """Counts over one or several worlds.

    Attributes:
        due, found, late, wrong: events by name; ``wrong`` were told as another kind of change.
        unclean: events told together with what is none.
        reports: changes told; false, doubled: those of them that are no event, or one told before, by the
            noise they are due to.
        missed, mistaken: events not told, or as another kind of change, by the noise their page was under.
        detail: the false reports and missed events in words, for whoever mends the rules.
    """

    due: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    late: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    unclean: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    doubled: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    mistaken: Counter[str] = field(default_factory=Counter)
    reports: int = 0
    detail: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """Share of the events that were told as what they are."""
        return self.found.total() / max(1, self.due.total())

    @property
    def precision(self) -> float:
        """Share of the reports that tell an event for the first time."""
        return self.found.total() / max(1, self.reports)

    @property
    def twice(self) -> int:
        """Reports of events that were told before."""
        return self.doubled.total()

    def add(self, other: Score) -> None:
        """Count another world in."""
        for each in fields(self):
            if isinstance(counts := getattr(self, each.name), Counter):
                counts.update(getattr(other, each.name))
        self.reports += other.reports
        self.detail += other.detail


def score(world: World, told: Iterable[Told], *, loosely: bool = False) -> Score:
    """Compare the reports of one world with its events.

    Args:
        loosely: kinds of change need not agree, as for a baseline that knows none.
    """
    result = Score(due=Counter(truth.event for truth in world.truths))
    waiting = list(world.truths)
    done: list[Truth] = []
    for report in sorted(told, key=lambda each: each.week):
        result.reports += 1
        truth = next((each for each in waiting if _is_of(report, each, loosely=loosely)), None)
        if truth is not None:
            waiting.remove(truth)
            done.append(truth)
            result.found[truth.event] += 1
            result.late[truth.event] += report.week > truth.week
            result.unclean[truth.event] += len(report.operations) > _most(truth)
            if len(report.operations) > _most(truth):
                result.detail.append(f"unclean {truth} {_short(report)}")
        elif report.kind == "sitewide" and "redesign" in world.states[report.week][report.clinic].troubles:
            # Where a theme shows a heading on all pages that another does not, that may be told once.
            result.reports -= 1
            result.detail.append(f"redesign {_short(report)}")
        elif any(_is_of(report, each, loosely=loosely) for each in done):
            result.doubled[_cause(world, report.week, report.clinic, report.path)] += 1
            result.detail.append(f"twice {_short(report)}")
        else:
            cause = _cause(world, report.week, report.clinic, report.path)
            result.false[cause] += 1
            result.detail.append(f"false, {cause}: {_short(report)}")
    for truth in waiting:
        others = [each for each in told if (each.week, each.clinic, each.path) == _place(truth)]
        (result.mistaken if others else result.missed)[_cause(world, *_place(truth))] += 1
        result.wrong[truth.event] += bool(others)
        result.detail.append(f"{'wrong kind' if others else 'missed'} {truth} {[*map(_short, others)]}")
    return result


def _is_of(report: Told, truth: Truth, *, loosely: bool) -> bool:
    if (report.clinic, report.path) != (truth.clinic, truth.path) and not (
        loosely and truth.kind == "sitewide" and report.clinic == truth.clinic
    ):
        return False
    is_in_time = truth.week <= report.week <= truth.week + LATE
    return is_in_time and (loosely or report.kind == truth.kind)


def _most(truth: Truth) -> int:
    """Operations by which an event may be told at most."""
    return 4 if truth.event in ("paragraph_added", "paragraph_removed", "restored") else 2


def _place(truth: Truth) -> tuple[int, str, str]:
    return truth.week, truth.clinic, truth.path


def _cause(world: World, told: int, slug: str, path: str) -> str:
    """The noise that what was told of a page in a week is due to, as far as the script can tell."""
    for week in range(told, max(0, told - LOOK_BACK), -1):
        clinic = world.states[week][slug]
        page = clinic.pages.get(path)
        if clinic.troubles:
            return sorted(clinic.troubles)[0]
        if page is not None and page.instead:
            return page.instead
    page = world.states[told][slug].pages.get(path)
    return page.inside if page is not None and page.inside else "nothing"


def _short(report: Told) -> str:
    operations = [
        f"{each['field']}: {each['before']!r} -> {each['after']!r}" for each in report.operations[:3]
    ]
    return f"{report.week} {report.clinic}{report.path} {report.kind} {'; '.join(operations)}"

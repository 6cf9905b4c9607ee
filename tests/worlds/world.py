"""What happens in a scripted world, week by week: everything is decided by its seed beforehand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import cycle
from random import Random

from monitor.records import ChangeKind
from tests.worlds.events import EDITS, LIFE
from tests.worlds.noises import EVERY, INSIDE, INSTEAD
from tests.worlds.styles import STYLES, Style
from tests.worlds.texts import Article, Writer

EVENTS_A_WEEK = 4
"""At each clinic."""
_STRANGE = 0.10
"""Share of the pages in whose place something else is served, in a week."""


@dataclass(frozen=True, slots=True)
class Truth:
    """What must be told.

    Attributes:
        week: the crawl that can tell it first.
        path: where the page is then; empty for the clinic as a whole.
        event: name of the event in the script.
        kind: of the change.
    """

    week: int
    clinic: str
    path: str
    event: str
    kind: ChangeKind


@dataclass(slots=True)
class Page:
    """One page in one week.

    Attributes:
        inside: kind of noise in its text, if any, and the block it stands before.
        instead: kind of noise in its place this week, if any.
    """

    article: Article
    inside: str = ""
    place: int = 0
    instead: str = ""


@dataclass(slots=True)
class Clinic:
    """One clinic in one week.

    Attributes:
        pages: by path; redirects: former path to present path.
        troubles: noises that the whole site is under this week.
    """

    name: str
    style: Style
    promise: str
    pages: dict[str, Page] = field(default_factory=dict)
    redirects: dict[str, str] = field(default_factory=dict)
    troubles: frozenset[str] = frozenset()


class World:
    """Clinics over some weeks.

    Args:
        seed: decides everything.
        styles: one clinic of each.
        weeks: how many; the first is the baseline.
        pages: articles of each clinic at the beginning.
        noises: what is switched on, of ``noises.EVERY``.

    Attributes:
        states: of each week from 1, by clinic.
        truths: what must be told, in the order of the weeks.
    """

    def __init__(
        self,
        seed: int,
        *,
        styles: Mapping[str, Style] = STYLES,
        weeks: int = 10,
        pages: int = 10,
        noises: Sequence[str] = EVERY,
    ) -> None:
        self.seed = seed
        self.weeks = weeks
        self.truths: list[Truth] = []
        self.states: dict[int, dict[str, Clinic]] = {}
        scripts = [
            _Script(
                self, Random(f"{seed} {slug}"), slug, style, [*styles.values()][number - 1], pages, noises
            )
            for number, (slug, style) in enumerate(styles.items())
        ]
        for week in range(1, weeks + 1):
            self.states[week] = {script.slug: script.week(week) for script in scripts}
        self.truths.sort(key=lambda truth: truth.week)


class _Script:
    """The story of one clinic."""

    def __init__(
        self,
        world: World,
        chance: Random,
        slug: str,
        style: Style,
        next_style: Style,
        pages: int,
        noises: Sequence[str],
    ) -> None:
        self.slug = slug
        self._world = world
        self._chance = chance
        self._next_style = next_style
        self._noises = noises
        self._writer = Writer(chance)
        self._written = 0
        inside = ["", *(kind for kind in INSIDE if kind in noises)]
        self._inside = cycle(chance.sample(inside, len(inside)))
        self._events = cycle(chance.sample([*EDITS, *LIFE], len(EDITS) + len(LIFE)))
        self._past: dict[str, list[Article]] = {}
        self._busy: dict[str, int] = {}  # path to the week until which nothing happens to the page
        self._planned: list[tuple[int, str, str, Article]] = []  # week, event, path, article then
        self._clinic = Clinic(f"{slug.replace('-', ' ').title()} Clinic", style, self._promise())
        for _ in range(pages):
            article = self._write()
            self._put(f"/blog/{article.slug}/", article)
        self._redesign = chance.randint(3, max(3, world.weeks)) if "redesign" in noises else 0
        self._outage = chance.randint(3, max(3, world.weeks)) if "outage" in noises else 0

    def week(self, week: int) -> Clinic:
        """Go on to a week, and give the clinic as it stands in it."""
        clinic = self._clinic
        clinic.redirects, clinic.troubles = dict(clinic.redirects), frozenset()
        for page in clinic.pages.values():
            page.instead = ""
        if week > 1:
            self._act(week)
        return replace(
            clinic,
            pages={path: replace(page) for path, page in clinic.pages.items()},
            redirects=dict(clinic.redirects),
        )

    def _act(self, week: int) -> None:
        due = [planned for planned in self._planned if planned[0] == week]
        if week in (self._redesign, self._outage):
            for _, event, path, article in due:
                self._planned.append((week + 1, event, path, article))
                self._busy[path] = week + 1
        else:
            for _, event, path, article in due:
                self._happen_as_planned(week, event, path, article)
        if week == self._redesign:
            self._clinic.style, self._clinic.troubles = self._next_style, frozenset(("redesign",))
            return
        if week == self._outage:
            self._clinic.troubles = frozenset(("outage",))
            for page in self._clinic.pages.values():
                page.instead = "maintenance"
            return
        for _ in range(EVENTS_A_WEEK):
            self._happen(week, next(self._events))
        self._disturb(week)

    # --- events ----------------------------------------------------------------------------------

    def _happen(self, week: int, event: str) -> None:
        free = [path for path in self._clinic.pages if self._busy.get(path, 0) < week]
        if not free:
            return
        path = self._chance.choice(free)
        match event:
            case "new":
                article = self._write()
                path = f"/blog/{article.slug}/"
                self._put(path, article)
                self._tell(week, path, event, "published")
            case "removed":
                if week < self._world.weeks:
                    self._remove(week, path)
            case "moved_redirect" | "moved_silent":
                self._move(week, path, event)
            case "sitewide":
                before = self._clinic.promise
                while self._clinic.promise == before:
                    self._clinic.promise = self._promise()
                self._tell(week, "", event, "sitewide")
            case "revert":
                self._edit_and_revert(week, path)
            case _:
                self._edit(week, path, event)

    def _edit(self, week: int, path: str, event: str) -> None:
        changed = EDITS[event](self._clinic.pages[path].article, self._chance)
        if changed is not None:
            self._clinic.pages[path].article = changed
            kind: ChangeKind = "reverted" if self._returns(path, changed) else "edited"
            self._tell(week, path, event, "retitled" if event == "title" else kind)

    def _returns(self, path: str, changed: Article) -> bool:
        """Whether an edit happens to go back to what the article said before."""
        lines = [
            frozenset(line for block in each.blocks for line in block.lines) for each in self._past[path]
        ]
        now = frozenset(line for block in changed.blocks for line in block.lines)
        come, gone = now - lines[-1], lines[-1] - now
        self._past[path].append(changed)
        return any(come <= earlier and gone.isdisjoint(earlier) for earlier in lines[:-1])

    def _edit_and_revert(self, week: int, path: str) -> None:
        article = self._clinic.pages[path].article
        changed = EDITS["word"](article, self._chance)
        if changed is None or week + 2 >= self._world.weeks:
            return
        self._clinic.pages[path].article = changed
        self._past[path].append(changed)
        self._tell(week, path, "word", "edited")
        self._planned.append((week + 2, "revert", path, article))
        self._busy[path] = week + 2

    def _remove(self, week: int, path: str) -> None:
        page = self._clinic.pages.pop(path)
        self._tell(week + 1, path, "removed", "removed")
        if week + 3 < self._world.weeks:
            self._planned.append((week + 3, "restored", path, page.article))

    def _move(self, week: int, path: str, event: str) -> None:
        page = self._clinic.pages.pop(path)
        new = f"/blog/{page.article.slug}-{week}/"
        self._clinic.pages[new] = page
        self._past[new] = self._past[path]
        if event == "moved_redirect":
            self._clinic.redirects = {
                **{old: new if now == path else now for old, now in self._clinic.redirects.items()},
                path: new,
            }
        self._tell(week, new, event, "moved")

    def _happen_as_planned(self, week: int, event: str, path: str, article: Article) -> None:
        if event == "restored":
            self._put(path, article)
            self._tell(week, path, event, "restored")
        else:
            self._clinic.pages[path].article = article
            self._past[path].append(article)
            self._tell(week, path, event, "reverted")

    def _tell(self, week: int, path: str, event: str, kind: ChangeKind) -> None:
        self._world.truths.append(Truth(week, self.slug, path, event, kind))
        self._busy[path] = max(self._busy.get(path, 0), week)

    # --- noises ----------------------------------------------------------------------------------

    def _disturb(self, week: int) -> None:
        kinds = [kind for kind in INSTEAD if kind in self._noises]
        for path, page in self._clinic.pages.items():
            if kinds and self._busy.get(path, 0) < week and self._chance.random() < _STRANGE:
                page.instead = self._chance.choice(kinds)

    # --- making ----------------------------------------------------------------------------------

    def _put(self, path: str, article: Article) -> None:
        self._past.setdefault(path, []).append(article)
        self._clinic.pages[path] = Page(
            article, next(self._inside), self._chance.randint(0, len(article.blocks))
        )

    def _write(self) -> Article:
        self._written += 1
        return self._writer.article(self._written)

    def _promise(self) -> str:
        pattern = self._chance.choice(
            (
                "Results differ from person to person; call {minutes}-{people} to ask about yours.",
                "This page is no medical advice, and {percent} of 100 questions are best asked in person.",
                "Written by our staff in {year}; speak with your own doctor before you change anything.",
            )
        )
        return self._writer.fill(pattern)

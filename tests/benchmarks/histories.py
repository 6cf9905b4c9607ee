"""Real page histories, replayed through the product: its store, its extractor, its judgement.

The histories are no part of the project; where they are not, this measures nothing.  A folder holds
``labels.jsonl`` and either ``pages.tar.xz`` or, unpacked, ``manifest.json`` with ``bodies/``.  Every tick
is one crawl; the second look at a page brings the same body as the first.
"""

from __future__ import annotations

import asyncio
import json
import tarfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from monitor.config import Clinic
from monitor.crawl import CrawlOptions, CrawlSession, Walk
from monitor.crawl.walk import Look
from monitor.discover import Discovery, addresses
from monitor.records import Entry, Fetched, PageKind
from monitor.store import ChangeFilter, Reports, reading

Label = Mapping[str, Any]

_REVIEWED = Path(__file__).with_name("reviewed.jsonl")
"""Edits that the labels could not know, since they were read off a text that leaves their place out."""
_BEGINNING = datetime(2025, 1, 1, tzinfo=UTC)
_POLLING = timedelta(hours=12)
_LATE = timedelta(days=14)
"""An edit must be told at the first look after that: what has lost most of its text is doubted first."""


@dataclass(frozen=True, slots=True)
class Tick:
    """One page at one tick.

    Attributes:
        at: when it was fetched.
        is_new: its bytes are not those of the tick before.
        text: hash of the extracted text, which is what the naive baseline goes by.
    """

    body: Path
    at: datetime
    is_new: bool
    text: str


@dataclass(frozen=True, slots=True)
class Report:
    """One page told as changed at one tick; ``page`` is empty for a change of the whole site."""

    tick: int
    host: str
    page: str
    kinds: tuple[str, ...]


class Histories:
    """Pages with their ticks and labels.

    Args:
        folder: with the manifest and the bodies.
        labels: the file of labels.
    """

    def __init__(self, folder: Path, labels: Path) -> None:
        manifest = json.loads((folder / "manifest.json").read_text())
        self.sites: dict[str, dict[str, str]] = {}
        self.ticks: dict[str, dict[int, Tick]] = {}
        for site in manifest["sites"]:
            self.sites[site["host"]] = {page["id"]: page["url"] for page in site["pages"]}
            for page in site["pages"]:
                self.ticks[page["id"]] = _ticks(folder, page["ticks"])
        self.labels = _labels(labels)
        self.reviewed = [*self.labels, *(each for each in _labels(_REVIEWED) if each["page"] in self.ticks)]

    @property
    def length(self) -> int:
        """Number of crawls."""
        return 1 + max(max(ticks) for ticks in self.ticks.values())

    @property
    def new_bytes(self) -> int:
        """Visits that met other bytes than the visit before."""
        return sum(tick.is_new for ticks in self.ticks.values() for tick in ticks.values())


def _labels(file: Path) -> list[Label]:
    return [json.loads(line) for line in file.read_text().splitlines()]


def _ticks(folder: Path, told: Iterable[Mapping[str, Any]]) -> dict[int, Tick]:
    ticks: dict[int, Tick] = {}
    before = ""
    for each in told:
        at = datetime.fromisoformat(each["date"])
        ticks[each["n"]] = Tick(folder / each["body"], at, before not in ("", each["body"]), each["text"])
        before = each["body"]
    return ticks


# --- replaying -----------------------------------------------------------------------------------


def replay(histories: Histories, workspace: Path) -> list[Report]:
    """Crawl every tick into a new workspace, and give what was told."""
    workspace.mkdir()
    tables = (f'[[clinics]]\nslug = "{_slug(host)}"\nurl = "https://{host}/"\n' for host in histories.sites)
    (workspace / "clinics.toml").write_text("\n".join(tables))
    for number in range(histories.length):
        now = _BEGINNING + number * _POLLING
        session = CrawlSession(workspace, CrawlOptions(everything=True), clock=partial(_identity, now))
        try:
            asyncio.run(_crawl(session, histories, number))
        finally:
            session.close()
    return _reports(histories, workspace)


def _identity(now: datetime) -> datetime:
    return now


def _slug(host: str) -> str:
    return host.replace(".", "-")


async def _crawl(session: CrawlSession, histories: Histories, number: int) -> None:
    by_slug = {_slug(host): host for host in histories.sites}
    await asyncio.gather(
        *(_walk(session, clinic, histories, by_slug[clinic.slug], number) for clinic in session.clinics)
    )


async def _walk(session: CrawlSession, clinic: Clinic, histories: Histories, host: str, number: int) -> None:
    clinic_id = session.ids[clinic.slug]
    walk = Walk(clinic, clinic_id, Discovery(clinic, ()))
    session.walks.append(walk)
    urls = {page: f"https://{host}{path}" for page, path in histories.sites[host].items()}
    entries: dict[str, tuple[Entry, PageKind]] = {
        addresses.key(url): (Entry(url), "article") for url in urls.values()
    }
    session.pages.save_discovery(clinic_id, (), entries, complete=False, probed=True, now=session.clock())
    for page, url in urls.items():
        tick = histories.ticks[page].get(number)
        if tick is None:
            continue
        fetched = Fetched(url, url, 200, tick.body.read_bytes(), tick.at, "text/html; charset=utf-8")
        page_id = session.pages.find(clinic_id, addresses.key(url))
        known = None if page_id is None else session.pages.page(page_id)
        assert known is not None

        async def again(_url: str, fetched: Fetched = fetched) -> Fetched:
            return fetched

        await session.looker.look(Look(walk, known, fetched, again))
    session.end_walk(walk)


def _reports(histories: Histories, workspace: Path) -> list[Report]:
    page_of = {
        (_slug(host), addresses.key(f"https://{host}{path}")): (host, page)
        for host, pages in histories.sites.items()
        for page, path in pages.items()
    }
    hosts = {_slug(host): host for host in histories.sites}
    told: dict[tuple[int, str, str], list[str]] = {}
    with reading(workspace) as database:
        for row in Reports(database).changes(ChangeFilter()):
            url = row["url"]
            host, page = page_of[row["clinic"], addresses.key(url)] if url else (hosts[row["clinic"]], "")
            told.setdefault((row["crawl_id"] - 1, host, page), []).append(row["kind"])
    return [Report(*place, kinds=tuple(kinds)) for place, kinds in sorted(told.items())]


def naive(histories: Histories) -> list[Report]:
    """What a hash of the extracted text would have told."""
    return [
        Report(number, host, page, ("edited",))
        for host, pages in histories.sites.items()
        for page in pages
        for number, text in _different(histories.ticks[page])
    ]


def _different(ticks: Mapping[int, Tick]) -> list[tuple[int, str]]:
    numbers = sorted(ticks)
    return [
        (number, ticks[number].text)
        for before, number in pairwise(numbers)
        if ticks[before].text != ticks[number].text
    ]


# --- comparing with the labels -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Score:
    """How reports compare with labels.

    Attributes:
        real, found: labelled real edits, and those of them that were told.
        false: reports of what is no edit, or of an edit told before.
        missed: edits that were not told.
        kinds: what the false reports were of, by kind of label.
    """

    real: int
    found: int
    false: tuple[Report, ...]
    missed: tuple[str, ...]
    kinds: Mapping[str, int]


def score(histories: Histories, reports: Iterable[Report], labels: Sequence[Label]) -> Score:
    """Compare with some labels; what is labelled unsure counts neither way."""
    waiting = [label for label in labels if label["label"] == "real"]
    real = len(waiting)
    unsure = [label for label in labels if label["label"] == "unsure"]
    false: list[Report] = []
    for report in sorted(reports, key=lambda each: each.tick):
        told = [label for label in waiting if _tells(histories, report, label)]
        if told:
            # One report may tell several edits of a site, but of a page only the last one.
            taken = told if not report.page else told[-1:]
            waiting = [label for label in waiting if label not in taken]
        elif not any(_tells(histories, report, label) for label in unsure):
            false.append(report)
    return Score(
        real=real,
        found=real - len(waiting),
        false=tuple(false),
        missed=tuple(f"{label['page']} {label['from']}-{label['to']}" for label in waiting),
        kinds=dict(sorted(Counter(_kind(report, labels) for report in false).items())),
    )


def _tells(histories: Histories, report: Report, label: Label) -> bool:
    """Whether a report may be of the edit that a label speaks of."""
    if report.page not in ("", label["page"]) or report.host != label["host"]:
        return False
    if report.tick <= label["to"]:
        return bool(report.tick == label["to"])
    ticks = histories.ticks[label["page"]]
    before = max(number for number in ticks if number < report.tick)
    return ticks[before].at - ticks[label["to"]].at <= _LATE


def _kind(report: Report, labels: Iterable[Label]) -> str:
    kinds = [label["kind"] for label in labels if label["to"] == report.tick and label["page"] == report.page]
    return "site-wide" if not report.page else kinds[0] if kinds else "unlabelled"


# --- finding them --------------------------------------------------------------------------------


def unpacked(folder: Path, stack: ExitStack) -> Histories | None:
    """Open the histories in a folder, unpacked for as long as need be; None where there are none."""
    labels = folder / "labels.jsonl"
    if not labels.is_file():
        return None
    if (folder / "manifest.json").is_file():
        return Histories(folder, labels)
    packed = folder / "pages.tar.xz"
    if not packed.is_file():
        return None
    room = Path(stack.enter_context(TemporaryDirectory()))
    with tarfile.open(packed) as archive:
        archive.extractall(room, filter="data")
    return Histories(room, labels)

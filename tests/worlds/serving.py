"""A world on loopback, and the weekly crawl of the real product over it."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Any, Self

from monitor.store import ChangeFilter, Reports, reading
from tests.servers import LoopbackServer, Received, Reply, redirect
from tests.worlds.noises import INSIDE, INSTEAD
from tests.worlds.styles import Page as Shown
from tests.worlds.world import Clinic, Page, World

ROOT = Path(__file__).resolve().parents[2]
FIRST_DAY = datetime(2025, 3, 3, 6, tzinfo=UTC)


class ServedWorld:
    """A world in some week, one loopback address per clinic; a context manager.

    Attributes:
        week: the week that is served; set it to go on.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.week = 1
        self._stack = ExitStack()
        self._looks: Counter[tuple[str, str, int]] = Counter()
        self.servers = {
            slug: LoopbackServer(address=f"127.0.6.{number + 1}")
            for number, slug in enumerate(world.states[1])
        }

    def __enter__(self) -> Self:
        for slug, server in self.servers.items():
            self._stack.enter_context(server)
            server.pages["/robots.txt"] = Reply(
                f"User-agent: *\nSitemap: {server.url('/sitemap.xml')}\n", content_type="text/plain"
            )
            server.pages["/sitemap.xml"] = partial(self._sitemap, slug)
            server.pages["/"] = Reply(f"<!doctype html><title>{slug}</title><p>Welcome to our clinic.</p>")
            for path in self._paths(slug):
                server.pages[path] = partial(self.answer, slug)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def clinic(self, slug: str) -> Clinic:
        """A clinic as it stands this week."""
        return self.world.states[self.week][slug]

    def answer(self, slug: str, received: Received) -> Reply:
        """What a page's address answers this week."""
        clinic, path = self.clinic(slug), received.path.partition("?")[0]
        if path in clinic.redirects:
            return redirect(self.servers[slug].url(clinic.redirects[path]))
        page = clinic.pages.get(path)
        if page is None:
            return Reply("<!doctype html><title>Not found</title><p>No such page.</p>", 404)
        self._looks[slug, path, self.week] += 1
        shown = self._show(slug, path, clinic, page, self._looks[slug, path, self.week])
        return INSTEAD[page.instead](shown, clinic.name) if page.instead else Reply(shown)

    def _show(self, slug: str, path: str, clinic: Clinic, page: Page, look: int) -> str:
        chance = Random(f"{self.world.seed} {slug} {path} {self.week} {look}")
        inside = {page.place: INSIDE[page.inside](chance, self.week)} if page.inside else {}
        others = sorted(other for other in clinic.pages if other != path)
        beside = [(clinic.pages[other].article.title, other) for other in chance.sample(others, 3)]
        return clinic.style(
            Shown(
                article=page.article,
                clinic=clinic.name,
                origin=self.servers[slug].url("").rstrip("/"),
                promise=clinic.promise,
                inside=inside,
                beside=beside,
                token=f"{chance.getrandbits(40):x}",
                count=self.week * 300 + look * 7,
                title_end=f" | {clinic.name}",
            )
        )

    def _paths(self, slug: str) -> set[str]:
        clinics = [week[slug] for week in self.world.states.values()]
        return {path for clinic in clinics for path in (*clinic.pages, *clinic.redirects)}

    def _sitemap(self, slug: str, _received: Received) -> Reply:
        server = self.servers[slug]
        entries = "".join(f"<url><loc>{server.url(path)}</loc></url>" for path in self.clinic(slug).pages)
        return Reply(
            f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>',
            content_type="application/xml",
        )


@dataclass(frozen=True, slots=True)
class Told:
    """One change that the product told.

    Attributes:
        path: of the page; empty for the clinic as a whole.
        operations: those that a reader sees.
    """

    week: int
    clinic: str
    path: str
    kind: str
    operations: tuple[Mapping[str, Any], ...]


def crawl_weeks(served: ServedWorld, workspace: Path) -> Iterator[int]:
    """Crawl week after week into a new workspace; yields each week when its crawl is over."""
    workspace.mkdir()
    tables = "".join(
        f'[[clinics]]\nslug = "{slug}"\nurl = "{server.url("/blog/")}"\ndelay = 0\n'
        for slug, server in served.servers.items()
    )
    (workspace / "clinics.toml").write_text(f"allow_private_addresses = true\n{tables}")
    for week in range(1, served.world.weeks + 1):
        served.week = week
        at = FIRST_DAY + timedelta(weeks=week - 1)
        command = [sys.executable, "-m", "tests.worlds.crawl", str(workspace), at.isoformat()]
        done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True, timeout=300)
        # 1: some clinic could not be read at all, as in a week of maintenance.
        assert done.returncode in (0, 1), done.stderr
        assert "Traceback" not in done.stderr, done.stderr
        yield week


def told(workspace: Path, week: int) -> list[Told]:
    """What the crawl of a week told; asked right after it, for pages move on."""
    with reading(workspace) as database:
        rows = Reports(database).changes(ChangeFilter(crawl_id=week))
    return [
        Told(
            week=week,
            clinic=row["clinic"],
            path="" if row["url"] is None else "/" + row["url"].split("/", 3)[3],
            kind=row["kind"],
            operations=tuple(each for each in row["operations"] if each["kind"] != "moved"),
        )
        for row in rows
    ]

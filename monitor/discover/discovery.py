"""The way from a clinic's start address to its articles: what to ask next, and what it came to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.discover import addresses, articles, guesses, listing, probe, sitemaps, wordpress
from monitor.discover.ledger import Ledger, Result, Step
from monitor.discover.probe import Home
from monitor.discover.reading import NO_VALIDATORS, Ask, AskKind, read
from monitor.discover.selection import Selection, select
from monitor.records import Entry, Fetched, Source, SourceKind

if TYPE_CHECKING:
    from monitor.config import Clinic

MOST_ASKS = 400
"""Requests of one discovery, all kinds together."""

MOST_SITEMAPS = 200
"""Sitemaps taken from one index or robots.txt."""

MOST_LISTED = 50_000
"""Addresses taken from all sources together; the rest is left out."""

MOST_LISTING_PAGES = 50
"""Pages of a listing that are walked."""

_Todo = tuple[Ask, Step]


class Discovery:
    """Finds the articles of one clinic. Does no input or output itself: it says what to ask and is told.

    With known sources those are asked, and sitemaps that robots.txt newly names.  Without any, or when
    all of them are gone, the site is probed: home page, what it and robots.txt announce, then usual
    addresses one by one, then the blog's listing, each only as far as the articles are not told yet.
    Probing now and then, by giving no known sources, finds what a site has added.

    Each ask gets one answer, in any order; the outcome does not depend on the order.

    Args:
        clinic: whose articles are wanted.
        known: sources of an earlier discovery; those of another site are left out.
        robots_sitemaps: addresses that robots.txt names.
    """

    def __init__(self, clinic: Clinic, known: Sequence[Source], robots_sitemaps: Sequence[str] = ()) -> None:
        self._clinic = clinic
        self._start = addresses.clean(clinic.url) or clinic.url
        self._known = [source for source in known if addresses.same_site(source.url, self._start)]
        self._robots = [url for name in robots_sitemaps if (url := addresses.clean(name, self._start))]
        self._ledger = Ledger()
        self._open: dict[Ask, Step] = {}
        self._asked: set[tuple[AskKind, str]] = set()
        self._guesses: dict[SourceKind, list[str]] | None = None
        self._selection: Selection | None = None
        self._home: Home | None = None
        self._probing = False
        self._started = self._bounded = False
        self._listed = 0

    def start(self) -> list[Ask]:
        """Give the first asks; there is at least one."""
        self._started = True
        todo = [_known(source) for source in self._known] + self._sitemaps(self._robots, child=False)
        return self._admit(todo if self._known else todo + self._probe())

    def answer(self, ask: Ask, fetched: Fetched | None) -> list[Ask]:
        """Take the answer to an ask and give the asks that follow from it.

        Args:
            ask: one that was given and not answered yet; others are ignored.
            fetched: None where the fetch failed.
        """
        step = self._open.pop(ask, None)
        if step is None:
            return []
        reading = read(ask, fetched, step.number > 1)
        room = MOST_LISTED - self._listed
        self._bounded |= len(reading.entries) > room
        result, todo = self._follow(Result(ask, step, replace(reading, entries=reading.entries[:room])))
        self._listed += len(result.reading.entries)
        self._ledger.add(result)
        self._selection = None
        asks = self._admit(todo)
        while not asks and not self._open and (todo := self._settle()):
            asks = self._admit(todo)
        return asks

    @property
    def done(self) -> bool:
        """Whether all asks are answered and none follows."""
        return self._started and not self._open

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The clinic's articles: newest claim first, undated last, at most ``max_pages``."""
        return self._selected().entries

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources that work, to be given as ``known`` next time.

        A known or announced source that gave no answer, or the wrong one, is among them with its old
        validators; one that answered 404 or 410 is not.
        """
        return self._ledger.sources()

    @property
    def complete(self) -> bool:
        """Whether a page that is missing from ``entries`` is really gone from the clinic's lists.

        True only if a sitemap, the WordPress API or a listing of several pages was read to its end, and
        so was every other source of these kinds.  An answer of 304 makes it False: that source still
        lists what it listed, but nobody knows what.  Feeds never count, they are short.  Nor does a
        reading without any article, which a broken site gives sooner than an emptied blog.
        """
        selection = self._selected()
        sure = selection.told or not self._ledger.silent()
        listed = bool(selection.entries) and not selection.cut and not self._bounded
        return self.done and listed and sure and self._ledger.whole()

    @property
    def home(self) -> Home | None:
        """What the home page said; None unless the site was probed and answered with a page."""
        return self._home

    @property
    def failures(self) -> tuple[tuple[str, str], ...]:
        """Address and reason of each known or announced source that could not be used, for the log."""
        return self._ledger.failures()

    # --- after each answer -----------------------------------------------------------------------

    def _follow(self, result: Result) -> tuple[Result, list[_Todo]]:
        reading = result.reading
        if result.ask.kind == "home":
            todo = self._after_home(result) + self._sitemaps(reading.children, child=True)
            return replace(result, reading=replace(reading, page=None)), todo
        if result.kind == "listing" and reading.page is not None:
            return self._after_listing(result)
        if result.kind == "wordpress" and reading.outcome == "read":
            return self._after_posts(result)
        return result, self._sitemaps(reading.children, child=True)

    def _after_home(self, result: Result) -> list[_Todo]:
        page = result.reading.page
        if page is None:
            # The start address is a feed or sitemap: the site's own home page knows of the others.
            root = addresses.clean("/", self._start)
            return [_todo("home", root)] if root and result.reading.outcome == "read" else []
        home = probe.read(page, result.reading.url)
        self._home = self._home or home
        todo = [_todo("feed", url) for url in home.feeds]
        posts = home.posts
        if posts is None and home.system == "wordpress":
            posts = addresses.clean("/wp-json/wp/v2/posts", home.url)
        if posts is not None:
            ask = Ask("wordpress", wordpress.page_address(posts, 1))
            todo.append((ask, Step(posts, guess=home.posts is None)))
        return todo

    def _after_listing(self, result: Result) -> tuple[Result, list[_Todo]]:
        reading, step = result.reading, result.step
        assert reading.page is not None
        found = listing.read(reading.page, reading.url, step.root, self._clinic.include)
        reading = replace(reading, page=None, entries=tuple(Entry(url) for url in found.articles))
        onward = self._ledger.brings_new(step.root, reading) and step.number < MOST_LISTING_PAGES
        follow = found.next is not None and onward
        # A list of one page may show only the newest articles, and load the others by script.
        reading = replace(reading, whole=follow or (found.next is None and step.number > 1))
        todo = (
            [(Ask("listing", found.next), replace(step, number=step.number + 1))]
            if follow and found.next
            else []
        )
        return replace(result, reading=reading), todo

    def _after_posts(self, result: Result) -> tuple[Result, list[_Todo]]:
        reading, step = result.reading, result.step
        if reading.last:
            return result, []
        enough = step.number * wordpress.PER_PAGE >= self._clinic.max_pages
        if enough or not self._ledger.brings_new(step.root, reading):
            return replace(result, reading=replace(reading, whole=False)), []
        number = step.number + 1
        ask = Ask("wordpress", wordpress.page_address(step.root, number))
        return result, [(ask, replace(step, number=number))]

    # --- when all is answered --------------------------------------------------------------------

    def _settle(self) -> list[_Todo]:
        """What else is worth asking; nothing when the articles are told."""
        if len(self._asked) >= MOST_ASKS:
            return []
        if not self._probing and all(result.reading.outcome == "gone" for result in self._ledger):
            return self._probe()
        if not self._clinic.include and (unread := self._ledger.unread()):
            return self._again(unread)
        if not self._probing or self._selected().told:
            return []
        return self._blog_page() or self._guess() or self._listing()

    def _probe(self) -> list[_Todo]:
        self._probing = True
        return [_todo("home", self._start)]

    def _again(self, unread: Iterable[Result]) -> list[_Todo]:
        todo: list[_Todo] = []
        for result in unread:
            self._asked.discard((result.ask.kind, addresses.key(result.ask.url)))
            todo.append((replace(result.ask, validators=NO_VALIDATORS), result.step))
        return todo

    def _blog_page(self) -> list[_Todo]:
        """The blog's index, which announces feeds that some systems leave out on the home page."""
        blog = self._home.blog if self._home else None
        if blog is None or self._ledger.found("feed") or ("home", addresses.key(blog)) in self._asked:
            return []
        return [_todo("home", blog)]

    def _guess(self) -> list[_Todo]:
        """The next usual address of each kind that was not found; none where the site says no or nothing."""
        if any(r.ask.kind == "home" and r.reading.outcome not in ("read", "gone") for r in self._ledger):
            return []
        if self._guesses is None:
            system = self._home.system if self._home else "unknown"
            self._guesses = guesses.usual(self._start, system, self._blog())
        todo: list[_Todo] = []
        for kind, urls in self._guesses.items():
            if urls and not self._ledger.found(kind):
                url = urls.pop(0)
                todo.append((Ask(kind, url), Step(url, guess=True)))
        return todo

    def _listing(self) -> list[_Todo]:
        start = self._blog()
        if start is None and self._home is not None and not self._ledger.found("sitemap"):
            start = self._home.url
        if start is None or ("listing", addresses.key(start)) in self._asked:
            return []
        return [_todo("listing", start)]

    def _blog(self) -> str | None:
        """The blog's index: the start address unless that is the root, else what the home page links to."""
        if articles.blog_path(self._start) and not articles.never(self._start):
            return self._start
        return self._home.blog if self._home else None

    # --- helpers ---------------------------------------------------------------------------------

    def _selected(self) -> Selection:
        if self._selection is None:
            self._selection = select(self._clinic, self._ledger.listed(), self._ledger.silent())
        return self._selection

    def _sitemaps(self, urls: Iterable[str], child: bool) -> list[_Todo]:
        """The sitemaps worth reading: posts first; lists of pages only where there is nothing else."""
        ours = [url for url in urls if addresses.same_site(url, self._start)]
        wanted = [url for holds in ("posts", "mixed") for url in ours if sitemaps.holds(url) == holds]
        if self._clinic.include or not wanted:
            wanted += [url for url in ours if sitemaps.holds(url) == "pages"]
        self._bounded |= len(wanted) > MOST_SITEMAPS
        return [(Ask("sitemap", url), Step(url, child=child)) for url in wanted[:MOST_SITEMAPS]]

    def _admit(self, todo: Iterable[_Todo]) -> list[Ask]:
        """Let through what was not asked before, as long as the bounds hold."""
        asks: list[Ask] = []
        for ask, step in todo:
            place = ask.kind, addresses.key(ask.url)
            if place in self._asked:
                continue
            if len(self._asked) >= MOST_ASKS:
                self._bounded = True
                break
            self._asked.add(place)
            self._open[ask] = step
            asks.append(ask)
        return asks


def _todo(kind: AskKind, url: str) -> _Todo:
    return Ask(kind, url), Step(url)


def _known(source: Source) -> _Todo:
    """Ask a known source, with its validators where one document is the whole of it.

    The first page of a list says nothing about the others when it is unchanged.
    """
    step = Step(source.url, known=True)
    if source.kind == "wordpress":
        return Ask("wordpress", wordpress.page_address(source.url, 1)), step
    if source.kind == "listing":
        return Ask("listing", source.url), step
    return Ask(source.kind, source.url, source.validators), step

"""Where an answer came from: a page that moved, and one that is another page by now."""

from __future__ import annotations

from dataclasses import replace

from monitor.crawl.recorder import Recorder
from monitor.crawl.walk import Look
from monitor.discover import addresses
from monitor.records import Change, Operation
from monitor.store import CrawlLog, Page, PageBook

PERMANENT = frozenset({301, 308})


class Arrival:
    """Follows a page to where it answered.

    Args:
        pages, log: the open store.
        recorder: what writes.
    """

    def __init__(self, pages: PageBook, log: CrawlLog, recorder: Recorder) -> None:
        self._pages = pages
        self._log = log
        self._recorder = recorder

    def arrive(self, look: Look) -> Look | None:
        """Follow a page to where it answered; None where the look ends with that."""
        if not is_elsewhere(look):
            return look
        final = addresses.clean(look.fetched.final_url) or look.fetched.final_url
        target_id = self._pages.find(look.page.clinic_id, addresses.key(final))
        target = None if target_id is None or target_id == look.page.id else self._pages.page(target_id)
        if not (look.fetched.redirects and set(look.fetched.redirects) <= PERMANENT):
            if target is None:
                return look
            self._recorder.fail(look, "error", "redirected_to_known_page")
            return None
        if look.page.version_id is None:
            return self._adopt(look, target, final)
        return self._move(look, target, final)

    def _move(self, look: Look, target: Page | None, final: str) -> Look | None:
        """A permanent redirect: the page keeps its history under its new address."""
        if target is None or target.version_id is None:
            self._recorder.move(look, look.page.id, look.page.url, final)
            return self._again_with(look, look.page.id)
        if look.page.state == "removed":
            self._recorder.gone(look, "moved_to_known_page")
        else:
            moved = Change("moved", (Operation("reworded", look.page.url, final, field="url"),))
            self._recorder.end(look, moved, "moved", "moved_to_known_page")
        return None

    def _adopt(self, look: Look, target: Page | None, final: str) -> Look | None:
        """A new address that leads elsewhere is another name of the page there."""
        self._log.flush()
        self._pages.adopt(look.page.id, None if target is None else target.id, final, addresses.key(final))
        if target is not None and target.version_id is not None:
            return None
        return self._again_with(look, look.page.id if target is None else target.id)

    def _again_with(self, look: Look, page_id: int) -> Look:
        page = self._pages.page(page_id)
        assert page is not None
        return replace(look, page=page)


def is_elsewhere(look: Look) -> bool:
    """Whether the answer came from another address than the page's."""
    if look.fetched.final_url == look.page.url:
        return False
    final = addresses.clean(look.fetched.final_url) or look.fetched.final_url
    return addresses.key(final) != addresses.key(look.page.url)
